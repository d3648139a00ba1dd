/** What commands of streams have in common: how entries look in replies, and texts with a client's words in them. */
import { idText } from '../../keyspace/index.ts';
import { ErrorReply } from '../../resp/index.ts';
import type { StreamEntry } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

/** `[id, [field, value, …]]`. */
export function showEntry({ id, fields }: StreamEntry): Reply {
  return [idText(id), fields];
}

/** A word as C's `%s` prints it. */
export function asText(word: string): string {
  const end = word.indexOf('\0');
  return end === -1 ? word : word.slice(0, end);
}

/** The error of a command that names a group which is not there. */
export function noSuchKeyOrGroup(key: string, group: string, where = ''): ErrorReply {
  return new ErrorReply(`NOGROUP No such key '${asText(key)}' or consumer group '${asText(group)}'${where}`);
}

/** The error of XGROUP and XINFO for a group that is not there. */
export function noSuchGroup(key: string, group: string): ErrorReply {
  return new ErrorReply(`NOGROUP No such consumer group '${asText(group)}' for key name '${asText(key)}'`);
}
