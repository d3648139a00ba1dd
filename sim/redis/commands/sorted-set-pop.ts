/** Taking the lowest or highest members of a sorted set. */
import { DoubleReply } from '../resp/index.ts';
import { FIRST_KEY } from './definition.ts';
import { at, needAtLeast, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { SortedSetEntry } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

/** Takes up to `count` members from an end; undefined for a missing key, throws WRONGTYPE. */
export function popScored(client: Client, key: string, count: number, highest: boolean): SortedSetEntry[] | undefined {
  const set = client.database.sortedSet(key);
  if (set === undefined) return undefined;
  const entries = highest ? set.slice(set.size - Math.min(count, set.size)).reverse() : set.slice(0, count);
  for (const entry of entries) set.delete(entry.member);
  if (entries.length > 0) client.database.changedOrEmptied(key, set.size);
  return entries;
}

function pop(client: Client, argv: readonly string[], highest: boolean): Reply {
  if (argv.length > 3) throw SYNTAX_ERROR;
  const count = argv.length === 3 ? needAtLeast(at(argv, 2), 0, 'value is out of range, must be positive') : null;
  const entries = popScored(client, at(argv, 1), count ?? 1, highest) ?? [];
  const pairs = entries.map((entry) => [entry.member, new DoubleReply(entry.score)]);
  return client.protocol === 3 && count !== null ? pairs : pairs.flat();
}

/** The commands that take from sorted sets. */
export const sortedSetPopCommands: readonly CommandDefinition[] = [
  { name: 'zpopmin', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => pop(client, argv, false) },
  { name: 'zpopmax', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => pop(client, argv, true) },
];
