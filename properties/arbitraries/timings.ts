/**
 * Durations of a world: the scheduler's own, about ten times shorter than in production so that a world is over after some twenty
 * virtual seconds, in the same proportions, and in two paces so that no bound is met by accident.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { Timings } from '../../src/index.ts';

/** Durations that are fixed instead of drawn. */
export interface FixedTimings {
  readonly workerTtlMs?: number | undefined;
  readonly leaseTtlMs?: number | undefined;
  readonly requestTimeoutMs?: number | undefined;
}

const WORLD_TIMINGS: Partial<Timings> = Object.freeze({
  pollMs: 1_500,
  lockTtlMs: 2_000,
  retryBackoffMs: 300,
  retryBackoffMaxMs: 2_000,
  stopGraceMs: 300,
  clientTimeoutMs: 1_500,
  reconnectMaxMs: 500,
  drainMs: 1_000,
  queuePollMs: 100,
  heartbeatMs: 1_000,
  pendingTtlMs: 30_000,
  runningTtlMs: 4_000,
  stoppingTtlMs: 6_000,
});

/** The durations of a world, with some fixed. */
export function timings(fixed: FixedTimings): Arbitrary<Partial<Timings>> {
  return fc
    .record({
      workerTtlMs: fixed.workerTtlMs === undefined ? fc.constantFrom(3_000, 5_000) : fc.constant(fixed.workerTtlMs),
      leaseTtlMs: fixed.leaseTtlMs === undefined ? fc.constantFrom(1_500, 2_500) : fc.constant(fixed.leaseTtlMs),
      // Shorter and longer than a lease: a stalled gateway finds its connection cut, or goes on with what it knew.
      socketTimeoutMs: fc.constantFrom(1_000, 3_500),
      requestTimeoutMs: fixed.requestTimeoutMs === undefined ? fc.constantFrom(800, 2_500, 8_000) : fc.constant(fixed.requestTimeoutMs),
    })
    .map((drawn) => ({
      ...WORLD_TIMINGS,
      ...drawn,
      keepaliveMs: Math.floor(drawn.workerTtlMs / 3),
      workerTtlMarginMs: Math.floor(drawn.workerTtlMs / 6),
    }));
}
