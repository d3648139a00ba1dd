/** The wait of a request that did not fit: it grows, it is bounded, and no count overflows it. */
import { expect, it } from 'vitest';
import { DEFAULT_TIMINGS } from '../../../src/index.ts';
import { backoffMs } from '../../../src/parts/leased/retry.ts';

it('doubles from the first wait to the cap and never beyond', () => {
  const waits = Array.from({ length: 200 }, (_, attempts) => backoffMs(attempts, DEFAULT_TIMINGS));
  expect(waits.slice(0, 7)).toEqual([50, 100, 200, 400, 800, 1_600, 2_000]);
  expect(waits.every((wait, index) => wait >= (waits[index - 1] ?? 0) && wait <= 2_000)).toBe(true);
  expect(backoffMs(1e9, DEFAULT_TIMINGS)).toBe(2_000);
});
