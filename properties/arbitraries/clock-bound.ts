/**
 * How wrong clocks may be before the default design may break its word. Its scripts read Redis's clock only, and its processes measure
 * durations only, by their monotonic clocks; so wall clocks of gateways, workers and users may say anything. What matters is one
 * comparison: a worker gives itself up after its TTL less a margin by its own clock, Redis gives it up after its TTL by Redis's clock. As
 * long as Redis's clock gains less than the margin on the worker's within one TTL, the worker is first.
 */
import type { Fault } from '../../sim/faults/index.ts';
import { REDIS } from '../scenario.ts';

/** Bounds on clocks. */
export interface ClockBound {
  /** Sum of all that Redis's clock may be moved by steps. */
  readonly redisStepsMs: number;
  /** Drift of any clock, in parts per million. */
  readonly driftPpm: number;
  /** Offset and steps of every other host's wall clock. */
  readonly wallMs: number;
}

const DAY_MS = 86_400_000;

/** Half of the margin for steps; the drift takes less than the other half, twice two hundredths of a TTL. */
export function clockBound(timings: { readonly workerTtlMarginMs: number }): ClockBound {
  return { redisStepsMs: Math.floor(timings.workerTtlMarginMs / 2), driftPpm: 20_000, wallMs: DAY_MS };
}

/** Far beyond any bound: Redis's clock may jump by minutes, and clocks may run a fifth too fast. */
export const BEYOND: ClockBound = Object.freeze({ redisStepsMs: 600_000, driftPpm: 200_000, wallMs: DAY_MS });

const isStepOfRedis = (fault: Fault): boolean => fault.target === REDIS && (fault.kind === 'clock-step' || fault.kind === 'clock-offset');

/** Towards zero, and never -0, which JSON does not know. */
const wholeOf = (value: number): number => Math.trunc(value) + 0;

function scaled(fault: Fault, share: number): Fault {
  if (fault.kind === 'clock-step') return { ...fault, stepMs: wholeOf(fault.stepMs * share) };
  return fault.kind === 'clock-offset' ? { ...fault, offsetMs: wholeOf(fault.offsetMs * share) } : fault;
}

/** The same faults; steps of Redis's clock, each drawn within the bound, are made smaller so that they are within it together. */
export function withinBound(faults: readonly Fault[]): readonly Fault[] {
  const steps = faults.filter(isStepOfRedis).length;
  return steps < 2 ? faults : faults.map((fault) => (isStepOfRedis(fault) ? scaled(fault, 1 / steps) : fault));
}

/** Redis's own steps are drawn up to this; see `withinBound`. */
export const stepMaxMs = (bound: ClockBound, target: string): number => (target === REDIS ? bound.redisStepsMs : bound.wallMs);
