/**
 * From a world that fails to the smallest one that still does: whole parts of the scenario are left out (faults, then tasks, then hosts),
 * what came late comes on time again, what remains is made weaker and rounder, and all of that again until nothing more goes. Each step is
 * a world that was run and failed, so the result is one, and removing any single part or delay from it was tried and did not fail.
 */
import { createGenerator } from '../../kernel/index.ts';
import { scenarioOf, runNamedWorld } from '../run-world.ts';
import type { ScenarioPart, Settings, Shrinking, Suite } from '../suite.ts';
import { trailOf, type Tape } from '../tape.ts';
import { shrinkDrawn } from './drawn.ts';
import { reduce } from './reduce.ts';
import { Trials, type Candidate, type ShrinkBudget } from './trials.ts';

/** How many of each kind of part a scenario has. */
export interface PartCounts {
  readonly faults: number;
  readonly tasks: number;
  readonly hosts: number;
}

/** What shrinking came to. */
export interface Shrunk {
  readonly tape: Tape;
  /** Worlds that were run for it. */
  readonly replays: number;
  /** True when every single part and delay was tried; false when the budget was spent before. */
  readonly isMinimal: boolean;
  readonly before: PartCounts;
  readonly after: PartCounts;
  /** What a tape of the world decides that is not the default: delays and faults. */
  readonly decisionsBefore: number;
  readonly decisionsAfter: number;
}

/** What is to be shrunk, and at what cost. */
export interface ShrinkRequest extends Partial<ShrinkBudget> {
  /** Aborted when the person interrupts: nothing more is run. */
  readonly signal?: AbortSignal | undefined;
  readonly suite: Suite;
  readonly seed: string;
  readonly settings: Settings;
  readonly strategy: string;
  /** Name of the property that is violated. */
  readonly property: string;
}

/** Worlds and milliseconds of processor time that a finding may cost when nobody says otherwise. */
export const shrinkDefaults: ShrinkBudget = Object.freeze({ replaysMax: 400, cpuMsMax: 10_000 });
/** Larger worlds are not shrunk: one replay would cost more than a person waits. */
export const eventsMax = 200_000;
/** Orders that are drawn for a smaller scenario before it is believed to hold. */
const ordersTried = 4;
/** Rounds over everything; each begins only when the last one made something smaller. */
const roundsMax = 6;
/** No world of a candidate may be so many times longer than the one that failed. */
const lengthMax = 6;
/** A candidate may fail so many times later than the world did. */
const patience = 2;
/** So few delays are a story; more are thinned out by trying a few of them, at most so many at once. */
const delaysFew = 2;
const delaysMany = 4;
const thinTries = 50;
const stepsMin = 20_000;

/** The smallest failing world that the budget allows; null when the world is too large or its tape does not fail as the world did. */
export async function shrink(request: ShrinkRequest): Promise<Shrunk | null> {
  const { suite, seed, settings, strategy, property } = request;
  const scenario: unknown = structuredClone(scenarioOf(suite, seed, settings));
  const original = await runNamedWorld(suite, { seed, settings, strategy, stepsMax: eventsMax });
  if (original.outcome.violation?.property !== property) return null;
  const stepsMax = Math.max(stepsMin, original.outcome.events * lengthMax);
  const trials = new Trials(
    { suite, seed, settings, property, stepsMax, untilMs: untilMs(original.outcome.violation.atMs, patience) },
    { ...shrinkDefaults, ...request },
    request.signal,
  );
  const first = await trials.fails({ scenario, delays: original.delays });
  if (first === null || first === false) return null;
  const { smallest, isMinimal } = await new Shrinker(suite, settings, seed, trials).run(first, original.outcome.violation.about);
  return summarise(request, { scenario, delays: original.delays }, smallest, trials.replays, isMinimal);
}

/** When a world that failed at a moment is given up, in virtual milliseconds, with some times more patience. */
export function untilMs(violatedAtMs: number, times: number): number {
  return violatedAtMs * times + 1_000;
}

async function summarise(
  { suite, seed, settings }: ShrinkRequest,
  whole: Candidate,
  smallest: Candidate,
  replays: number,
  isMinimal: boolean,
): Promise<Shrunk> {
  const tape: Tape = { v: 1, suite: suite.name, seed, settings, scenario: smallest.scenario, delays: smallest.delays, trail: '' };
  const { named } = await runNamedWorld(suite, { seed, settings, tape });
  const before = countParts(suite, whole.scenario);
  const after = countParts(suite, smallest.scenario);
  return {
    tape: { ...tape, trail: trailOf(named) },
    replays,
    isMinimal,
    before,
    after,
    decisionsBefore: Object.keys(whole.delays).length + before.faults,
    decisionsAfter: Object.keys(smallest.delays).length + after.faults,
  };
}

function countParts(suite: Suite, scenario: unknown): PartCounts {
  const parts = suite.shrinking?.parts(scenario) ?? [];
  const count = (kind: string): number => parts.filter((part) => part.kind === kind).length;
  return { faults: count('fault'), tasks: count('task'), hosts: count('host') };
}

/** One shrinking. */
class Shrinker {
  readonly #suite: Suite;
  readonly #hints: Shrinking<unknown> | null;
  readonly #settings: Settings;
  readonly #seed: string;
  readonly #trials: Trials;
  #smallest: Candidate = { scenario: null, delays: {} };

  constructor(suite: Suite, settings: Settings, seed: string, trials: Trials) {
    this.#suite = suite;
    this.#hints = suite.shrinking ?? null;
    this.#settings = settings;
    this.#seed = seed;
    this.#trials = trials;
  }

  async run(first: Candidate, about: readonly string[]): Promise<{ readonly smallest: Candidate; readonly isMinimal: boolean }> {
    this.#smallest = first;
    await this.#try({ scenario: first.scenario, delays: {} });
    await this.#keepOnly('task', about);
    await this.#keepOnly('host', about);
    for (let round = 0; round < roundsMax && !this.#trials.isSpent; round += 1) {
      const before = this.#smallest;
      await this.#dropParts('task');
      await this.#dropParts('host');
      await this.#dropDelays();
      await this.#dropParts('fault');
      await this.#mergeDelays();
      await this.#thinDelays();
      await this.#simplify();
      if (this.#smallest === before) return { smallest: before, isMinimal: !this.#trials.isSpent };
    }
    return { smallest: this.#smallest, isMinimal: false };
  }

  async #try(candidate: Candidate): Promise<boolean | null> {
    const answer = await this.#trials.fails(candidate);
    if (answer !== null && answer !== false) this.#smallest = answer;
    return answer === null ? null : answer !== false;
  }

  /** What the violation names is often all that it needs: one trial that may save many. */
  async #keepOnly(kind: ScenarioPart['kind'], about: readonly string[]): Promise<void> {
    const { scenario, delays } = this.#smallest;
    const isNamed = ({ id }: ScenarioPart): boolean => id.split(' ').some((word) => about.includes(word));
    const parts = this.#hints?.parts(scenario).filter((part) => part.kind === kind) ?? [];
    const others = parts.filter((part) => !isNamed(part)).map(({ id }) => id);
    if (others.length === 0 || others.length === parts.length) return;
    const smaller = this.#hints?.without(scenario, new Set(others)) ?? null;
    if (smaller !== null) await this.#try({ scenario: smaller, delays });
  }

  /** Leaves parts out; where the order in which things happen must change with it, some orders are drawn. */
  async #dropParts(kind: ScenarioPart['kind']): Promise<void> {
    const hints = this.#hints;
    if (hints === null) return;
    const { scenario } = this.#smallest;
    const ids = hints.parts(scenario).flatMap((part) => (part.kind === kind ? [part.id] : []));
    await reduce(ids, async (kept) => {
      const smaller = hints.without(scenario, new Set(ids.filter((id) => !kept.includes(id))));
      if (smaller === null) return false;
      // A fault is easier to understand than an order of events that does without it.
      return kind === 'fault' ? this.#try({ scenario: smaller, delays: this.#smallest.delays }) : this.#tryInSomeOrder(smaller);
    });
  }

  async #tryInSomeOrder(scenario: unknown): Promise<boolean | null> {
    const { delays } = this.#smallest;
    const asRecorded = await this.#try({ scenario, delays });
    if (asRecorded !== false || Object.keys(delays).length === 0) return asRecorded;
    const found = await this.#trials.search(scenario, ordersTried, 'order');
    if (found === null) return null;
    return found === false ? false : this.#try(found);
  }

  /** Lets events come on time. */
  async #dropDelays(): Promise<void> {
    const { scenario } = this.#smallest;
    const all = Object.entries(this.#smallest.delays);
    await reduce(all, (kept) => this.#try({ scenario, delays: Object.fromEntries(kept) }));
  }

  /** Delays that follow each other may do as one what they do together: blocks are merged into their first or last. */
  async #mergeDelays(): Promise<void> {
    const { scenario } = this.#smallest;
    for (let size = Object.keys(this.#smallest.delays).length; size > 1; size = Math.floor(size / 2)) {
      for (let from = 0; from < Object.keys(this.#smallest.delays).length - 1; from += 1) {
        for (const delays of mergings(Object.entries(this.#smallest.delays), from, size)) {
          const answer = await this.#try({ scenario, delays });
          if (answer === null) return;
          if (answer) break;
        }
        if (Object.keys(this.#smallest.delays).length <= delaysFew) return;
        if (size > 3) from += size - 1;
      }
    }
  }

  /**
   * Many small delays may do together what a few larger ones do alone, and no single one of them can go: a few of them are drawn, with
   * amounts of their own, until some few suffice.
   */
  async #thinDelays(): Promise<void> {
    const { scenario } = this.#smallest;
    const draw = createGenerator(`${this.#seed}/thin`);
    for (let tries = 0; tries < thinTries; tries += 1) {
      const present = Object.entries(this.#smallest.delays);
      if (present.length <= delaysFew) return;
      const count = 1 + Math.floor(draw() * Math.min(delaysMany, present.length - 1));
      const some = Array.from({ length: count }, (): [string, number] => {
        const [name, delayMicros] = present[Math.floor(draw() * present.length)] ?? ['', 0];
        return [name, draw() < 0.3 ? delayMicros : Math.round(100 * 1000 ** draw())];
      });
      if ((await this.#try({ scenario, delays: Object.fromEntries(some) })) === null) return;
    }
  }

  async #simplify(): Promise<void> {
    const hints = this.#hints;
    if (hints === null) {
      const { delays } = this.#smallest;
      await shrinkDrawn(this.#suite, this.#settings, this.#seed, (scenario) => this.#try({ scenario: structuredClone(scenario), delays }));
      return;
    }
    for (let steps = 0; steps < 40; steps += 1) {
      const { scenario, delays } = this.#smallest;
      let hasMoved = false;
      for (const candidate of hints.simpler(scenario)) {
        const answer = await this.#try({ scenario: candidate, delays });
        if (answer === null) return;
        if (answer) {
          hasMoved = true;
          break;
        }
      }
      if (!hasMoved) return;
    }
  }
}

/** The delays with a block of them put together, at its first and at its last event. */
function mergings(delays: readonly (readonly [string, number])[], from: number, size: number): readonly Readonly<Record<string, number>>[] {
  const block = delays.slice(from, from + size);
  const [first] = block;
  const last = block.at(-1);
  if (first === undefined || last === undefined || block.length < 2) return [];
  const sum = Math.round(block.reduce((total, [, delayMicros]) => total + delayMicros, 0));
  const others = [...delays.slice(0, from), ...delays.slice(from + size)];
  return [first[0], last[0]].map((name) => Object.fromEntries([...others, [name, sum]]));
}
