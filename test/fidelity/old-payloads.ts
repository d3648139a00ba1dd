/** Payloads as servers before Redis 7.0 dumped them, made byte by byte: ziplists, zipmaps, and what holds them. */
import { checksum } from '../../sim/redis/commands/dump/checksum.ts';

/** A payload as a quoted word of a case. */
export function payload(body: string, version = 6): string {
  const versioned = `${body}${String.fromCharCode(version)}\0`;
  return quoted(versioned + checksum(versioned));
}

/** Bytes as a quoted word of a case. */
export function quoted(bytes: string): string {
  return `"${bytes.replace(/./gs, (byte) => `\\x${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;
}

/** A string of an RDB file, of up to 16 KiB. */
export function rdbString(text: string): string {
  const { length } = text;
  return (length < 64 ? String.fromCharCode(length) : String.fromCharCode(0x40 | (length >> 8), length & 255)) + text;
}

function littleEndian(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, index) => String.fromCharCode(Math.floor(value / 256 ** index) & 255)).join('');
}

/** A ziplist of entries without what they say of the one before them; `marks` spoils its header. */
export function ziplist(entries: readonly string[], marks: { count?: number; tail?: number; bytes?: number; last?: string } = {}): string {
  let body = '';
  let before = 0;
  let tail = 10;
  for (const entry of entries) {
    tail = 10 + body.length;
    const whole = (before < 254 ? String.fromCharCode(before) : `\xfe${littleEndian(before, 4)}`) + entry;
    body += whole;
    before = whole.length;
  }
  const head = littleEndian(marks.bytes ?? body.length + 11, 4) + littleEndian(marks.tail ?? tail, 4);
  return `${head}${littleEndian(marks.count ?? entries.length, 2)}${body}${marks.last ?? '\xff'}`;
}

/** An entry with a text, in the shortest form, or in one of more bytes. */
export function textEntry(text: string, form: number = text.length < 64 ? 1 : 2): string {
  const { length } = text;
  if (form === 1) return String.fromCharCode(length) + text;
  if (form === 2) return String.fromCharCode(0x40 | (length >> 8), length & 255) + text;
  return `\x80${String.fromCharCode(0, 0, length >> 8, length & 255)}${text}`;
}

/** Entries with integers: of four bits, and of one to eight bytes. */
export const integerEntries: readonly string[] = [
  '\xf1',
  '\xfd',
  '\xfe\x80',
  '\xc0\x39\x30',
  '\xc0\xff\xff',
  '\xf0\x40\x42\x0f',
  '\xd0\x00\x00\x00\x80',
  '\xe0\xff\xff\xff\xff\xff\xff\xff\x7f',
];

/** A zipmap; behind each value there are `unused` bytes more. */
export function zipmap(pairs: readonly (readonly [string, string])[], unused = 0, count: number = pairs.length): string {
  const length = (text: string): string => (text.length < 254 ? String.fromCharCode(text.length) : `\xfe${littleEndian(text.length, 4)}`);
  const body = pairs.map(
    ([field, value]) => `${length(field)}${field}${length(value)}${String.fromCharCode(unused)}${value}${'?'.repeat(unused)}`,
  );
  return `${String.fromCharCode(count)}${body.join('')}\xff`;
}
