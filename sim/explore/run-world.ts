/** One world from its name: generates its scenario, builds it, runs it synchronously, judges it, and leaves nothing behind. */
import fc, { type Arbitrary } from 'fast-check';
import { installDispatchers, type DrainName, type NamedEvent } from '../kernel/index.ts';
import { fifo, strategies } from '../strategies/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import { blamingSuite, SimulatedWorld, type Continuation, type SimulationResult } from '../world/index.ts';
import { quietly } from './console.ts';
import type { WorldOutcome } from './outcome.ts';
import type { Settings, Suite } from './suite.ts';
import { namingSuite } from './suite-failed.ts';
import { matchTape, type Tape } from './tape.ts';
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
  /** Told of each entry of a recorded world as it is made, before its event happens; must not change anything. */
  readonly onEntry?: (entry: TraceEvent) => void;
  /** How microtasks are drained: `synchronous` (the internal tick callback) or `boundary` (a real setImmediate per event). */
  readonly drain?: DrainName;
  /** Events after which the world is given up as inconclusive. */
  readonly stepsMax?: number;
  /** Virtual milliseconds after which the world is given up as inconclusive. */
  readonly untilMs?: number;
  /** False only to measure what the hash costs. */
  readonly hash?: boolean;
  /** Runs this tape's scenario and decisions instead of drawing them; the strategy is not asked. */
  readonly tape?: Tape;
  /** Lets the tape decide only the first events; what comes then is drawn anew for each salt. */
  readonly continuation?: Continuation;
}

/** A world with the name of every event. */
export interface NamedWorld {
  readonly outcome: WorldOutcome;
  readonly named: readonly NamedEvent[];
  /** The delays of a tape that makes the same world again. */
  readonly delays: Readonly<Record<string, number>>;
  /** Names of the tape that belonged to an event. */
  readonly used: ReadonlySet<string>;
}

/** The strategy that runs when nobody names one. */
export const strategyDefault = 'random';
/** Events after which a world is given up. */
export const stepsMaxDefault = 50_000_000;
/** Trace entries that a recorded world keeps, the last ones. */
const traceMax = 400_000;
/** Events of the throwaway world that fills module-level caches, so that the first world equals the second. */
const rehearsalSteps = 3_000;

const rehearsed = new WeakMap<object, Set<string>>();

/**
 * Runs one world. The suite must be prepared. Rejects only for bad arguments, a property that failed by its own mistake, and throws of the
 * suite's own code (InternalError `suite-threw`); what happens inside the world is in the outcome.
 */
export async function runWorld<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions): Promise<WorldOutcome> {
  return (await run(suite, options, options.tape !== undefined && options.continuation === undefined)).outcome;
}

/** The same, with the name of every event in order, unless only the outcome of a tape and what was used of it are wanted. */
export function runNamedWorld<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions, keepNames: boolean = true): Promise<NamedWorld> {
  return run(suite, options, keepNames);
}

/** The scenario of a seed: fast-check's generator, seeded by the world's seed. */
export function scenarioOf<Scenario>(suite: Suite<Scenario>, seed: string, settings: Settings): Scenario {
  const draw = (): readonly Scenario[] => fc.sample(arbitraryOf(suite, settings), { seed: seedNumber(seed), numRuns: 1 });
  const [scenario] = blamingSuite('making a scenario', draw);
  if (scenario === undefined) throw new Error(`suite ${suite.name} generated no scenario`);
  return scenario;
}

/** Building the arbitraries of a suite takes about as long as drawing from them, so they are built once for the same settings. */
const arbitraries = new WeakMap<object, WeakMap<Settings, unknown>>();

function arbitraryOf<Scenario>(suite: Suite<Scenario>, settings: Settings): Arbitrary<Scenario> {
  let ofSuite = arbitraries.get(suite);
  if (ofSuite === undefined) arbitraries.set(suite, (ofSuite = new WeakMap()));
  const known = ofSuite.get(settings) as Arbitrary<Scenario> | undefined;
  if (known !== undefined) return known;
  const made = suite.scenario(settings) as unknown as Arbitrary<Scenario>;
  ofSuite.set(settings, made);
  return made;
}

/** fast-check takes a 32-bit seed: the halves of ours, folded. */
export function seedNumber(seed: string): number {
  const wide = BigInt(`0x${seed}`);
  return Number((wide ^ (wide >> 32n)) & 0xffff_ffffn) | 0;
}

async function run<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions, keepNames: boolean): Promise<NamedWorld> {
  installDispatchers();
  const result = await namingItsSuite(suite.name, async () => {
    await rehearse(suite, options.settings);
    return simulate(suite, options, keepNames);
  });
  return { outcome: outcomeOf(suite, options, result), named: result.named, delays: result.delays, used: result.tapeUsed };
}

/** What the suite's own code throws names the suite. */
async function namingItsSuite<Answer>(suite: string, run: () => Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    throw namingSuite(suite, error);
  }
}

function outcomeOf(suite: { readonly name: string }, options: RunWorldOptions, result: SimulationResult): WorldOutcome {
  const { tape, seed, settings } = options;
  const isStuck = result.end === 'step-limit' && result.violation === null;
  return {
    world: { suite: suite.name, seed, strategy: options.strategy ?? strategyDefault, settings },
    status: result.violation !== null ? 'violated' : isStuck ? 'inconclusive' : 'held',
    violation: result.violation,
    inconclusive: isStuck ? { reason: 'step-limit', sentence: `${result.events} events happened and the world did not end` } : null,
    goals: result.goals,
    hash: result.hash,
    events: result.events,
    choices: result.choices,
    virtualMs: result.virtualMs,
    faults: result.faults,
    acted: result.acted,
    configuration: result.configuration,
    tapeMatch: tape === undefined || result.named.length === 0 ? null : matchTape(tape, result.named, result.tapeUsed),
    trace: result.trace,
  };
}

async function simulate<Scenario>(suite: Suite<Scenario>, options: RunWorldOptions, keepNames: boolean): Promise<SimulationResult> {
  const name = options.strategy ?? strategyDefault;
  const strategy = strategies.find((candidate) => candidate.name === name);
  if (strategy === undefined)
    throw new UsageError('unknown-strategy', `unknown strategy "${name}"; there are ${strategies.map((known) => known.name).join(', ')}`);
  const { tape, seed, settings, continuation } = options;
  // A tape was made by this suite from its own arbitrary, or was refused when it was read.
  const scenario = tape === undefined ? scenarioOf(suite, seed, settings) : (structuredClone(tape.scenario) as Scenario);
  const world = new SimulatedWorld({
    seed,
    strategy: tape === undefined ? strategy : fifo,
    stepsMax: options.stepsMax ?? stepsMaxDefault,
    untilMs: options.untilMs,
    record: options.record ?? false,
    ...(options.onEntry === undefined ? {} : { onEntry: options.onEntry }),
    traceMax,
    keepNames,
    ...(tape === undefined ? {} : { tape: new Map(Object.entries(tape.delays)) }),
    ...(continuation === undefined ? {} : { continuation: { from: continuation, strategy } }),
    ...(options.hash === undefined ? {} : { hash: options.hash }),
  });
  return world.run((built) => suite.build(built, scenario, settings), options.drain);
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
  await quietly(() => simulate(suite, { seed: '0', settings, strategy: 'fifo', stepsMax: rehearsalSteps }, false));
}
