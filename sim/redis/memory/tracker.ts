/**
 * What each key takes and when it was last used, kept up to date key by key: only while a limit or a policy asks for it. Access goes by the wall
 * clock in whole seconds, and the frequency of LFU by Redis's logarithmic counter, as in `evict.c` of Redis 7.0.
 */
import type { Database, Keyspace, KeyspaceTracker } from '../keyspace/index.ts';
import { SampledKeys } from './sampled-keys.ts';
import { bytesOf, overheadBytes } from './size.ts';

/** What is known of a key. */
export interface KeyUse {
  bytes: number;
  /** The second of its last access. */
  usedSeconds: number;
  /** LFU's counter, 0 to 255, as of `decayedMinutes`. */
  counter: number;
  decayedMinutes: number;
}

/** The keys of one database. */
export interface DatabaseUse {
  readonly database: Database;
  readonly keys: Map<string, KeyUse>;
  readonly all: SampledKeys;
  readonly volatile: SampledKeys;
}

/** LFU's counter of a new key, so that it is not evicted before it could be used. */
const COUNTER_AT_FIRST = 5;
const LOG_FACTOR = 10;

/** The memory and the use of every key of a server. */
export class MemoryTracker implements KeyspaceTracker {
  /** The bytes of all keys. */
  bytes = 0;
  /** Whether the frequency of access is counted (LFU): each access then draws. */
  countsFrequency = false;
  readonly #keyspace: Keyspace;
  readonly #draw: (purpose: string, below: number) => number;
  readonly #databases = new Map<number, DatabaseUse>();

  constructor(keyspace: Keyspace, draw: (purpose: string, below: number) => number) {
    this.#keyspace = keyspace;
    this.#draw = draw;
    for (const database of keyspace.used()) this.replaced(database);
  }

  /** The databases with keys. */
  databases(): DatabaseUse[] {
    return [...this.#databases.values()].filter(({ all }) => all.size > 0).sort((a, b) => a.database.index - b.database.index);
  }

  /** What is known of a key. */
  use(database: number, key: string): KeyUse | undefined {
    return this.#databases.get(database)?.keys.get(key);
  }

  /** LFU's counter with the time that has passed taken off it: one a minute. */
  frequency(use: KeyUse): number {
    return Math.max(0, use.counter - Math.max(0, this.#minutes() - use.decayedMinutes));
  }

  touched(database: Database, key: string): void {
    const use = this.use(database.index, key);
    if (use === undefined) return;
    use.usedSeconds = this.#seconds();
    if (this.countsFrequency) this.#count(use);
  }

  changed(database: Database, key: string): void {
    const value = database.peek(key);
    const { keys, all, volatile } = this.#of(database);
    const known = keys.get(key);
    if (value === undefined) {
      if (known === undefined) return;
      this.bytes -= known.bytes;
      keys.delete(key);
      all.delete(key);
      volatile.delete(key);
      return;
    }
    const hasDeadline = database.deadline(key) !== undefined;
    const bytes = bytesOf(key, value) + overheadBytes(hasDeadline);
    if (hasDeadline) volatile.add(key);
    else volatile.delete(key);
    if (known === undefined) {
      keys.set(key, { bytes, usedSeconds: this.#seconds(), counter: COUNTER_AT_FIRST, decayedMinutes: this.#minutes() });
      all.add(key);
      this.bytes += bytes;
      return;
    }
    this.bytes += bytes - known.bytes;
    known.bytes = bytes;
    known.usedSeconds = this.#seconds();
  }

  replaced(database: Database): void {
    const before = this.#databases.get(database.index);
    if (before !== undefined) for (const { bytes } of before.keys.values()) this.bytes -= bytes;
    this.#databases.delete(database.index);
    for (const key of database.keys()) this.changed(database, key);
  }

  #of(database: Database): DatabaseUse {
    const known = this.#databases.get(database.index);
    if (known !== undefined) return known;
    const made: DatabaseUse = { database, keys: new Map(), all: new SampledKeys(), volatile: new SampledKeys() };
    this.#databases.set(database.index, made);
    return made;
  }

  /** `LFULogIncr`: the more it has counted, the rarer it counts. */
  #count(use: KeyUse): void {
    const counter = this.frequency(use);
    use.counter = counter;
    use.decayedMinutes = this.#minutes();
    if (counter >= 255) return;
    const odds = Math.max(0, counter - COUNTER_AT_FIRST) * LOG_FACTOR + 1;
    if (odds === 1 || this.#draw('LFU counts', odds) === 0) use.counter += 1;
  }

  #seconds(): number {
    return Math.floor(this.#keyspace.nowMs / 1000);
  }

  #minutes(): number {
    return Math.floor(this.#keyspace.nowMs / 60_000);
  }
}
