/** The data a server holds. */
export { copyOf } from './copy.ts';
export { Database, WRONG_TYPE } from './database.ts';
export { ListValue } from './deque.ts';
export { keyName, Keyspace } from './keyspace.ts';
export type { KeyspaceListener } from './keyspace.ts';
export { SortedSetValue } from './sorted-set.ts';
export type { Before, SortedSetEntry } from './sorted-set.ts';
export { COMPACT_BYTES, COMPACT_ENTRIES } from './limits.ts';
export { HashValue, isPlainInteger, SetValue, typeOf } from './value.ts';
export type { Value } from './value.ts';
export { LiveView } from './view.ts';
