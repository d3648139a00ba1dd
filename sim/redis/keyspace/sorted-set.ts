/**
 * A sorted set: a map from member to score, and the members in order. Ranges are expressed in ranks, which every range command can be
 * reduced to. In a large set, members that were added or moved wait for their place until somebody asks for an order: each is put there once,
 * however often it was moved meanwhile.
 */
import type { Indexed, MemberIndex } from './member-index.ts';
import { OrderedMembers, type Before, type SortedSetEntry } from './ordered-members.ts';
import type { CompactLimits } from './limits.ts';
import type { UndoJournal } from './undo-journal.ts';

/** Up to here every change is put in order at once. */
const EAGER_SIZE = 1000;

/** Members with scores, in order of score and then of member bytes. */
export class SortedSetValue implements Indexed {
  readonly type = 'zset';
  memberIndex: MemberIndex | null = null;
  /** Grown beyond the compact form; never goes back. */
  large = false;
  /** Where changes are taken down, when the server keeps a journal. */
  journal: UndoJournal | null = null;
  /** What it may hold in the compact form. */
  readonly limits: CompactLimits;
  readonly #scores = new Map<string, number>();
  readonly #order = new OrderedMembers();
  /** Members whose place is not their score's, with the score they are placed by (undefined: not placed yet). */
  readonly #unsettled = new Map<string, number | undefined>();

  constructor(limits: CompactLimits) {
    this.limits = limits;
  }

  /** A set of members that were put together in the large form, as Redis does; it takes the compact form where that can hold them. */
  static of(entries: Iterable<readonly [member: string, score: number]>, limits: CompactLimits): SortedSetValue {
    const whole = [...entries];
    const set = new SortedSetValue(limits);
    set.large = whole.length > limits.sortedEntries || whole.some(([member]) => member.length > limits.sortedBytes);
    for (const [member, score] of whole) set.set(member, score);
    return set;
  }

  get size(): number {
    return this.#scores.size;
  }

  /** Nodes of the order looked at so far: what operations cost, for tests. */
  get visits(): number {
    return this.#order.visits;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  has(member: string): boolean {
    return this.#scores.has(member);
  }

  names(): Iterable<string> {
    return this.#scores.keys();
  }

  /** Adds a member or moves it; says which, or that nothing had to be done. */
  set(member: string, given: number): 'added' | 'moved' | 'same' {
    const known = this.#scores.get(member);
    if (known === undefined && !this.large && this.#isBeyond(this.limits, member)) this.large = true;
    // The compact form stores integers as such, so that it has no negative zero.
    const score = given === 0 && !this.large ? 0 : given;
    if (known === score) return 'same';
    this.journal?.record(() => (known === undefined ? this.delete(member) : this.set(member, known)));
    if (this.#scores.size > EAGER_SIZE) {
      if (!this.#unsettled.has(member)) this.#unsettled.set(member, known);
    } else this.#settled().place(member, known, score);
    this.#scores.set(member, score);
    if (known !== undefined) return 'moved';
    this.memberIndex?.add(member);
    return 'added';
  }

  /** Whether the compact form cannot take one more. */
  #isBeyond({ sortedBytes, sortedEntries }: CompactLimits, member: string): boolean {
    return member.length > sortedBytes || this.#scores.size >= sortedEntries;
  }

  delete(member: string): boolean {
    const score = this.#scores.get(member);
    if (score === undefined) return false;
    this.journal?.record(() => this.set(member, score));
    this.#scores.delete(member);
    this.memberIndex?.delete(member);
    const placed = this.#unsettled.has(member) ? this.#unsettled.get(member) : score;
    this.#unsettled.delete(member);
    if (placed !== undefined) this.#order.remove(placed, member);
    return true;
  }

  /** The rank from the lowest, or undefined for no member. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    return score === undefined ? undefined : this.#settled().rank(score, member);
  }

  /** How many entries lie before a place: the rank of the first that does not. */
  countBefore(before: Before): number {
    return this.#settled().countBefore(before);
  }

  /** The entries with ranks in `[from, to)`, in order. */
  slice(from = 0, to: number = this.size): SortedSetEntry[] {
    return this.#settled().slice(from, to);
  }

  /** The order, with everything in its place. */
  #settled(): OrderedMembers {
    if (this.#unsettled.size === 0) return this.#order;
    for (const [member, placed] of this.#unsettled) {
      const score = this.#scores.get(member);
      if (score !== undefined && score !== placed) this.#order.place(member, placed, score);
    }
    this.#unsettled.clear();
    return this.#order;
  }
}
