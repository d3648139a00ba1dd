/** MurmurHash64A as Redis's HyperLogLog uses it, and what of an element's hash is counted. */

const MULTIPLIER = 0xc6a4a7935bd1e995n;
const SEED = 0xadc83b19n;
const REGISTER_BITS = 14n;
const PATTERN_BITS = 50n;

/** An element's register, and the length of its pattern: one more than the zeros at the low end of the rest of its hash. */
export interface Pattern {
  readonly register: number;
  readonly length: number;
}

/** What an element (latin1 bytes) counts as. */
export function patternOf(element: string): Pattern {
  const hash = murmur(Buffer.from(element, 'latin1'));
  const register = Number(hash & ((1n << REGISTER_BITS) - 1n));
  let rest = (hash >> REGISTER_BITS) | (1n << PATTERN_BITS);
  let length = 1;
  for (; (rest & 1n) === 0n; rest >>= 1n) length++;
  return { register, length };
}

/** https://github.com/aappleby/smhasher, MurmurHash64A in little-endian order. */
function murmur(bytes: Buffer): bigint {
  let hash = SEED ^ product(BigInt(bytes.length), MULTIPLIER);
  const blocks = bytes.length - (bytes.length % 8);
  for (let at = 0; at < blocks; at += 8) {
    const block = product(shifted(product(bytes.readBigUInt64LE(at), MULTIPLIER)), MULTIPLIER);
    hash = product(hash ^ block, MULTIPLIER);
  }
  if (blocks < bytes.length) {
    let tail = 0n;
    for (let at = bytes.length - 1; at >= blocks; at--) tail = (tail << 8n) | BigInt(bytes[at] ?? 0);
    hash = product(hash ^ tail, MULTIPLIER);
  }
  return shifted(product(shifted(hash), MULTIPLIER));
}

function product(a: bigint, b: bigint): bigint {
  return BigInt.asUintN(64, a * b);
}

function shifted(value: bigint): bigint {
  return value ^ (value >> 47n);
}
