/**
 * Bounds of virtual time, made of the durations that the scheduler is configured with. A bound counts from the end of the last fault, and
 * adds what the design allows one recovery to take; the slack is for latency and for a reconnecting client.
 */
import type { Timings } from '../src/index.ts';

/** Which design's terms a property is judged in: `baseline` has no leases and no atomic commit by design. */
export type Terms = 'leased' | 'baseline';

/** The durations and sizes that bounds are made of. */
export interface Limits {
  readonly terms: Terms;
  readonly timings: Timings;
  /** No fault is active from here on. */
  readonly calmFromMs: number;
  /** Start and run of one container. */
  readonly longestRunMs: number;
  /** Sum over all containers. */
  readonly totalRunMs: number;
  readonly containers: number;
}

/** Latency, reconnecting and one lost command. */
export function slackMs(limits: Limits): number {
  return 2 * limits.timings.socketTimeoutMs + 2 * limits.timings.reconnectMaxMs + 1_000;
}

/** Until somebody reaps: the reaper's lock may be held by a dead gateway, then the next poll finds it free. */
export function reapMs(limits: Limits): number {
  return limits.timings.lockTtlMs + 2 * limits.timings.pollMs + slackMs(limits);
}

/** Until the lease of a dead gateway is back in the backlog. */
export function leaseRecoveryMs(limits: Limits): number {
  return limits.timings.leaseTtlMs + reapMs(limits);
}

/** Until the work of a dead worker is back in the backlog or declared lost. */
export function workerRecoveryMs(limits: Limits): number {
  return limits.timings.workerTtlMs + reapMs(limits);
}

/** Longest wait for a place: the request times out, or everything else has run one after the other. */
export function placementMs(limits: Limits): number {
  const { requestTimeoutMs, retryBackoffMaxMs } = limits.timings;
  const queueingMs = limits.totalRunMs + (limits.containers + 1) * limits.timings.pollMs;
  return (requestTimeoutMs > 0 ? Math.min(requestTimeoutMs, queueingMs) : queueingMs) + retryBackoffMaxMs + limits.timings.pollMs;
}

/** Until an accepted request has ended: recovered, placed or failed, delivered, run, released. */
export function completionMs(limits: Limits): number {
  const { stopGraceMs, keepaliveMs } = limits.timings;
  return workerRecoveryMs(limits) + leaseRecoveryMs(limits) + placementMs(limits) + limits.longestRunMs + stopGraceMs + keepaliveMs;
}
