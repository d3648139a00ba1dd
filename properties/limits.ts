/**
 * Bounds of virtual time, made of the durations that the scheduler is configured with. A bound counts from the end of the last fault, and
 * adds what the design allows one recovery to take; the slack is for latency and for a reconnecting client.
 */
import type { Preset, Timings } from '../src/index.ts';
import type { PoolPlan } from './scenario.ts';

/** Which design's terms a property is judged in: `baseline` and what was built on it have no leases and no atomic commit by design. */
export type Terms = Preset['family'];

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
  /** Pools that gateways may ask for workers; none when absent. */
  readonly pools?: readonly PoolPlan[];
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

/** Until a container that was told to stop is gone: its worker hears of it, lets its start finish, and forces it; or dies of it. */
export function stopMs(limits: Limits): number {
  const { keepaliveMs, heartbeatMs, stopGraceMs, stoppingTtlMs } = limits.timings;
  const noticeMs = limits.terms === 'leased' ? keepaliveMs : Math.max(heartbeatMs, stoppingTtlMs);
  return noticeMs + limits.longestRunMs + stopGraceMs + workerRecoveryMs(limits);
}

/** Until a cordoned worker is empty: what it holds is delivered, runs to its end, and is released; or the worker dies of it. */
export function drainMs(limits: Limits): number {
  const { keepaliveMs, queuePollMs, stopGraceMs } = limits.timings;
  const deliveryMs = limits.terms === 'leased' ? keepaliveMs : limits.containers * queuePollMs;
  return deliveryMs + limits.longestRunMs + stopGraceMs + workerRecoveryMs(limits);
}

/** Until a worker that registers is available, or its record is gone. */
export function registrationMs(limits: Limits): number {
  return limits.timings.pendingTtlMs + slackMs(limits);
}

/** Until a worker that has nothing to do and is not needed has gone: it asks once an idle time, and what it hears first may be lost. */
export function spinDownMs(limits: Limits): number {
  const { workerIdleMs } = limits.timings;
  return 2 * workerIdleMs + workerRecoveryMs(limits);
}

/** Longest wait of a request for which a worker has room: a lease that is lost first, then its turn among all others. */
export function turnMs(limits: Limits): number {
  return leaseRecoveryMs(limits) + placementMs(limits);
}

/** A few dozen round trips: intake, snapshot, commit, and the baseline's lock for each worker. */
const PROCESSING_MS = 1_000;

/** Longest wait of a request that is alone in a world without faults: nobody has to recover from anything. */
export function loneMs(limits: Limits): number {
  // The baseline has no wake-ups: it looks when its poll is due.
  return limits.timings.batchWindowMs + PROCESSING_MS + (limits.terms === 'leased' ? 0 : limits.timings.pollMs);
}

/**
 * Longest wait of the request that has waited longest, when smaller ones keep coming: it ages, is tried again, a worker is kept free for it,
 * what runs there ends, and it is tried once more. After faults, leases and workers recover first.
 */
export function agedTurnMs(limits: Limits, isFaultless: boolean): number {
  const { ageingMs, retryBackoffMaxMs, stopGraceMs } = limits.timings;
  const recoveryMs = isFaultless ? PROCESSING_MS : leaseRecoveryMs(limits) + workerRecoveryMs(limits);
  return ageingMs + 2 * retryBackoffMaxMs + limits.longestRunMs + stopGraceMs + recoveryMs;
}
