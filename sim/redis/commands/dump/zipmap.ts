/**
 * Zipmaps: the small hashes of Redis before 2.6. One byte count, then field and value in turn, each behind its length, and 255. Behind the length of a value is
 * how many bytes are unused behind the value.
 */

const END = 255;
/** A length in four more bytes; as a count: too many to tell. */
const LONG = 254;

/** Field, value, field, value; or null when it makes no sense. */
export function readZipmap(text: string): string[] | null {
  const bytes = Buffer.from(text, 'latin1');
  const last = bytes.length - 1;
  if (last < 1 || bytes[last] !== END) return null;
  const words: string[] = [];
  let at = 1;
  while (bytes[at] !== END) {
    const isValue = words.length % 2 === 1;
    const head = bytes[at] === LONG ? 5 : 1;
    const from = at + head + (isValue ? 1 : 0);
    if (from > last) return null;
    const length = head === 5 ? bytes.readUInt32LE(at + 1) : (bytes[at] ?? 0);
    const unused = isValue ? (bytes[from - 1] ?? 0) : 0;
    at = from + length + unused;
    if (at > last) return null;
    words.push(bytes.toString('latin1', from, from + length));
  }
  const pairs = words.length / 2;
  return at === last && Number.isInteger(pairs) && (bytes[0] === LONG || bytes[0] === pairs) ? words : null;
}
