/** The types of objects in an RDB file, as the byte that opens one. */

/** By what they hold; those of `old` are read only. */
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

/** Types that older servers write. */
export const OLD_TYPE = {
  list: '\x01',
  sortedSet: '\x03',
  stream: '\x0f',
} as const;
