/**
 * Ziplists: what listpacks were before Redis 7.0. Four bytes length, four bytes where the last entry begins, two bytes count, the entries, and 255. An entry
 * begins with the length of the one before it. They are only read: Redis 7.0 turns them into listpacks.
 */

const HEADER_BYTES = 10;
const END = 255;
const UNKNOWN_COUNT = 65535;
/** A length of the entry before in four more bytes. */
const LONG_BEFORE = 254;
/** Integers by their mark: how many bytes they have. */
const INTEGER_BYTES: ReadonlyMap<number, number> = new Map([
  [0xc0, 2],
  [0xd0, 4],
  [0xe0, 8],
  [0xf0, 3],
  [0xfe, 1],
]);

interface Entry {
  readonly text: string;
  /** Behind its mark. */
  readonly bytes: number;
}

/** The entries of a ziplist, or null when it makes no sense: every length that it has is checked, as Redis does. */
export function readZiplist(text: string): string[] | null {
  const bytes = Buffer.from(text, 'latin1');
  const last = bytes.length - 1;
  if (last < HEADER_BYTES || bytes.readUInt32LE(0) !== bytes.length || bytes[last] !== END) return null;
  const count = bytes.readUInt16LE(8);
  const entries: string[] = [];
  let at = HEADER_BYTES;
  let before = 0;
  while (bytes[at] !== END) {
    const head = bytes[at] === LONG_BEFORE ? 5 : 1;
    if (at + head >= last || (head === 1 ? bytes[at] : bytes.readUInt32LE(at + 1)) !== before) return null;
    const entry = readEntry(bytes, at + head, last);
    if (entry === null) return null;
    entries.push(entry.text);
    before = head + entry.bytes;
    at += before;
  }
  const isWhole = at === last && (entries.length === 0 || bytes.readUInt32LE(4) === at - before);
  return isWhole && (count === UNKNOWN_COUNT || count === entries.length) ? entries : null;
}

/** The entry whose mark is at a place; null when it is none, or goes on beyond the end. */
function readEntry(bytes: Buffer, at: number, end: number): Entry | null {
  const mark = bytes[at] ?? END;
  if (mark < 0x40) return readText(bytes, at, 1, mark, end);
  if (mark < 0x80) return at + 2 > end ? null : readText(bytes, at, 2, bytes.readUInt16BE(at) & 0x3fff, end);
  if (mark < 0xc0) return at + 5 > end ? null : readText(bytes, at, 5, bytes.readUInt32BE(at + 1), end);
  if (mark >= 0xf1 && mark <= 0xfd) return { text: String(mark - 0xf1), bytes: 1 };
  const width = INTEGER_BYTES.get(mark);
  if (width === undefined || at + 1 + width > end) return null;
  const text = width === 8 ? String(bytes.readBigInt64LE(at + 1)) : String(bytes.readIntLE(at + 1, width));
  return { text, bytes: 1 + width };
}

function readText(bytes: Buffer, at: number, head: number, length: number, end: number): Entry | null {
  const from = at + head;
  return from + length > end ? null : { text: bytes.toString('latin1', from, from + length), bytes: head + length };
}
