/**
 * A sorted set: a map from member to score, and both in order, cut into short runs. Finding a place is a binary search over the runs' highest
 * scores and then within one run, both in arrays of plain numbers; inserting moves at most one run. Ranges are expressed in ranks,
 * which every range command can be reduced to. In a large set, members that were added or moved wait until somebody asks for an order.
 */
import { COMPACT_BYTES, COMPACT_ENTRIES } from './limits.ts';

/** A member with its score. */
export interface SortedSetEntry {
  readonly member: string;
  readonly score: number;
}

/** Tells whether an entry lies before the place looked for; true for a prefix of the set, then false. */
export type Before = (score: number, member: string) => boolean;

/** Neighbouring entries in order. */
interface Run {
  readonly scores: number[];
  readonly members: string[];
}

const LONGEST_RUN = 64;
/** Up to here every change is put in order at once. */
const EAGER_SIZE = 1000;

/** Members with scores, in order of score and then of member bytes. */
export class SortedSetValue {
  readonly type = 'zset';
  /** Counts members that were added: an index built for ZSCAN is stale when it has changed. */
  additions = 0;
  /** Grown beyond the compact form; never goes back. */
  large = false;
  readonly #scores = new Map<string, number>();
  readonly #runs: Run[] = [];
  /** The highest score of each run. */
  readonly #tops: number[] = [];
  /** Members whose place is not their score's, with the score they are placed by (undefined: not placed yet). */
  readonly #unsettled = new Map<string, number | undefined>();

  get size(): number {
    return this.#scores.size;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  has(member: string): boolean {
    return this.#scores.has(member);
  }

  members(): IterableIterator<string> {
    return this.#scores.keys();
  }

  /** Adds a member or moves it; says which, or that nothing had to be done. */
  set(member: string, given: number): 'added' | 'moved' | 'same' {
    // The compact form stores integers as such, so that it has no negative zero.
    const score = given === 0 && !this.large ? 0 : given;
    const known = this.#scores.get(member);
    if (known === score) return 'same';
    if (this.#scores.size > EAGER_SIZE) {
      this.#scores.set(member, score);
      if (!this.#unsettled.has(member)) this.#unsettled.set(member, known);
    } else {
      this.#settle();
      this.#scores.set(member, score);
      if (known !== undefined) this.#cutOut(known, member);
      this.#insert(score, member);
    }
    if (known !== undefined) return 'moved';
    this.additions++;
    if (!this.large && (member.length > COMPACT_BYTES || this.#scores.size > COMPACT_ENTRIES)) this.large = true;
    return 'added';
  }

  delete(member: string): boolean {
    const score = this.#scores.get(member);
    if (score === undefined) return false;
    this.#scores.delete(member);
    const placed = this.#unsettled.has(member) ? this.#unsettled.get(member) : score;
    this.#unsettled.delete(member);
    if (placed !== undefined) this.#cutOut(placed, member);
    return true;
  }

  /** The rank from the lowest, or undefined for no member. */
  rank(member: string): number | undefined {
    const score = this.#scores.get(member);
    if (score === undefined) return undefined;
    this.#settle();
    const index = this.#runOf(score, member);
    const run = this.#runs[index];
    return this.#sizeBefore(index) + (run === undefined ? 0 : placeIn(run, score, member));
  }

  /** How many entries lie before a place: the rank of the first that does not. */
  countBefore(before: Before): number {
    this.#settle();
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const run = this.#runs[middle];
      if (run !== undefined && before(this.#tops[middle] ?? 0, run.members[run.members.length - 1] ?? '')) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low];
    return this.#sizeBefore(low) + (run === undefined ? 0 : partition(run, before));
  }

  /** The entries with ranks in `[from, to)`, in order. */
  slice(from = 0, to: number = this.size): SortedSetEntry[] {
    this.#settle();
    const found: SortedSetEntry[] = [];
    let skip = Math.max(0, from);
    let take = Math.min(to, this.size) - skip;
    for (let index = 0; index < this.#runs.length && take > 0; index++) {
      const run = this.#runs[index];
      const size = run?.members.length ?? 0;
      if (run === undefined || skip >= size) {
        skip -= size;
        continue;
      }
      const end = Math.min(size, skip + take);
      for (let at = skip; at < end; at++) found.push({ member: run.members[at] ?? '', score: run.scores[at] ?? 0 });
      take -= end - skip;
      skip = 0;
    }
    return found;
  }

  /** Puts everything into its place: one by one, or all anew when much has changed. */
  #settle(): void {
    if (this.#unsettled.size === 0) return;
    if (this.#unsettled.size * 8 > this.#scores.size) this.#arrange();
    else {
      for (const [member, placed] of this.#unsettled) {
        const score = this.#scores.get(member);
        if (score === placed) continue;
        if (placed !== undefined) this.#cutOut(placed, member);
        if (score !== undefined) this.#insert(score, member);
      }
    }
    this.#unsettled.clear();
  }

  /** Builds all runs from the scores. */
  #arrange(): void {
    const entries = [...this.#scores].sort(([one, a], [other, b]) => (a === b ? (one < other ? -1 : 1) : a < b ? -1 : 1));
    this.#runs.length = 0;
    this.#tops.length = 0;
    for (let from = 0; from < entries.length; from += LONGEST_RUN / 2) {
      const run = entries.slice(from, from + LONGEST_RUN / 2);
      this.#runs.push({ scores: run.map(([, score]) => score), members: run.map(([member]) => member) });
      this.#tops.push(run.at(-1)?.[1] ?? 0);
    }
  }

  #insert(score: number, member: string): void {
    const index = Math.min(this.#runOf(score, member), this.#runs.length - 1);
    const run = this.#runs[index];
    if (run === undefined) {
      this.#runs.push({ scores: [score], members: [member] });
      this.#tops.push(score);
      return;
    }
    const place = placeIn(run, score, member);
    if (place === run.members.length) {
      run.scores.push(score);
      run.members.push(member);
      this.#tops[index] = score;
    } else {
      run.scores.splice(place, 0, score);
      run.members.splice(place, 0, member);
    }
    if (run.members.length > LONGEST_RUN) this.#split(run, index);
  }

  #split(run: Run, index: number): void {
    const half = run.members.length >>> 1;
    const upper = { scores: run.scores.splice(half), members: run.members.splice(half) };
    this.#runs.splice(index + 1, 0, upper);
    this.#tops.splice(index + 1, 0, this.#tops[index] ?? 0);
    this.#tops[index] = run.scores[half - 1] ?? 0;
  }

  #cutOut(score: number, member: string): void {
    const index = this.#runOf(score, member);
    const run = this.#runs[index];
    if (run === undefined) return;
    const place = placeIn(run, score, member);
    const last = run.members.length - 1;
    if (place === last) {
      run.scores.pop();
      run.members.pop();
      this.#tops[index] = run.scores[last - 1] ?? 0;
    } else {
      run.scores.splice(place, 1);
      run.members.splice(place, 1);
    }
    if (last > 0) return;
    this.#runs.splice(index, 1);
    this.#tops.splice(index, 1);
  }

  /** The first run whose last entry is not before (score, member); the number of runs when there is none. */
  #runOf(score: number, member: string): number {
    const tops = this.#tops;
    let low = 0;
    let high = tops.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const top = tops[middle] ?? 0;
      if (top < score || (top === score && this.#lastMember(middle) < member)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #lastMember(index: number): string {
    const members = this.#runs[index]?.members;
    return members?.[members.length - 1] ?? '';
  }

  #sizeBefore(run: number): number {
    let size = 0;
    for (let index = 0; index < run; index++) size += this.#runs[index]?.members.length ?? 0;
    return size;
  }
}

function placeIn({ scores, members }: Run, score: number, member: string): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const other = scores[middle] ?? 0;
    if (other < score || (other === score && (members[middle] ?? '') < member)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function partition({ scores, members }: Run, before: Before): number {
  let low = 0;
  let high = scores.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(scores[middle] ?? 0, members[middle] ?? '')) low = middle + 1;
    else high = middle;
  }
  return low;
}
