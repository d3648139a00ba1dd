/**
 * The rolling hash of a world: 64 bits over every event (name, time, payload) and every choice, always on. Two multiplicative lanes of 32
 * bits, each a bijection of its state for every input word, so no prefix can be forgotten; finished by the murmur3 mixer.
 */

/** A 64-bit hash over 32-bit words. */
export class RollingHash {
  #low = 0x9e3779b9 | 0;
  #high = 0x85ebca6b | 0;

  /** Folds one 32-bit word in. */
  add(word: number): void {
    this.#low = Math.imul(((this.#low << 13) | (this.#low >>> 19)) ^ word, 0x5bd1e995);
    this.#high = Math.imul(((this.#high << 7) | (this.#high >>> 25)) + word, 0xc2b2ae35 | 0) ^ (this.#low >>> 15);
  }

  /** 16 hexadecimal digits. */
  digest(): string {
    return (
      mix(this.#low).toString(16).padStart(8, '0') +
      mix(this.#high ^ this.#low)
        .toString(16)
        .padStart(8, '0')
    );
  }
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A 32-bit digest of bytes, four at a time. */
export function digestBytes(bytes: Uint8Array): number {
  let digest = 0x811c9dc5 ^ bytes.length;
  const whole = bytes.length & ~3;
  let index = 0;
  for (; index < whole; index += 4) {
    const word = (bytes[index] ?? 0) | ((bytes[index + 1] ?? 0) << 8) | ((bytes[index + 2] ?? 0) << 16) | ((bytes[index + 3] ?? 0) << 24);
    digest = Math.imul(digest ^ word, 0x01000193);
    digest ^= digest >>> 15;
  }
  for (; index < bytes.length; index += 1) digest = Math.imul(digest ^ (bytes[index] ?? 0), 0x01000193);
  return digest | 0;
}
