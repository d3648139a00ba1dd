/** The CRC-64 (Jones) that closes a DUMP payload, over a table of halves: JavaScript's integers have 32 bits. */

const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

interface Halves {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

let table: Halves | null = null;

function madeTable(): Halves {
  const made = { high: new Uint32Array(256), low: new Uint32Array(256) };
  for (let byte = 0; byte < 256; byte++) {
    let value = BigInt(byte);
    for (let bit = 0; bit < 8; bit++) value = (value & 1n) === 1n ? (value >> 1n) ^ POLYNOMIAL : value >> 1n;
    made.high[byte] = Number(value >> 32n);
    made.low[byte] = Number(value & 0xffffffffn);
  }
  return made;
}

/** The checksum of latin1 bytes, as eight latin1 bytes, lowest first. */
export function checksum(text: string): string {
  table ??= madeTable();
  let high = 0;
  let low = 0;
  for (let index = 0; index < text.length; index++) {
    const byte = (low ^ text.charCodeAt(index)) & 255;
    const shifted = ((low >>> 8) | (high << 24)) >>> 0;
    low = (shifted ^ (table.low[byte] ?? 0)) >>> 0;
    high = ((high >>> 8) ^ (table.high[byte] ?? 0)) >>> 0;
  }
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(low, 0);
  bytes.writeUInt32LE(high, 4);
  return bytes.toString('latin1');
}
