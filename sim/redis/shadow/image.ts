/** A key as commands that make it: how a real server is brought to what a restart of the twin left. */
import { HashValue, ListValue, SetValue, SortedSetValue, StreamValue, type Keyspace, type Value } from '../keyspace/index.ts';
import { formatDouble } from '../resp/index.ts';

/** A key of database 0 and what it holds. */
export interface KeyImage {
  readonly key: string;
  /** Requests that make it when it is missing; none when it is. */
  readonly commands: readonly (readonly string[])[];
  /** When it dies, in milliseconds since 1970. */
  readonly deadlineMs: number | null;
}

/** What a key holds now. Throws for streams, which no world restarts with yet. */
export function imageOf(data: Keyspace, key: string): KeyImage {
  const database = data.database(0);
  const value = database.peek(key);
  if (value === undefined) return { key, commands: [], deadlineMs: null };
  return { key, commands: [commandFor(key, value)], deadlineMs: database.deadline(key) ?? null };
}

function commandFor(key: string, value: Value): readonly string[] {
  if (typeof value === 'string') return ['SET', key, value];
  if (value instanceof HashValue) return ['HSET', key, ...[...value.fields].flat()];
  if (value instanceof ListValue) return ['RPUSH', key, ...value.slice()];
  if (value instanceof SetValue) return ['SADD', key, ...value.members];
  if (value instanceof SortedSetValue) return ['ZADD', key, ...value.slice().flatMap(({ member, score }) => [formatDouble(score), member])];
  if (value instanceof StreamValue)
    throw new TypeError(`the stream ${key} cannot be brought back on a real server yet; shadow a world without a restart`);
  throw new TypeError(`${key} holds something that no command makes`);
}
