/** Delta debugging finds what is needed, leaves nothing out that is, and stops when it may not ask any more. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { reduce } from '../../../../sim/explore/shrink/reduce.ts';

it('finds exactly the items that are needed together', async () => {
  const scenario = fc.integer({ min: 0, max: 120 }).chain((length) => {
    const items = Array.from({ length }, (_, index) => index);
    return fc.record({ items: fc.constant(items), needed: fc.subarray(items, { maxLength: Math.min(5, length) }) });
  });
  await fc.assert(
    fc.asyncProperty(scenario, async ({ items, needed }) => {
      const kept = await reduce(items, (left) => Promise.resolve(needed.every((item) => left.includes(item))));
      expect(kept).toEqual(needed);
    }),
  );
});

it('ends at a list from which no single item can go, when any two of three would do', async () => {
  const enough = (left: readonly string[]): boolean => left.filter((item) => 'abc'.includes(item)).length >= 2;
  const kept = await reduce('xaybzcw'.split(''), (left) => Promise.resolve(enough(left)));
  expect(kept).toHaveLength(2);
  for (const item of kept) expect(enough(kept.filter((other) => other !== item))).toBe(false);
});

it('asks about as often as the needed items times the logarithm of all', async () => {
  const items = Array.from({ length: 1_024 }, (_, index) => index);
  let asked = 0;
  await reduce(items, (left) => {
    asked += 1;
    return Promise.resolve([17, 900].every((item) => left.includes(item)));
  });
  expect(asked).toBeLessThan(80);
});

it('keeps what it has when the budget is spent', async () => {
  let budget = 3;
  const kept = await reduce([1, 2, 3, 4, 5, 6, 7, 8], (left) => {
    budget -= 1;
    return Promise.resolve(budget < 0 ? null : left.includes(2));
  });
  expect(kept).toContain(2);
  expect(kept.length).toBeLessThan(8);
});
