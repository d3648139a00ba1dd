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

/** What no world draws. */
const WORLD_TIMINGS: Partial<Timings> = Object.freeze({
  pollMs: 1_500,
  lockTtlMs: 2_000,
  retryBackoffMs: 300,
  retryBackoffMaxMs: 2_000,
  reservationTtlMs: 5_000,
  sweepMs: 3_000,
  stopGraceMs: 300,
  clientTimeoutMs: 1_500,
  reconnectMaxMs: 500,
  drainMs: 1_000,
  queuePollMs: 100,
  heartbeatMs: 1_000,
  pendingTtlMs: 30_000,
  runningTtlMs: 4_000,
  stoppingTtlMs: 6_000,
  provisionClaimTtlMs: 2_000,
  provisioningAttemptsMax: 2,
  provisionBackoffMs: 700,
  sizerMs: 500,
  workerIdleMs: 2_000,
});

/** What follows from the TTL of workers. */
const renewals = (workerTtlMs: number): Partial<Timings> => ({
  workerTtlMs,
  keepaliveMs: Math.floor(workerTtlMs / 3),
  workerTtlMarginMs: Math.floor(workerTtlMs / 6),
});

/** The plainest durations in place of drawn ones, which is what shrinking tries; a timeout of 0 (never) stays. */
export function plainTimings(timings: Partial<Timings>): Partial<Timings> {
  const plain = { ...WORLD_TIMINGS, leaseTtlMs: 1_500, socketTimeoutMs: 1_000, ageingMs: 500, requestTimeoutMs: 2_500, ...renewals(3_000) };
  return timings.requestTimeoutMs === 0 ? { ...plain, requestTimeoutMs: 0 } : plain;
}

/** The durations of a world, with some fixed. */
export function timings(fixed: FixedTimings): Arbitrary<Partial<Timings>> {
  return fc
    .record({
      workerTtlMs: fixed.workerTtlMs === undefined ? fc.constantFrom(3_000, 5_000) : fc.constant(fixed.workerTtlMs),
      leaseTtlMs: fixed.leaseTtlMs === undefined ? fc.constantFrom(1_500, 2_500) : fc.constant(fixed.leaseTtlMs),
      // Shorter and longer than a lease: a stalled gateway finds its connection cut, or goes on with what it knew.
      socketTimeoutMs: fc.constantFrom(1_000, 3_500),
      requestTimeoutMs: fixed.requestTimeoutMs === undefined ? fc.constantFrom(800, 2_500, 8_000) : fc.constant(fixed.requestTimeoutMs),
      ageingMs: fc.constantFrom(500, 1_500),
      // Mostly for ever: a request that is given up early meets nothing later.
      retryCountMax: fixed.requestTimeoutMs === 0 ? fc.constant(0) : fc.constantFrom(0, 0, 0, 3),
    })
    .map((drawn) => ({
      ...WORLD_TIMINGS,
      ...drawn,
      ...renewals(drawn.workerTtlMs),
    }));
}
