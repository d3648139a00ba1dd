/** Lengths and strings as an RDB file has them. */
import { parseInteger } from '../words.ts';
import { compress } from './lzf.ts';
import type { Integer } from '../../keyspace/index.ts';

const LONGEST_INTEGER = 11;
const LONGEST_UNCOMPRESSED = 20;

/** A length, or any unsigned integer of up to 64 bits, in one, two, five or nine bytes. */
export function lengthBytes(length: Integer): string {
  const value = Number(length);
  if (value < 64) return String.fromCharCode(value);
  if (value < 16384) return String.fromCharCode(0x40 | (value >>> 8), value & 255);
  const isWide = value >= 2 ** 32;
  const bytes = Buffer.alloc(isWide ? 9 : 5);
  bytes[0] = isWide ? 0x81 : 0x80;
  if (isWide) bytes.writeBigUInt64BE(BigInt(length), 1);
  else bytes.writeUInt32BE(value, 1);
  return bytes.toString('latin1');
}

/** A string: as a small integer, compressed, or with its length before it. */
export function stringBytes(text: string): string {
  const integer = text.length <= LONGEST_INTEGER ? parseInteger(text) : null;
  const small = integer === null ? null : integerBytes(Number(integer));
  if (small !== null) return small;
  const compressed = text.length > LONGEST_UNCOMPRESSED ? compress(Buffer.from(text, 'latin1'), text.length - 4) : null;
  if (compressed !== null) return `\xc3${lengthBytes(compressed.length)}${lengthBytes(text.length)}${compressed.toString('latin1')}`;
  return lengthBytes(text.length) + text;
}

function integerBytes(value: number): string | null {
  const width = [1, 2, 4].find((bytes) => value >= -(2 ** (bytes * 8 - 1)) && value < 2 ** (bytes * 8 - 1));
  if (width === undefined) return null;
  const bytes = Buffer.alloc(width + 1);
  bytes[0] = 0xc0 + (width >>> 1);
  bytes.writeIntLE(value, 1, width);
  return bytes.toString('latin1');
}
