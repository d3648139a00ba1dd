/** A key as commands that make it: how a real server is brought to what a restart of the twin left. */
import { HashValue, ListValue, SetValue, SortedSetValue, StreamValue, type Keyspace, type Value } from '../keyspace/index.ts';
import { dumpOf } from '../commands/dump/index.ts';
import { formatDouble } from '../resp/index.ts';

/** Where a key is. */
export interface KeyPlace {
  readonly database: number;
  readonly key: string;
}

/** A key and what it holds. */
export interface KeyImage extends KeyPlace {
  /** Requests that make it when it is missing; none when it is. */
  readonly commands: readonly (readonly string[])[];
  /** When it dies, in milliseconds since 1970. */
  readonly deadlineMs: number | null;
}

/** What the name of a key in a commit may mean: `1:k` is that key of database 0, or `k` of database 1. */
export function placesOf(data: Keyspace, name: string): readonly KeyPlace[] {
  const [, database, key] = /^(\d{1,4}):([^]*)$/.exec(name) ?? [];
  const first = { database: 0, key: name };
  const other = data.used().find(({ index }) => index !== 0 && String(index) === database);
  return other === undefined || key === undefined ? [first] : [first, { database: other.index, key }];
}

/** What a key holds now. */
export function imageOf(data: Keyspace, { database: index, key }: KeyPlace): KeyImage {
  const database = data.database(index);
  const value = database.peek(key);
  if (value === undefined) return { database: index, key, commands: [], deadlineMs: null };
  return { database: index, key, commands: [commandFor(key, value)], deadlineMs: database.deadline(key) ?? null };
}

function commandFor(key: string, value: Value): readonly string[] {
  if (typeof value === 'string') return ['SET', key, value];
  if (value instanceof HashValue) return ['HSET', key, ...[...value.fields].flat()];
  if (value instanceof ListValue) return ['RPUSH', key, ...value.slice()];
  if (value instanceof SetValue) return ['SADD', key, ...value.members];
  if (value instanceof SortedSetValue) return ['ZADD', key, ...value.slice().flatMap(({ member, score }) => [formatDouble(score), member])];
  // Groups and what they wait for are made by no command.
  if (value instanceof StreamValue) return ['RESTORE', key, '0', dumpOf(value)];
  throw new TypeError(`${key} holds something that no command makes`);
}
