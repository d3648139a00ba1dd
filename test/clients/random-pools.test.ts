/**
 * Libraries that draw random bytes ahead and keep them in module scope give the same ids for the same seed, however many were taken before:
 * uuid (bull brings it) and nanoid (the test runner brings it).
 */
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { runProgram } from '../unit/world/simulate.ts';

const here = createRequire(import.meta.url);
const libraries: readonly (readonly [string, () => string])[] = [
  ['uuid', (createRequire(here.resolve('bull'))('uuid') as { v4: () => string }).v4],
  ['nanoid', (here('nanoid') as { nanoid: () => string }).nanoid],
];

test.each(libraries)('%s', async (_name, id) => {
  // A pool that is filled outside of worlds.
  expect(id()).not.toBe(id());
  const program = (): string[] => Array.from({ length: 5 }, () => id());
  const { result, end } = await runProgram(program, { seed: '5eed' });
  const again = await runProgram(program, { seed: '5eed' });
  expect(again.result).toEqual(result);
  expect(again.end.hash).toBe(end.hash);
  expect(new Set(result as string[]).size).toBe(5);
  expect((await runProgram(program, { seed: '5eee' })).result).not.toEqual(result);
  expect(id()).not.toBe(id());
});
