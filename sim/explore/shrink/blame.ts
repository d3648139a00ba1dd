/**
 * What of a failing world was necessary, by experiment: a fault is left out and the rest is run again and again in drawn orders (ablation);
 * and the moment at which it was decided is the event from which on drawn continuations mostly fail.
 */
import { runNamedWorld, runWorld, type RunWorldOptions } from '../run-world.ts';
import type { Suite } from '../suite.ts';
import type { Tape } from '../tape.ts';
import { CpuClock } from './cpu-clock.ts';

/** Whether one fault of a shrunk world was necessary. */
export interface Blame {
  /** In plain words, as the world tells it: `paused for 700ms`. */
  readonly fault: string;
  readonly target: string;
  readonly atMs: number;
  /** Without it neither the recorded order fails nor most drawn ones. */
  readonly necessary: boolean;
  /** Drawn orders without it, and how many of them fail. */
  readonly worldsTried: number;
  readonly worldsFailing: number;
  /** Drawn orders with it that fail, of as many. */
  readonly worldsFailingWith: number;
}

/** From which event on a world was lost. */
export interface DecidedAt {
  readonly atMs: number;
  /** Number of the event, from 1; 0 when it was decided from the beginning. */
  readonly event: number;
  /** Its name. */
  readonly name: string;
  /** Drawn continuations from just before and from just behind it that fail, of so many each. */
  readonly failingBefore: number;
  readonly failingAfter: number;
  readonly tries: number;
}

/** What experiments may cost. */
export interface ExperimentBudget {
  /** Drawn orders for each fault. */
  readonly ablationWorlds: number;
  /** Faults that are examined, the first ones. */
  readonly faultsMax: number;
  /** Continuations for each moment that is looked at, and for the two that are reported. */
  readonly probes: number;
  readonly tries: number;
  /** Milliseconds of processor time after which no further world is started. */
  readonly cpuMsMax: number;
}

/** What a finding costs when nobody says otherwise. */
export const experimentDefaults: ExperimentBudget = Object.freeze({
  ablationWorlds: 100,
  faultsMax: 4,
  probes: 10,
  tries: 40,
  cpuMsMax: 6_000,
});

/** What it costs when there are many. */
export const briefExperiments: ExperimentBudget = Object.freeze({
  ablationWorlds: 30,
  faultsMax: 4,
  probes: 6,
  tries: 20,
  cpuMsMax: 1_500,
});

/** Runs experiments on one shrunk world. */
export class Experiments {
  readonly #suite: Suite;
  readonly #tape: Tape;
  readonly #property: string;
  readonly #limits: Pick<RunWorldOptions, 'stepsMax' | 'untilMs'>;
  readonly #budget: ExperimentBudget;
  readonly #clock = new CpuClock();

  constructor(
    suite: Suite,
    tape: Tape,
    property: string,
    limits: Pick<RunWorldOptions, 'stepsMax' | 'untilMs'>,
    budget: ExperimentBudget = experimentDefaults,
  ) {
    this.#suite = suite;
    this.#tape = tape;
    this.#property = property;
    this.#limits = limits;
    this.#budget = budget;
  }

  /** Each fault with what happens without it, in the order of the scenario; empty without hints of the suite or without faults. */
  async blame(): Promise<readonly Blame[]> {
    const hints = this.#suite.shrinking;
    const { scenario } = this.#tape;
    const faults = hints?.parts(scenario).filter((part) => part.kind === 'fault') ?? [];
    if (hints === undefined || faults.length === 0) return [];
    const whole = await this.#run(this.#tape);
    const failingWith = await this.#failing(this.#tape, 0, this.#budget.ablationWorlds, 'with');
    const blames: Blame[] = [];
    for (const { id } of faults.slice(0, this.#budget.faultsMax)) {
      const without = hints.without(scenario, new Set([id]));
      if (without === null || this.#isSpent) continue;
      const tape = { ...this.#tape, scenario: without };
      const same = await this.#run(tape);
      const { failing, tried } = await this.#failing(tape, 0, this.#budget.ablationWorlds, id);
      // A fault that was planned and never struck is to blame for nothing.
      const strike = strikeOf(whole.faults, same.faults);
      if (strike === null) continue;
      const [atMs, target, words] = strike;
      const necessary = same.violation?.property !== this.#property && failing * 2 < Math.max(1, tried);
      blames.push({
        fault: words,
        target,
        atMs,
        necessary,
        worldsTried: tried,
        worldsFailing: failing,
        worldsFailingWith: failingWith.failing,
      });
    }
    return blames;
  }

  /** The moment at which it was decided; null when it cannot be told (the budget is spent, or drawn orders fail too rarely to say). */
  async decidedAt(): Promise<DecidedAt | null> {
    const { seed, settings } = this.#tape;
    const { named } = await runNamedWorld(this.#suite, { seed, settings, tape: this.#tape });
    let holds = -1;
    let fails = named.length;
    while (fails - holds > 1 && !this.#isSpent) {
      const middle = (holds + fails) >> 1;
      const { failing, tried } = await this.#failing(this.#tape, middle, this.#budget.probes, 'probe');
      if (failing * 4 >= tried * 3) fails = middle;
      else holds = middle;
    }
    if (this.#isSpent) return null;
    const { tries } = this.#budget;
    const after = fails >= named.length ? { failing: tries, tried: tries } : await this.#failing(this.#tape, fails, tries, 'after');
    const before = fails === 0 ? { failing: 0, tried: tries } : await this.#failing(this.#tape, fails - 1, tries, 'before');
    if (after.tried < tries || before.tried < tries) return null;
    const event = named[Math.min(fails, named.length) - 1];
    return {
      atMs: (event?.atMicros ?? 0) / 1000,
      event: Math.min(fails, named.length),
      name: event?.name ?? 'the beginning',
      failingBefore: before.failing,
      failingAfter: after.failing,
      tries,
    };
  }

  get #isSpent(): boolean {
    return this.#clock.elapsedMs > this.#budget.cpuMsMax;
  }

  async #failing(
    tape: Tape,
    afterEvent: number,
    worlds: number,
    salt: string,
  ): Promise<{ readonly failing: number; readonly tried: number }> {
    let failing = 0;
    let tried = 0;
    while (tried < worlds && !this.#isSpent) {
      const { violation } = await this.#run(tape, { continuation: { afterEvent, salt: `${salt}/${tried}` } });
      tried += 1;
      if (violation?.property === this.#property) failing += 1;
    }
    return { failing, tried };
  }

  #run(tape: Tape, more: Pick<RunWorldOptions, 'continuation'> = {}): ReturnType<typeof runWorld> {
    const { seed, settings } = tape;
    return runWorld(this.#suite, { seed, settings, tape, ...this.#limits, hash: false, ...more });
  }
}

/** Of the lines `1.199s worker-1 paused for 700ms` the first that is missing in the other world: when, whom and what. */
function strikeOf(whole: readonly string[], without: readonly string[]): readonly [number, string, string] | null {
  const left = [...without];
  for (const line of whole) {
    const [, seconds = '0', target = '', words = ''] = /^([\d.]+)s (\S+) (.*)$/.exec(line) ?? [];
    const present = left.findIndex((other) => other.endsWith(`s ${target} ${words}`));
    if (present < 0) return [Number(seconds) * 1000, target, words];
    left.splice(present, 1);
  }
  return null;
}
