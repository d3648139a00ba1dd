/** What closes every payload: the version of the format in two bytes, and a checksum in eight. */
import { checksum } from './checksum.ts';

const RDB_VERSION = 10;
const VERSION_BYTES = 2;
const FOOTER_BYTES = 10;

/** A body with its footer. */
export function withFooter(body: string): string {
  const versioned = `${body}${String.fromCharCode(RDB_VERSION)}\0`;
  return versioned + checksum(versioned);
}

/** The body of a payload whose version and checksum are right; null for any other. */
export function bodyOf(payload: string): string | null {
  const end = payload.length - FOOTER_BYTES;
  if (end < 0) return null;
  const version = payload.charCodeAt(end) | (payload.charCodeAt(end + 1) << 8);
  const sum = payload.slice(end + VERSION_BYTES);
  return version > RDB_VERSION || checksum(payload.slice(0, end + VERSION_BYTES)) !== sum ? null : payload.slice(0, end);
}
