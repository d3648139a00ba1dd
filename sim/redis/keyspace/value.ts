/** What a key can hold. A string is its latin1 text itself, so that SET costs one map entry and nothing else. */
import type { Indexed, MemberIndex } from './member-index.ts';
import type { KeyType } from '../contract.ts';
import type { CompactLimits } from './limits.ts';
import type { UndoJournal } from './undo-journal.ts';
import type { ListValue } from './deque.ts';
import type { SortedSetValue } from './sorted-set.ts';
import type { StreamValue } from './stream.ts';

/** Everything a key can hold. */
export type Value = string | HashValue | ListValue | SetValue | SortedSetValue | StreamValue;

/** The type that the TYPE command names. */
export function typeOf(value: Value): Exclude<KeyType, 'none'> {
  return typeof value === 'string' ? 'string' : value.type;
}

/** A hash; fields in order of insertion. */
export class HashValue implements Indexed {
  readonly type = 'hash';
  readonly fields: Map<string, string> = new Map<string, string>();
  memberIndex: MemberIndex | null = null;
  /** Grown beyond the compact form; never goes back. */
  large = false;
  /** Where changes are taken down, when the server keeps a journal. */
  journal: UndoJournal | null = null;
  /** What it may hold in the compact form. */
  readonly limits: CompactLimits;

  constructor(limits: CompactLimits) {
    this.limits = limits;
  }

  names(): Iterable<string> {
    return this.fields.keys();
  }

  /** Sets a field; true when it is new. */
  set(field: string, value: string): boolean {
    const before = this.fields.size;
    if (this.journal !== null) this.#remember(this.journal, field);
    this.fields.set(field, value);
    if (!this.large && this.#isBeyond(this.limits, field, value)) this.large = true;
    if (this.fields.size === before) return false;
    this.memberIndex?.add(field);
    return true;
  }

  #isBeyond({ hashBytes, hashEntries }: CompactLimits, field: string, value: string): boolean {
    return value.length > hashBytes || field.length > hashBytes || this.fields.size > hashEntries;
  }

  /** Removes a field; true when it was there. */
  delete(field: string): boolean {
    if (this.journal !== null) this.#remember(this.journal, field);
    if (!this.fields.delete(field)) return false;
    this.memberIndex?.delete(field);
    return true;
  }

  #remember(journal: UndoJournal, field: string): void {
    const value = this.fields.get(field);
    journal.record(() => {
      if (value === undefined) this.delete(field);
      else this.set(field, value);
    });
  }
}

/** A set; members in order of insertion. */
export class SetValue implements Indexed {
  readonly type = 'set';
  readonly members: Set<string> = new Set<string>();
  memberIndex: MemberIndex | null = null;
  /** Holds something that is no integer, or more integers than the compact form takes; never goes back. */
  large = false;
  /** Where changes are taken down, when the server keeps a journal. */
  journal: UndoJournal | null = null;
  /** What it may hold in the compact form. */
  readonly limits: CompactLimits;

  constructor(limits: CompactLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.members.size;
  }

  names(): Iterable<string> {
    return this.members;
  }

  /** A set of the given members. */
  static of(members: Iterable<string>, limits: CompactLimits): SetValue {
    const set = new SetValue(limits);
    for (const member of members) set.add(member);
    return set;
  }

  /** True when the member is new. */
  add(member: string): boolean {
    const before = this.members.size;
    this.members.add(member);
    if (this.members.size === before) return false;
    this.journal?.record(() => this.delete(member));
    if (!this.large && (this.members.size > this.limits.integers || !isPlainInteger(member))) this.large = true;
    this.memberIndex?.add(member);
    return true;
  }

  delete(member: string): boolean {
    if (!this.members.delete(member)) return false;
    this.journal?.record(() => this.add(member));
    this.memberIndex?.delete(member);
    return true;
  }
}

/** Whether text is a 64-bit integer in its shortest form, as the compact set of integers wants it. */
export function isPlainInteger(text: string): boolean {
  if (text.length === 0 || text.length > 20 || !/^(?:0|-?[1-9][0-9]*)$/.test(text)) return false;
  if (text.length < 18) return true;
  const value = BigInt(text);
  return value >= -(2n ** 63n) && value < 2n ** 63n;
}
