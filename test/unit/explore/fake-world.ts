/**
 * A stand-in for real worlds: an outcome made from the seed alone. Exploring is tested against it, because what is tested is counting,
 * ordering and telling, not simulating.
 */
import { createHash } from 'node:crypto';
import { constant } from 'fast-check';
import type { Violation } from '../../../sim/check/index.ts';
import type { RunWorld, Suite, WorldOutcome } from '../../../sim/explore/index.ts';
import type { TraceEvent } from '../../../sim/trace/index.ts';

export function fakeSuite(changes: Partial<Suite> = {}): Suite {
  return {
    name: 'lights',
    description: 'lamps that must not flicker',
    settings: [
      { key: 'lamps', description: 'how many lamps', type: 'integer', minimum: 1, maximum: 9 },
      { key: 'colour', description: 'their colour', type: 'choice', choices: ['red', 'green'] },
      { key: 'dim', description: 'how far they are dimmed', type: 'number', minimum: 0, maximum: 1 },
      { key: 'plan', description: 'the floor plan', type: 'file' },
    ],
    properties: [{ id: 'P1', name: 'no-flicker', kind: 'safety', statement: 'no lamp flickers', evidence: 'the lamps' }],
    goals: ['lamp-broke'],
    worldsDefault: 50,
    runByDefault: true,
    scenario: () => constant(undefined as never),
    build: () => {},
    ...changes,
  };
}

export interface FakeBehaviour {
  /** Whether the world of this seed violates; the sentence, or null. */
  violates?(seed: string): string | null;
  reachesGoal?(seed: string): boolean;
  inconclusive?(seed: string): boolean;
  /** The hash of the n-th run of a seed (from 0); by default always the same. */
  hash?(seed: string, run: number): string;
}

/** A `runWorld` with this behaviour, and the seeds that it ran. */
export function fakeRunWorld(behaviour: FakeBehaviour = {}): { readonly run: RunWorld; readonly seeds: string[] } {
  const seeds: string[] = [];
  const run: RunWorld = (suite, options) => {
    const times = seeds.filter((seed) => seed === options.seed).length;
    seeds.push(options.seed);
    const sentence = behaviour.violates?.(options.seed) ?? null;
    const isInconclusive = behaviour.inconclusive?.(options.seed) ?? false;
    const outcome: WorldOutcome = {
      world: { suite: suite.name, seed: options.seed, strategy: options.strategy ?? 'random', settings: options.settings },
      status: sentence !== null ? 'violated' : isInconclusive ? 'inconclusive' : 'held',
      violation: sentence === null ? null : violation(sentence),
      inconclusive: isInconclusive ? { reason: 'step-limit', sentence: 'gave up after 10 events' } : null,
      goals: { 'lamp-broke': behaviour.reachesGoal?.(options.seed) === false ? 0 : 1 },
      hash: behaviour.hash?.(options.seed, times) ?? digest(options.seed, options.settings),
      events: 10,
      choices: 5,
      virtualMs: 100,
      faults: ['lamp-1 crashed at 1.000s'],
      acted: {},
      configuration: {},
      tapeMatch: null,
      trace: options.record === true ? traceOf(behaviour.hash?.(options.seed, times) ?? '') : null,
    };
    return Promise.resolve(outcome);
  };
  return { run, seeds };
}

export function violation(sentence: string): Violation {
  return {
    property: 'no-flicker',
    sentence,
    atMs: 1899,
    facts: [
      { atMs: 1731, host: 'lamp-3', text: 'went off' },
      { atMs: 1899, host: 'lamp-3', text: 'went on again', source: 'src/lamp.ts:88' },
    ],
    about: ['lamp-3'],
  };
}

function traceOf(salt: string): readonly TraceEvent[] {
  return [
    { step: 1, event: 1, cause: 0, atMicros: 1_000_000, host: 'lamp-1', kind: 'fault', name: 'lamp-1', text: 'crashed' },
    { step: 2, event: 2, cause: 0, atMicros: 1_731_000, host: 'lamp-3', kind: 'note', name: 'lamp-3', text: `went off ${salt}`.trim() },
  ];
}

function digest(seed: string, settings: object): string {
  return createHash('sha256')
    .update(seed + JSON.stringify(settings))
    .digest('hex')
    .slice(0, 16);
}
