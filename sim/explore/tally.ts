/**
 * What a run of one suite adds up to while worlds come in, in any order: counts, goals, the combined hash, the distinct bugs and the
 * worlds that were not deterministic. Everything here is the same for the same worlds, whatever order they came in.
 */
import type { Violation } from '../check/index.ts';
import { CombinedHash } from './combined-hash.ts';
import type { Divergence } from './divergence.ts';
import { fingerprint } from './fingerprint.ts';
import type { WorldResult } from './lane.ts';
import type { WorldOutcome } from './outcome.ts';
import type { Suite } from './suite.ts';

/** One distinct bug: the first world that shows it, and how many do. */
export interface Sighting {
  readonly fingerprint: string;
  /** Number of the first world that shows it, from 0. */
  readonly index: number;
  readonly outcome: WorldOutcome;
  readonly violation: Violation;
  /** Worlds that show it. */
  readonly occurrences: number;
}

/** A world about which nothing can be said. */
export interface Inconclusive {
  readonly index: number;
  readonly seed: string;
  readonly reason: string;
  readonly sentence: string;
}

/** Adds up the worlds of one suite. */
export class Tally {
  worlds = 0;
  violatedWorlds = 0;
  inconclusiveWorlds = 0;
  events = 0;
  choices = 0;
  /** The first inconclusive world. */
  inconclusive: Inconclusive | null = null;
  readonly goals: Record<string, number>;
  /** How many faults of each kind really acted, over all worlds. */
  readonly acted: Record<string, number> = {};
  /** In whole microseconds, so that the sum does not depend on the order of the worlds. */
  #virtualMicros = 0;
  readonly #hash = new CombinedHash();
  readonly #sightings = new Map<string, Sighting>();
  readonly #divergences: { readonly index: number; readonly divergence: Divergence }[] = [];
  readonly #suite: string;

  constructor(suite: Pick<Suite, 'name' | 'goals'>) {
    this.#suite = suite.name;
    this.goals = Object.fromEntries(suite.goals.map((goal) => [goal, 0]));
  }

  /** Adds one world. */
  add(result: WorldResult): void {
    const { outcome, index } = result;
    this.worlds++;
    this.events += outcome.events;
    this.choices += outcome.choices;
    this.#virtualMicros += Math.round(outcome.virtualMs * 1000);
    this.#hash.add(index, outcome.hash);
    for (const [goal, times] of Object.entries(outcome.goals)) this.goals[goal] = (this.goals[goal] ?? 0) + times;
    for (const [kind, times] of Object.entries(outcome.acted)) this.acted[kind] = (this.acted[kind] ?? 0) + times;
    if (outcome.violation !== null) this.#sight(index, outcome, outcome.violation);
    if (outcome.inconclusive !== null) this.#giveUp(index, outcome, outcome.inconclusive);
    if (result.divergence !== null) this.#divergences.push({ index, divergence: result.divergence });
  }

  /** Virtual milliseconds of all worlds together. */
  get virtualMs(): number {
    return this.#virtualMicros / 1000;
  }

  /** Over the worlds in the order of their numbers: 16 hexadecimal digits. */
  get hash(): string {
    return this.#hash.digest();
  }

  /** Distinct bugs in the order of the worlds that showed them first. */
  get sightings(): readonly Sighting[] {
    return [...this.#sightings.values()].toSorted((left, right) => left.index - right.index);
  }

  /** How many distinct bugs there are so far. */
  get bugs(): number {
    return this.#sightings.size;
  }

  /** Worlds that were not deterministic, in order. */
  get divergences(): readonly Divergence[] {
    return this.#divergences.toSorted((left, right) => left.index - right.index).map(({ divergence }) => divergence);
  }

  #sight(index: number, outcome: WorldOutcome, violation: Violation): void {
    this.violatedWorlds++;
    const print = fingerprint(this.#suite, violation);
    const known = this.#sightings.get(print);
    const isFirst = known === undefined || index < known.index;
    const first = isFirst ? { index, outcome, violation } : known;
    this.#sightings.set(print, {
      fingerprint: print,
      index: first.index,
      outcome: first.outcome,
      violation: first.violation,
      occurrences: (known?.occurrences ?? 0) + 1,
    });
  }

  #giveUp(index: number, outcome: WorldOutcome, why: { readonly reason: string; readonly sentence: string }): void {
    this.inconclusiveWorlds++;
    if (this.inconclusive === null || index < this.inconclusive.index) this.inconclusive = { index, seed: outcome.world.seed, ...why };
  }
}
