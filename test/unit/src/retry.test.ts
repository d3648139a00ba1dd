/** The wait of a request that did not fit: it grows, it is bounded, and no count overflows it. */
import { expect, it } from 'vitest';
import { DEFAULT_TIMINGS } from '../../../src/index.ts';
import { backoffMs, equalJitterMs } from '../../../src/parts/leased/backoff.ts';

it('doubles from the first wait to the cap and never beyond', () => {
  const waits = Array.from({ length: 200 }, (_, attempts) => backoffMs(attempts, DEFAULT_TIMINGS));
  expect(waits.slice(0, 7)).toEqual([50, 100, 200, 400, 800, 1_600, 2_000]);
  expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0) && wait <= 2_000)).toBe(true);
  expect(backoffMs(1e9, DEFAULT_TIMINGS)).toBe(2_000);
});

it('leaves half of the wait to chance, in whole milliseconds', () => {
  expect([0, 0.5, 0.999_999].map((draw) => equalJitterMs(100, draw))).toEqual([50, 75, 100]);
  expect([0, 0.5, 0.999_999].map((draw) => equalJitterMs(7, draw))).toEqual([4, 6, 7]);
  expect([0, 0.999_999].map((draw) => equalJitterMs(1, draw))).toEqual([1, 1]);
  // After every doubling, the shortest wait is at least the longest before.
  for (let attempts = 0; attempts < 5; attempts += 1)
    expect(equalJitterMs(backoffMs(attempts + 1, DEFAULT_TIMINGS), 0)).toBeGreaterThanOrEqual(backoffMs(attempts, DEFAULT_TIMINGS));
});
