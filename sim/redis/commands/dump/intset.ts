/** Intsets: the small encoding of sets of integers. Width and count in four bytes each, then the integers in order. */
import { narrow } from '../words.ts';

const HEADER_BYTES = 8;

/** The intset of integers given as text. */
export function intsetOf(members: Iterable<string>): string {
  const integers = [...members].map(BigInt).sort((a, b) => (a < b ? -1 : 1));
  const width = Math.max(2, ...integers.map(widthOf));
  const bytes = Buffer.alloc(HEADER_BYTES + integers.length * width);
  bytes.writeUInt32LE(width, 0);
  bytes.writeUInt32LE(integers.length, 4);
  for (const [index, integer] of integers.entries()) {
    const at = HEADER_BYTES + index * width;
    if (width === 8) bytes.writeBigInt64LE(integer, at);
    else bytes.writeIntLE(Number(integer), at, width);
  }
  return bytes.toString('latin1');
}

function widthOf(integer: bigint): number {
  if (integer >= -(2n ** 15n) && integer < 2n ** 15n) return 2;
  return integer >= -(2n ** 31n) && integer < 2n ** 31n ? 4 : 8;
}

/** The integers of an intset as text, or null when it makes no sense. */
export function readIntset(text: string): string[] | null {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < HEADER_BYTES) return null;
  const width = bytes.readUInt32LE(0);
  const count = bytes.readUInt32LE(4);
  if ((width !== 2 && width !== 4 && width !== 8) || count === 0 || bytes.length !== HEADER_BYTES + count * width) return null;
  const members: string[] = [];
  for (let at = HEADER_BYTES; at < bytes.length; at += width) {
    members.push(String(width === 8 ? narrow(bytes.readBigInt64LE(at)) : bytes.readIntLE(at, width)));
  }
  return members;
}
