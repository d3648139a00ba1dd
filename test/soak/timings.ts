/** Durations of a soak: production's, shortened so that deaths are noticed, and noticed wrongly, many times a minute. */
import type { Timings } from '../../src/index.ts';

/** Given to every gateway, worker and client. */
export const SOAK_TIMINGS: Partial<Timings> = Object.freeze({
  workerTtlMs: 4_000,
  keepaliveMs: 500,
  workerTtlMarginMs: 1_000,
  leaseTtlMs: 2_000,
  lockTtlMs: 1_000,
  pollMs: 200,
  sweepMs: 2_000,
  reconnectMaxMs: 500,
  socketTimeoutMs: 2_000,
  stopGraceMs: 1_000,
  drainMs: 5_000,
});
