/**
 * Worlds that are run to find out whether they still fail: each from a scenario and a tape's delays. What was asked before is remembered,
 * and when the budget is spent nothing more is run.
 */
import { createHash } from 'node:crypto';
import { runNamedWorld, type NamedWorld } from '../run-world.ts';
import type { Settings, Suite } from '../suite.ts';
import { CpuClock } from './cpu-clock.ts';

/** A world that may fail: plain data. */
export interface Candidate {
  readonly scenario: unknown;
  readonly delays: Readonly<Record<string, number>>;
}

/** What a shrinker may spend. */
export interface ShrinkBudget {
  /** Worlds that are run at most. */
  readonly replaysMax: number;
  /** Milliseconds of processor time after which no further world is started: a busy machine makes a finding no worse. */
  readonly cpuMsMax: number;
}

/** What names the failure, and where it is looked for. */
export interface TrialSetting {
  readonly suite: Suite;
  readonly seed: string;
  readonly settings: Settings;
  /** Name of the property that must be violated. */
  readonly property: string;
  /** Events after which a candidate is given up. */
  readonly stepsMax: number;
  /** Virtual milliseconds after which a candidate is given up: most candidates hold, and would run on until everything has settled. */
  readonly untilMs: number;
}

/** Runs candidates. */
export class Trials {
  /** Worlds that were run. */
  replays = 0;
  readonly #setting: TrialSetting;
  readonly #budget: ShrinkBudget;
  readonly #signal: AbortSignal | undefined;
  readonly #clock = new CpuClock();
  readonly #known = new Map<string, boolean>();

  constructor(setting: TrialSetting, budget: ShrinkBudget, signal?: AbortSignal) {
    this.#signal = signal;
    this.#setting = setting;
    this.#budget = budget;
  }

  get isSpent(): boolean {
    if (this.#signal?.aborted === true) return true;
    return this.replays >= this.#budget.replaysMax || this.#clock.elapsedMs > this.#budget.cpuMsMax;
  }

  /** The candidate with only those delays that belong to an event of it when it fails; false when it holds; null when the budget is spent. */
  async fails(candidate: Candidate): Promise<Candidate | false | null> {
    const key = keyOf(candidate);
    const known = this.#known.get(key);
    if (known !== undefined) return known ? candidate : false;
    if (this.isSpent) return null;
    const world = await this.#run(candidate, null);
    const hasFailed = world !== null && this.#isFailure(world);
    this.#known.set(key, hasFailed);
    if (!hasFailed) return false;
    const used = Object.entries(candidate.delays).filter(([name]) => world.used.has(name));
    const trimmed = { scenario: candidate.scenario, delays: Object.fromEntries(used) };
    this.#known.set(keyOf(trimmed), true);
    return trimmed;
  }

  /** A failing order of the scenario's events among some that are drawn: with its delays; false when none of them fails; null when the budget is spent. */
  async search(scenario: unknown, tries: number, salt: string): Promise<Candidate | false | null> {
    for (let index = 0; index < tries; index += 1) {
      if (this.isSpent) return null;
      const world = await this.#run({ scenario, delays: {} }, `${salt}/${index}`);
      if (world !== null && this.#isFailure(world)) return { scenario, delays: world.delays };
    }
    return false;
  }

  async #run({ scenario, delays }: Candidate, salt: string | null): Promise<NamedWorld | null> {
    const { suite, seed, settings, stepsMax, untilMs } = this.#setting;
    this.replays += 1;
    const tape = { v: 1, suite: suite.name, seed, settings, scenario, delays, trail: '' } as const;
    const continuation = salt === null ? {} : { continuation: { afterEvent: 0, salt } };
    try {
      return await runNamedWorld(suite, { seed, settings, tape, stepsMax, untilMs, hash: false, ...continuation }, salt !== null);
    } catch {
      // The suite cannot build this candidate, or a judge fails on it: it is no smaller form of the finding.
      return null;
    }
  }

  #isFailure({ outcome }: NamedWorld): boolean {
    return outcome.violation?.property === this.#setting.property;
  }
}

function keyOf(candidate: Candidate): string {
  return createHash('sha1')
    .update(JSON.stringify([candidate.scenario, candidate.delays]))
    .digest('base64');
}
