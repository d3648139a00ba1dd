/**
 * What a Redis with `appendfsync everysec` has on disk when the power fails: everything but the writes of its last second. The log keeps
 * an image of each key behind each step that changed it, for one second; older images fall into the base. Only worlds whose plan has such
 * a failure keep one.
 */
import { copyOf, type Keyspace, type Value } from './keyspace/index.ts';

/** Writes younger than this are lost. */
const UNSYNCED_MS = 1_000;

/** A key behind a step: its value and deadline, or nothing. */
interface Image {
  readonly database: number;
  readonly key: string;
  readonly value: Value | null;
  readonly deadlineMs: number | null;
}

interface Entry extends Image {
  readonly atMs: number;
  readonly place: string;
}

/** The writes of one server's last second, and what its keys were before. */
export class WriteLog {
  readonly #data: Keyspace;
  readonly #nowMs: () => number;
  readonly #base = new Map<string, Image>();
  #entries: Entry[] = [];

  /** `nowMs` is a clock that never jumps. What is there already counts as written long ago. */
  constructor(data: Keyspace, nowMs: () => number) {
    this.#data = data;
    this.#nowMs = nowMs;
    for (const database of data.used()) {
      for (const key of database.keys()) this.#base.set(placeOf(database.index, key), this.#imageOf(database.index, key));
    }
    data.logChanges();
  }

  /** A step is over: keeps what it left of the keys that it changed. */
  record(): void {
    const atMs = this.#nowMs();
    for (const { database, key } of this.#data.takeChanges()) {
      this.#entries.push({ atMs, place: placeOf(database, key), ...this.#imageOf(database, key) });
    }
    this.#settle(atMs);
  }

  /** Takes the writes of the last second back, each key to what it was before. */
  loseLastSecond(): () => void {
    this.record();
    const lost = new Map<string, Image>();
    for (const { place, database, key } of this.#entries) {
      lost.set(place, this.#base.get(place) ?? { database, key, value: null, deadlineMs: null });
    }
    this.#entries = [];
    return () => {
      for (const image of lost.values()) this.#restore(image);
      // What was lost is lost; it does not count as written now.
      this.#data.takeChanges();
    };
  }

  /** What is older than a second is on disk. */
  #settle(nowMs: number): void {
    let settled = 0;
    for (const entry of this.#entries) {
      if (entry.atMs > nowMs - UNSYNCED_MS) break;
      this.#base.set(entry.place, entry);
      settled += 1;
    }
    if (settled > 0) this.#entries.splice(0, settled);
  }

  #imageOf(database: number, key: string): Image {
    const value = this.#data.database(database).peek(key);
    const deadlineMs = this.#data.database(database).deadline(key) ?? null;
    return { database, key, value: value === undefined ? null : copyOf(value, this.#data.limits), deadlineMs };
  }

  #restore({ database: index, key, value, deadlineMs }: Image): void {
    const database = this.#data.database(index);
    if (value === null) {
      database.delete(key);
      return;
    }
    database.replace(key, copyOf(value, this.#data.limits));
    if (deadlineMs !== null) database.expireAt(key, deadlineMs);
  }
}

function placeOf(database: number, key: string): string {
  return `${database}:${key}`;
}
