/**
 * A sorted set: a map from member to entry, and the entries in order, cut into short runs. Finding a place is a binary search over the runs
 * and within one; inserting moves at most one run. Ranges are expressed in ranks, which every range command can be reduced to.
 */

import { COMPACT_BYTES, COMPACT_ENTRIES } from './limits.ts';

/** A member with its score. */
export interface SortedSetEntry {
  readonly member: string;
  score: number;
}

const LONGEST_RUN = 256;

/** Tells whether an entry lies before the place looked for; true for a prefix of the set, then false. */
export type Before = (entry: SortedSetEntry) => boolean;

export class SortedSetValue {
  readonly type = 'zset';
  /** Counts members that were added: an index built for ZSCAN is stale when it has changed. */
  additions = 0;
  /** Grown beyond the compact form; never goes back. */
  large = false;
  readonly #entries = new Map<string, SortedSetEntry>();
  readonly #runs: SortedSetEntry[][] = [];

  get size(): number {
    return this.#entries.size;
  }

  score(member: string): number | undefined {
    return this.#entries.get(member)?.score;
  }

  has(member: string): boolean {
    return this.#entries.has(member);
  }

  members(): IterableIterator<string> {
    return this.#entries.keys();
  }

  /** Adds a member or moves it; true when it is new. */
  set(member: string, given: number): boolean {
    // The compact form stores integers as such, so that it has no negative zero.
    const score = given === 0 && !this.large ? 0 : given;
    const known = this.#entries.get(member);
    if (known !== undefined) {
      if (known.score !== score) this.#move(known, score);
      return false;
    }
    const entry = { member, score };
    this.#entries.set(member, entry);
    this.#insert(entry);
    this.additions++;
    if (!this.large && (member.length > COMPACT_BYTES || this.#entries.size > COMPACT_ENTRIES)) this.large = true;
    return true;
  }

  delete(member: string): boolean {
    const entry = this.#entries.get(member);
    if (entry === undefined) return false;
    this.#entries.delete(member);
    this.#cutOut(entry);
    return true;
  }

  /** The rank from the lowest, or undefined for no member. */
  rank(member: string): number | undefined {
    const entry = this.#entries.get(member);
    if (entry === undefined) return undefined;
    const run = this.#runOf(entry.score, member);
    return this.#sizeBefore(run) + placeIn(this.#runs[run] ?? [], entry.score, member);
  }

  /** How many entries lie before a place: the rank of the first that does not. */
  countBefore(before: Before): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#runs[middle]?.at(-1);
      if (last !== undefined && before(last)) low = middle + 1;
      else high = middle;
    }
    const run = this.#runs[low];
    return this.#sizeBefore(low) + (run === undefined ? 0 : partition(run, before));
  }

  /** The entries with ranks in `[from, to)`, in order. */
  slice(from = 0, to: number = this.size): SortedSetEntry[] {
    const found: SortedSetEntry[] = [];
    let skip = Math.max(0, from);
    let take = Math.min(to, this.size) - skip;
    for (const run of this.#runs) {
      if (take <= 0) break;
      if (skip >= run.length) {
        skip -= run.length;
        continue;
      }
      const end = Math.min(run.length, skip + take);
      for (let index = skip; index < end; index++) {
        const entry = run[index];
        if (entry !== undefined) found.push(entry);
      }
      take -= end - skip;
      skip = 0;
    }
    return found;
  }

  #move(entry: SortedSetEntry, score: number): void {
    this.#cutOut(entry);
    entry.score = score;
    this.#insert(entry);
  }

  #insert(entry: SortedSetEntry): void {
    const index = Math.min(this.#runOf(entry.score, entry.member), this.#runs.length - 1);
    const run = this.#runs[index];
    if (run === undefined) {
      this.#runs.push([entry]);
      return;
    }
    const place = placeIn(run, entry.score, entry.member);
    if (place === run.length) run.push(entry);
    else run.splice(place, 0, entry);
    if (run.length > LONGEST_RUN) this.#runs.splice(index + 1, 0, run.splice(run.length >>> 1));
  }

  #cutOut(entry: SortedSetEntry): void {
    const index = this.#runOf(entry.score, entry.member);
    const run = this.#runs[index];
    if (run === undefined) return;
    const place = placeIn(run, entry.score, entry.member);
    if (place === 0) run.shift();
    else if (place === run.length - 1) run.pop();
    else run.splice(place, 1);
    if (run.length === 0) this.#runs.splice(index, 1);
  }

  /** The first run whose last entry is not before (score, member); the number of runs when there is none. */
  #runOf(score: number, member: string): number {
    let low = 0;
    let high = this.#runs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const run = this.#runs[middle];
      const last = run?.[run.length - 1];
      if (last !== undefined && (last.score < score || (last.score === score && last.member < member))) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sizeBefore(run: number): number {
    let size = 0;
    for (let index = 0; index < run; index++) size += this.#runs[index]?.length ?? 0;
    return size;
  }
}

function placeIn(run: readonly SortedSetEntry[], score: number, member: string): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = run[middle];
    if (entry !== undefined && (entry.score < score || (entry.score === score && entry.member < member))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function partition(run: readonly SortedSetEntry[], before: Before): number {
  let low = 0;
  let high = run.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = run[middle];
    if (entry !== undefined && before(entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
