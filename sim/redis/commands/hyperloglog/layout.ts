/**
 * How a HyperLogLog lies in its string: `HYLL`, the encoding, three unused bytes, the cached estimate in eight bytes (the highest bit says that
 * it is stale), and 16,384 registers, either sparse (runs, see sparse.ts) or dense (6 bits each, the lowest bits of a byte first).
 */
import { ErrorReply } from '../../resp/index.ts';

/** Registers of every HyperLogLog. */
export const REGISTERS = 16384;
/** Bytes before the registers. */
export const HEADER_BYTES = 16;
/** Bytes of the dense form, its header included. */
export const DENSE_BYTES: number = HEADER_BYTES + (REGISTERS * 6) / 8;

/** A string that is no HyperLogLog. */
export const NOT_A_HYPERLOGLOG: ErrorReply = new ErrorReply('WRONGTYPE Key is not a valid HyperLogLog string value.');
/** Registers that make no sense. */
export const CORRUPTED: ErrorReply = new ErrorReply('INVALIDOBJ Corrupted HLL object detected');

const EMPTY = 'HYLL\x01\0\0\0\0\0\0\0\0\0\0\0\x7f\xff';

/** A new HyperLogLog: sparse, one run of zeros, its estimate of 0 valid. */
export function emptySketch(): Buffer {
  return Buffer.from(EMPTY, 'latin1');
}

/** The bytes of a string that is a HyperLogLog by its header; throws for any other. */
export function needSketch(text: string): Buffer {
  const encoding = text.charCodeAt(4);
  const fits = text.length >= HEADER_BYTES && text.startsWith('HYLL') && encoding <= 1 && (encoding === 1 || text.length === DENSE_BYTES);
  if (!fits) throw NOT_A_HYPERLOGLOG;
  return Buffer.from(text, 'latin1');
}

/** Whether the registers are 6 bits each. */
export function isDense(sketch: Buffer): boolean {
  return sketch[4] === 0;
}

/** The cached estimate, or null when it is stale. */
export function cachedEstimate(sketch: Buffer): number | null {
  return (sketch[15] ?? 0) >= 128 ? null : Number(sketch.readBigUInt64LE(8));
}

/** Keeps an estimate. */
export function cacheEstimate(sketch: Buffer, value: number): void {
  sketch.writeBigUInt64LE(BigInt(value), 8);
}

/** Says that the cached estimate is stale; its other bits stay. */
export function dropEstimate(sketch: Buffer): void {
  sketch[15] = (sketch[15] ?? 0) | 128;
}
