/**
 * Listpacks: the small encoding of lists, hashes and sorted sets. Four bytes length, two bytes count, the entries, and 255. An entry is an integer or
 * a string, followed by its own length for those who read backwards.
 */
import { parseInteger } from '../words.ts';

const HEADER_BYTES = 6;
const UNKNOWN_COUNT = 65535;

/** One entry's bytes. What looks like an integer is stored as one. */
export function listpackEntry(text: string): string {
  const integer = text.length <= 20 ? parseInteger(text) : null;
  const body = integer === null ? stringBody(text) : integerBody(integer);
  return body + backLength(body.length);
}

/** A listpack of entries made by `listpackEntry`. */
export function listpackOf(entries: readonly string[]): string {
  const body = entries.join('');
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(HEADER_BYTES + body.length + 1, 0);
  header.writeUInt16LE(Math.min(entries.length, UNKNOWN_COUNT), 4);
  return `${header.toString('latin1')}${body}\xff`;
}

function stringBody(text: string): string {
  const { length } = text;
  if (length < 64) return String.fromCharCode(0x80 | length) + text;
  if (length < 4096) return String.fromCharCode(0xe0 | (length >>> 8), length & 255) + text;
  const head = Buffer.alloc(5);
  head[0] = 0xf0;
  head.writeUInt32LE(length, 1);
  return head.toString('latin1') + text;
}

function integerBody(value: number | bigint): string {
  const number = Number(value);
  if (number >= 0 && number <= 127) return String.fromCharCode(number);
  if (number >= -4096 && number <= 4095) return String.fromCharCode(0xc0 | ((number >> 8) & 31), number & 255);
  for (const [bytes, mark] of [
    [2, 0xf1],
    [3, 0xf2],
    [4, 0xf3],
  ] as const) {
    if (Math.abs(number < 0 ? number + 1 : number) >= 2 ** (bytes * 8 - 1)) continue;
    const body = Buffer.alloc(bytes + 1);
    body[0] = mark;
    body.writeIntLE(number, 1, bytes);
    return body.toString('latin1');
  }
  const body = Buffer.alloc(9);
  body[0] = 0xf4;
  body.writeBigInt64LE(BigInt(value), 1);
  return body.toString('latin1');
}

/** An entry's length in groups of seven bits, highest first; all but the first byte have their highest bit set. */
function backLength(length: number): string {
  let text = '';
  let rest = length;
  for (; rest > 127; rest = Math.floor(rest / 128)) text = String.fromCharCode(128 | (rest & 127)) + text;
  return String.fromCharCode(rest) + text;
}

/** The entries of a listpack, or null when it makes no sense. */
export function readListpack(text: string): string[] | null {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < HEADER_BYTES + 1 || bytes.readUInt32LE(0) !== bytes.length || bytes.at(-1) !== 255) return null;
  const count = bytes.readUInt16LE(4);
  const entries: string[] = [];
  let at = HEADER_BYTES;
  while (at < bytes.length - 1) {
    const entry = readEntry(bytes, at);
    if (entry === null) return null;
    entries.push(entry.text);
    at += entry.bytes + backLength(entry.bytes).length;
  }
  return at === bytes.length - 1 && (count === UNKNOWN_COUNT || count === entries.length) ? entries : null;
}

function readEntry(bytes: Buffer, at: number): { text: string; bytes: number } | null {
  const mark = bytes[at] ?? 255;
  if (mark < 0x80) return { text: String(mark), bytes: 1 };
  if (mark < 0xc0) return readText(bytes, at, 1, mark & 63);
  const next = bytes[at + 1] ?? 0;
  if (mark < 0xe0) return { text: String((((mark & 31) << 27) >> 19) | next), bytes: 2 };
  if (mark < 0xf0) return readText(bytes, at, 2, ((mark & 15) << 8) | next);
  if (mark === 0xf0) return at + 5 > bytes.length ? null : readText(bytes, at, 5, bytes.readUInt32LE(at + 1));
  if (mark > 0xf4) return null;
  const width = mark === 0xf4 ? 8 : mark - 0xf1 + 2;
  if (at + 1 + width > bytes.length) return null;
  const text = width === 8 ? String(bytes.readBigInt64LE(at + 1)) : String(bytes.readIntLE(at + 1, width));
  return { text, bytes: 1 + width };
}

function readText(bytes: Buffer, at: number, head: number, length: number): { text: string; bytes: number } | null {
  if (at + head + length > bytes.length - 1) return null;
  return { text: bytes.toString('latin1', at + head, at + head + length), bytes: head + length };
}
