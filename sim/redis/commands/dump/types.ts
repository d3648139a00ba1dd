/** The types of objects in an RDB file, as the byte that opens one. */

/** By what they hold: what Redis 7.0 writes. */
export const TYPE = {
  string: '\0',
  set: '\x02',
  hash: '\x04',
  sortedSet: '\x05',
  intset: '\x0b',
  hashListpack: '\x10',
  sortedSetListpack: '\x11',
  quicklist: '\x12',
  stream: '\x13',
} as const;

/** What older servers wrote; read only. */
export const OLD_TYPE = {
  list: '\x01',
  sortedSet: '\x03',
  hashZipmap: '\x09',
  listZiplist: '\x0a',
  sortedSetZiplist: '\x0c',
  hashZiplist: '\x0d',
  quicklistOfZiplists: '\x0e',
  stream: '\x0f',
} as const;
