/** One world from its name: generates its scenario, builds it, runs it synchronously, judges it, and leaves nothing behind. */
import fc from 'fast-check';
import type { DrainName } from '../kernel/index.ts';
import { installDispatchers } from '../kernel/index.ts';
import { strategies } from '../strategies/index.ts';
import { SimulatedWorld, type SimulationResult } from '../world/index.ts';
import type { WorldOutcome } from './outcome.ts';
import type { Settings, Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** How a world is run; everything but seed and settings has a default. */
export interface RunWorldOptions {
  /** 1 to 16 hexadecimal digits. */
  readonly seed: string;
  readonly settings: Settings;
  /** `random` unless said otherwise. */
  readonly strategy?: string;
  /** Keep every event for a story. */
  readonly record?: boolean;
  /** How microtasks are drained: `synchronous` (the internal tick callback) or `boundary` (a real setImmediate per event). */
  readonly drain?: DrainName;
  /** Events after which the world is given up as inconclusive. */
  readonly stepsMax?: number;
  /** False only to measure what the hash costs. */
  readonly hash?: boolean;
}

/** The strategy that runs when nobody names one. */
export const strategyDefault = 'random';
/** Events after which a world is given up. */
export const stepsMaxDefault = 50_000_000;
/** Trace entries that a recorded world keeps, the last ones. */
const traceMax = 200_000;
/** Events of the throwaway world that fills module-level caches, so that the first world equals the second. */
const rehearsalSteps = 3_000;

const rehearsed = new WeakMap<object, Set<string>>();

/**
 * Runs one world. The suite must be prepared. Rejects only for bad arguments and bugs of the suite's own building code; what happens inside
 * the world is in the outcome.
 */
export async function runWorld<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions): Promise<WorldOutcome> {
  installDispatchers();
  await rehearse(suite, options.settings);
  const result = await simulateScenario(suite, options);
  const strategy = options.strategy ?? strategyDefault;
  return {
    world: { suite: suite.name, seed: options.seed, strategy, settings: options.settings },
    status: result.violation !== null ? 'violated' : result.end === 'step-limit' ? 'inconclusive' : 'held',
    violation: result.violation,
    inconclusive:
      result.end === 'step-limit' && result.violation === null
        ? { reason: 'step-limit', sentence: `${result.events} events happened and the world did not end` }
        : null,
    goals: result.goals,
    hash: result.hash,
    events: result.events,
    choices: result.choices,
    virtualMs: result.virtualMs,
    faults: result.faults,
    trace: result.trace,
  };
}

async function simulateScenario<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions): Promise<SimulationResult> {
  const name = options.strategy ?? strategyDefault;
  const strategy = strategies.find((candidate) => candidate.name === name);
  if (strategy === undefined)
    throw new UsageError('unknown-strategy', `unknown strategy "${name}"; there are ${strategies.map((known) => known.name).join(', ')}`);
  const scenario = generate(suite, options);
  const world = new SimulatedWorld({
    seed: options.seed,
    strategy,
    stepsMax: options.stepsMax ?? stepsMaxDefault,
    record: options.record ?? false,
    traceMax,
    ...(options.hash === undefined ? {} : { hash: options.hash }),
  });
  return world.run((built) => {
    suite.build(built, scenario, options.settings);
  }, options.drain);
}

/** The scenario of a seed: fast-check's generator, seeded by the world's seed. */
function generate<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions): Scenario {
  const [scenario] = fc.sample(suite.scenario(options.settings), { seed: seedNumber(options.seed), numRuns: 1 });
  if (scenario === undefined) throw new Error(`suite ${suite.name} generated no scenario`);
  return scenario;
}

/** fast-check takes a 32-bit seed: the halves of ours, folded. */
function seedNumber(seed: string): number {
  const wide = BigInt(`0x${seed}`);
  return Number((wide ^ (wide >> 32n)) & 0xffff_ffffn) | 0;
}

/**
 * Libraries fill caches on first use (ioredis reads its own package.json once a process), so the first world of a process would differ from
 * the second. One short world that nobody looks at comes before them all.
 */
async function rehearse<Scenario>(suite: Suite<Scenario>, settings: Settings): Promise<void> {
  let done = rehearsed.get(suite);
  if (done === undefined) rehearsed.set(suite, (done = new Set()));
  const key = JSON.stringify(settings);
  if (done.has(key)) return;
  done.add(key);
  await simulateScenario(suite, { seed: '0', settings, strategy: 'fifo', stepsMax: rehearsalSteps });
}
