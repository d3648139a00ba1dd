/** Database 0 as properties see it: no expiry, no recording, mostly no copies. */
import { ListValue } from './deque.ts';
import { SortedSetValue } from './sorted-set.ts';
import { HashValue, SetValue, typeOf } from './value.ts';
import type { KeyspaceView, KeyType, ScoredMember } from '../contract.ts';
import type { Keyspace } from './keyspace.ts';
import type { Value } from './value.ts';

/** A window on the living data, without side effects. */
export class LiveView implements KeyspaceView {
  readonly #of: () => Keyspace;

  /** Of one server, or of whichever is meant at the moment. */
  constructor(keyspace: Keyspace | (() => Keyspace)) {
    this.#of = typeof keyspace === 'function' ? keyspace : () => keyspace;
  }

  get #keyspace(): Keyspace {
    return this.#of();
  }

  get size(): number {
    return this.#keyspace.database(0).size;
  }

  type(key: string): KeyType {
    const value = this.#peek(key);
    return value === undefined ? 'none' : typeOf(value);
  }

  string(key: string): string | null {
    const value = this.#peek(key);
    return typeof value === 'string' ? value : null;
  }

  hash(key: string): ReadonlyMap<string, string> | null {
    const value = this.#peek(key);
    return value instanceof HashValue ? value.fields : null;
  }

  list(key: string): readonly string[] | null {
    const value = this.#peek(key);
    return value instanceof ListValue ? value.slice() : null;
  }

  listLength(key: string): number {
    const value = this.#peek(key);
    return value instanceof ListValue ? value.length : 0;
  }

  set(key: string): ReadonlySet<string> | null {
    const value = this.#peek(key);
    return value instanceof SetValue ? value.members : null;
  }

  sortedSet(key: string): readonly ScoredMember[] | null {
    const value = this.#peek(key);
    return value instanceof SortedSetValue ? value.slice().map(({ member, score }) => ({ member, score })) : null;
  }

  score(key: string, member: string): number | null {
    const value = this.#peek(key);
    return value instanceof SortedSetValue ? (value.score(member) ?? null) : null;
  }

  sortedSetSize(key: string): number {
    const value = this.#peek(key);
    return value instanceof SortedSetValue ? value.size : 0;
  }

  expiresAtMs(key: string): number | null {
    return this.#keyspace.database(0).deadline(key) ?? null;
  }

  keys(): IterableIterator<string> {
    return this.#keyspace.database(0).keys();
  }

  #peek(key: string): Value | undefined {
    return this.#keyspace.database(0).peek(key);
  }
}
