/**
 * What a master did, as its replicas repeat it: effects, not requests. A step becomes the keys that it wrote with what they hold behind
 * it, so that random, expired and scripted changes need no rewriting; a step that adds to or takes from one collection, and would do the
 * same anywhere, is repeated as it is, so that it costs a replica what it cost its master.
 */
import { copyOf, type Keyspace, type Value } from '../keyspace/index.ts';

/** A key behind a step: its value and deadline, or nothing. */
export interface Image {
  readonly database: number;
  readonly key: string;
  readonly value: Value | null;
  readonly deadlineMs: number | null;
}

/** What replicas do for a step. */
export type Deed =
  | { readonly kind: 'images'; readonly images: readonly Image[] }
  | { readonly kind: 'repeat'; readonly database: number }
  /** Nothing to do but to say how far one is (REPLCONF GETACK), or nothing at all (PING). */
  | { readonly kind: 'acknowledge' | 'nothing' };

/** One entry of the stream from a master to its replicas. */
export interface Effect {
  /** How many bytes of the stream there are up to its end: the offset that acknowledges it. */
  readonly endsAt: number;
  /** As it goes over the wire: the request that caused it. */
  readonly bytes: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly deed: Deed;
}

/** They change one key only, the same way wherever they run; what they cost does not depend on the size of the collection. */
const REPEATABLE: ReadonlySet<string> = new Set(
  'APPEND HDEL HINCRBY HMSET HSET HSETNX LPOP LPUSH LPUSHX RPOP RPUSH RPUSHX SADD SREM ZADD ZINCRBY ZREM'.split(' '),
);

/** They change more than keys, or all of them. */
const REPEATED: ReadonlySet<string> = new Set(['FLUSHALL', 'FLUSHDB', 'FUNCTION', 'PUBLISH', 'SPUBLISH', 'SWAPDB']);

interface Change {
  readonly database: number;
  readonly key: string;
  hasExpired: boolean;
}

/** The keys that have changed since the last step was taken down. */
export class ChangeLog {
  readonly #changes = new Map<string, Change>();

  get isEmpty(): boolean {
    return this.#changes.size === 0;
  }

  changed(database: number, key: string, hasExpired: boolean): void {
    const place = `${database}:${key}`;
    const known = this.#changes.get(place);
    if (known === undefined) this.#changes.set(place, { database, key, hasExpired });
    else known.hasExpired ||= hasExpired;
  }

  /** What a step did to the keys, and forgets them; null when replicas have nothing to do. */
  take(data: Keyspace, command: string, failed: boolean): Deed | null {
    const changes = [...this.#changes.values()];
    this.#changes.clear();
    const [first] = changes;
    if (REPEATED.has(command) && !failed) return { kind: 'repeat', database: first?.database ?? 0 };
    if (first === undefined) return null;
    if (changes.length === 1 && !first.hasExpired && REPEATABLE.has(command)) return { kind: 'repeat', database: first.database };
    return { kind: 'images', images: changes.map(({ database, key }) => imageOf(data, database, key)) };
  }

  clear(): void {
    this.#changes.clear();
  }
}

/** What a key holds now; a copy. */
export function imageOf(data: Keyspace, database: number, key: string): Image {
  const value = data.database(database).peek(key);
  const deadlineMs = data.database(database).deadline(key) ?? null;
  return { database, key, value: value === undefined ? null : copyOf(value, data.limits), deadlineMs };
}

/** Makes a key hold what an image says. */
export function restore(data: Keyspace, { database: index, key, value, deadlineMs }: Image): void {
  const database = data.database(index);
  if (value === null) {
    database.delete(key);
    return;
  }
  database.replace(key, copyOf(value, data.limits));
  if (deadlineMs !== null) database.expireAt(key, deadlineMs);
}

/** A request as bytes, as latin1 text. */
export function requestBytes(words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}
