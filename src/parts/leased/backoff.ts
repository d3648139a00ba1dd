/**
 * How long a request that did not fit waits: exponential, capped, and by chance, because requests that were refused together would
 * otherwise come back together.
 */
import type { Timings } from '../../timings.ts';

/** Doublings beyond this change nothing; the bound keeps any count from overflowing. */
const DOUBLINGS_MAX = 20;

/** Longest wait after so many attempts, in milliseconds: exponential with a cap. */
export function backoffMs(attempts: number, timings: Timings): number {
  return Math.min(timings.retryBackoffMaxMs, timings.retryBackoffMs * 2 ** Math.min(attempts, DOUBLINGS_MAX));
}

/**
 * A whole number of milliseconds between half of the longest wait and all of it; `draw` is in [0, 1). This is "equal jitter" of Marc Brooker,
 * Exponential Backoff And Jitter (AWS Architecture Blog, 2015): half of the wait is certain, so that waits still grow with the attempts.
 */
export function equalJitterMs(longestMs: number, draw: number): number {
  const certainMs = Math.ceil(longestMs / 2);
  return certainMs + Math.floor(draw * (longestMs - certainMs + 1));
}
