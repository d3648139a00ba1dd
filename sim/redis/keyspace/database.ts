/**
 * One numbered database: values and deadlines, with lazy expiry. Every look and every change goes through here, so that what a command read
 * and wrote is known without the command's help.
 */
import { ErrorReply } from '../resp/index.ts';
import { ListValue } from './deque.ts';
import { OpenString } from './open-string.ts';
import { SortedSetValue } from './sorted-set.ts';
import { StreamValue } from './stream.ts';
import { HashValue, SetValue } from './value.ts';
import type { Deadlines } from './expiry.ts';
import type { Indexed, MemberIndex } from './member-index.ts';
import type { Keyspace } from './keyspace.ts';
import type { UndoJournal } from './undo-journal.ts';
import type { Value } from './value.ts';

/** The answer to a command on a key of another type. */
export const WRONG_TYPE: ErrorReply = new ErrorReply('WRONGTYPE Operation against a key holding the wrong kind of value');

/** Strings shorter than this are changed as texts: copying them costs nothing. */
const OPEN_LENGTH_MIN = 512;

/** A numbered database; commands look and write through it only. */
export class Database implements Indexed {
  readonly index: number;
  memberIndex: MemberIndex | null = null;
  readonly #keyspace: Keyspace;
  #values = new Map<string, Value>();
  #deadlines: Deadlines = new Map<string, number>();
  #stringForms = new Map<string, 'raw' | 'embstr'>();
  /** Strings that are being changed in place; what `#values` has of them is not true. */
  #open = new Map<string, OpenString>();

  constructor(index: number, keyspace: Keyspace) {
    this.index = index;
    this.#keyspace = keyspace;
  }

  get size(): number {
    return this.#values.size;
  }

  get volatileSize(): number {
    return this.#deadlines.size;
  }

  /** The value of a key that is alive. */
  find(key: string): Value | undefined {
    return this.#isAlive(key) ? this.peek(key) : undefined;
  }

  #isAlive(key: string): boolean {
    const isGone = this.#deadlines.size > 0 && this.expireIfDue(key);
    if (this.#keyspace.recordingReads) this.#keyspace.recordRead(this.index, key);
    this.#keyspace.tracker?.touched(this, key);
    return !isGone;
  }

  /** The bytes of a string that is being changed in place; undefined for others, which `string` has. */
  opened(key: string): OpenString | undefined {
    return this.#open.size > 0 && this.#open.has(key) && this.#isAlive(key) ? this.#open.get(key) : undefined;
  }

  /**
   * The bytes of a string that is at least `length` long from now on, to be changed in place; `changedInPlace` must follow. Null where the text itself must
   * be changed: it is short, or a journal keeps each text.
   */
  openString(key: string, length: number): OpenString | null {
    const known = this.opened(key);
    if (known === undefined) {
      const text = this.string(key) ?? '';
      if (this.#keyspace.journal !== null || Math.max(text.length, length) < OPEN_LENGTH_MIN) return null;
      this.#store(key, text);
      this.#open.set(key, new OpenString(text));
    }
    const open = this.#open.get(key);
    open?.grow(length);
    return open ?? null;
  }

  /** Says that an open string has changed. */
  changedInPlace(key: string): void {
    this.#stringForms.set(key, 'raw');
    this.#tell(key);
  }

  #close(key: string): void {
    const open = this.#open.get(key);
    if (open === undefined) return;
    this.#open.delete(key);
    this.#values.set(key, open.text());
  }

  /** The string at a key; throws WRONGTYPE, as the next five do. */
  string(key: string): string | undefined {
    const value = this.find(key);
    if (value === undefined || typeof value === 'string') return value;
    throw WRONG_TYPE;
  }

  hash(key: string): HashValue | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof HashValue) return value;
    throw WRONG_TYPE;
  }

  list(key: string): ListValue | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof ListValue) return value;
    throw WRONG_TYPE;
  }

  set(key: string): SetValue | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof SetValue) return value;
    throw WRONG_TYPE;
  }

  sortedSet(key: string): SortedSetValue | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof SortedSetValue) return value;
    throw WRONG_TYPE;
  }

  stream(key: string): StreamValue | undefined {
    const value = this.find(key);
    if (value === undefined || value instanceof StreamValue) return value;
    throw WRONG_TYPE;
  }

  /** Puts a value in place of whatever was there, without a deadline (SET, *STORE). */
  replace(key: string, value: Value): void {
    if (this.#deadlines.size > 0) this.persist(key);
    this.put(key, value);
  }

  /** Puts a value and keeps the key's deadline (INCR, APPEND, and new keys). */
  put(key: string, value: Value): void {
    const { journal } = this.#keyspace;
    if (journal !== null) {
      this.#remember(key);
      if (typeof value !== 'string') value.journal = journal;
    }
    this.#store(key, value);
    this.#tell(key);
  }

  #store(key: string, value: Value): void {
    if (this.#stringForms.size > 0) this.#stringForms.delete(key);
    if (this.#open.size > 0) this.#open.delete(key);
    const before = this.#values.size;
    this.#values.set(key, value);
    if (this.#values.size !== before) this.memberIndex?.add(key);
  }

  /** How Redis holds a string whose text does not tell (OBJECT ENCODING): one that was changed in place, or computed. */
  stringForm(key: string): 'raw' | 'embstr' | undefined {
    return this.#stringForms.get(key);
  }

  /** Says how a string is held; it is forgotten when the key gets another value. */
  keepStringForm(key: string, form: 'raw' | 'embstr' | undefined): void {
    if (form !== undefined) this.#stringForms.set(key, form);
  }

  /** Says that the value of a key was changed in place. */
  changed(key: string): void {
    this.#keyspace.journal?.record(() => this.#tell(key));
    this.#tell(key);
  }

  /** Says that a value was changed in a way of which Redis tells neither WATCH nor those who wait (XACK, XGROUP SETID). */
  changedUnseen(key: string): void {
    this.#keyspace.journal?.record(() => this.changedUnseen(key));
    if (this.#keyspace.journal !== null) this.#keyspace.journal.changes++;
    this.#keyspace.tracker?.changed(this, key);
    if (this.#keyspace.attentive) this.#keyspace.recordWrite(this.index, key);
  }

  #tell(key: string): void {
    if (this.#keyspace.journal !== null) this.#keyspace.journal.changes++;
    this.#keyspace.tracker?.changed(this, key);
    if (this.#keyspace.attentive) this.#keyspace.keyChanged(this.index, key);
  }

  /** Takes down what a key is before it is replaced or removed. */
  #remember(key: string): void {
    const { journal } = this.#keyspace;
    if (journal === null) return;
    const value = this.peek(key);
    const atMs = this.#deadlines.get(key);
    journal.record(() => this.#putBack(key, value, atMs));
  }

  #putBack(key: string, value: Value | undefined, atMs: number | undefined): void {
    if (value === undefined) this.#remove(key);
    else this.#store(key, value);
    if (atMs === undefined) this.persist(key);
    else this.expireAt(key, atMs);
    this.#tell(key);
  }

  /** Says that a collection was changed in place, and removes it when nothing is left in it. */
  changedOrEmptied(key: string, remaining: number): void {
    if (remaining === 0) this.delete(key);
    else this.changed(key);
  }

  /** Removes a key; true when it was there (and alive). */
  delete(key: string): boolean {
    if (this.#deadlines.size > 0) this.expireIfDue(key);
    if (this.#keyspace.journal !== null && this.#values.has(key)) this.#remember(key);
    if (!this.#remove(key)) return false;
    if (this.#deadlines.size > 0) this.persist(key);
    this.#tell(key);
    return true;
  }

  #remove(key: string): boolean {
    if (!this.#values.delete(key)) return false;
    if (this.#open.size > 0) this.#open.delete(key);
    this.memberIndex?.delete(key);
    return true;
  }

  /** Whether these are its deadlines by now. */
  owns(deadlines: Deadlines): boolean {
    return this.#deadlines === deadlines;
  }

  /** The deadline of a key that is alive, undefined when it has none. */
  deadline(key: string): number | undefined {
    return this.#deadlines.get(key);
  }

  /** Gives a key that is there a deadline. */
  expireAt(key: string, atMs: number): void {
    this.#rememberDeadline(key);
    this.#deadlines.set(key, atMs);
    this.#keyspace.tracker?.changed(this, key);
    this.#keyspace.deadlineSet(this.#deadlines, key, atMs);
  }

  /** Takes a key's deadline away; true when it had one. */
  persist(key: string): boolean {
    if (this.#keyspace.journal !== null && this.#deadlines.has(key)) this.#rememberDeadline(key);
    if (!this.#deadlines.delete(key)) return false;
    this.#keyspace.tracker?.changed(this, key);
    if (this.#deadlines.size === 0) this.#keyspace.deadlinesGone();
    return true;
  }

  #rememberDeadline(key: string): void {
    const { journal } = this.#keyspace;
    if (journal === null) return;
    const atMs = this.#deadlines.get(key);
    journal.record(() => {
      if (atMs === undefined) this.persist(key);
      else this.expireAt(key, atMs);
      this.#tell(key);
    });
  }

  /** Removes a key whose time has passed: it lives while now is not beyond its deadline. True when it died, or is to seem dead on a replica. */
  expireIfDue(key: string): boolean {
    const atMs = this.#deadlines.get(key);
    if (atMs === undefined || this.#keyspace.nowMs <= atMs) return false;
    if (this.#keyspace.expiry !== 'delete') return this.#keyspace.expiry === 'hide';
    this.#remember(key);
    this.#remove(key);
    this.persist(key);
    this.#keyspace.keyExpired(this.index, key);
    return true;
  }

  /** Removes every key. */
  clear(): void {
    this.#tellAll();
    this.#stringForms.clear();
    this.#open.clear();
    this.memberIndex = null;
    if (this.#keyspace.journal === null) {
      this.#values.clear();
      this.#deadlines.clear();
    } else this.#setAside(this.#keyspace.journal);
    this.#keyspace.tracker?.replaced(this);
    this.#keyspace.deadlinesGone();
  }

  /** What is cleared is kept as it is, to be put back. */
  #setAside(journal: UndoJournal): void {
    const values = this.#values;
    const deadlines = this.#deadlines;
    journal.record(() => {
      this.#values = values;
      this.#deadlines = deadlines;
      this.memberIndex = null;
      for (const [key, atMs] of deadlines) this.#keyspace.deadlineSet(deadlines, key, atMs);
      this.#tellAll();
      this.#keyspace.tracker?.replaced(this);
    });
    this.#values = new Map();
    this.#deadlines = new Map();
  }

  #tellAll(): void {
    if (this.#keyspace.attentive) for (const key of this.#values.keys()) this.#keyspace.keyChanged(this.index, key);
  }

  /** Lets every value write into the journal of the keyspace, or none. */
  keepJournal(): void {
    const { journal } = this.#keyspace;
    for (const key of [...this.#open.keys()]) this.#close(key);
    for (const value of this.#values.values()) if (typeof value !== 'string') value.journal = journal;
  }

  /** All keys, also those whose time has passed unnoticed. */
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }

  names(): Iterable<string> {
    return this.#values.keys();
  }

  /** The value without expiry and without being noticed. */
  peek(key: string): Value | undefined {
    if (this.#open.size > 0) this.#close(key);
    return this.#values.get(key);
  }

  /** Exchanges the contents of two databases (SWAPDB). */
  swapWith(other: Database): void {
    this.#keyspace.journal?.record(() => {
      this.swapWith(other);
      this.#tellAll();
      other.#tellAll();
    });
    [this.#values, other.#values] = [other.#values, this.#values];
    [this.#deadlines, other.#deadlines] = [other.#deadlines, this.#deadlines];
    [this.#stringForms, other.#stringForms] = [other.#stringForms, this.#stringForms];
    [this.#open, other.#open] = [other.#open, this.#open];
    [this.memberIndex, other.memberIndex] = [null, null];
    this.#keyspace.tracker?.replaced(this);
    this.#keyspace.tracker?.replaced(other);
  }
}
