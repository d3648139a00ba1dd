/** The leak corpus: every program is the same for the same seed, or refused by name, with host and stack. */
import { describe, expect, test } from 'vitest';
import { runProgram } from '../unit/world/simulate.ts';
import { leakCorpus } from './leaks/corpus.ts';

const realSleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const present = leakCorpus.filter(({ isThere }) => isThere !== false);
const absent = leakCorpus.filter(({ isThere }) => isThere === false).map(({ name }) => name);

test('what newer versions of Node brought', (context) => {
  if (absent.length === 0) return;
  const reason = `Node ${process.versions.node} does not have ${absent.join(', ')}`;
  console.warn(reason);
  context.skip(reason);
});

describe('made deterministic', () => {
  for (const { name, run, refused } of present) {
    if (refused !== undefined) continue;
    test(name, async () => {
      const first = await runProgram(run, { seed: '5eed', strategy: 'random' });
      expect(first.died).toBeNull();
      await realSleep(3);
      const second = await runProgram(run, { seed: '5eed', strategy: 'random' });
      expect(second.result).toEqual(first.result);
      expect(second.end.hash).toBe(first.end.hash);
      expect(first.result).toBeDefined();
    });
  }
});

describe('refused by name', () => {
  for (const { name, run, refused } of present) {
    if (refused === undefined) continue;
    test(name, async () => {
      const { end } = await runProgram(run);
      expect(end.violation?.property).toBe('no-real-io');
      expect(end.violation?.sentence).toContain(refused);
      expect(end.violation?.facts[0]).toMatchObject({ host: 'program' });
      expect(end.violation?.facts[0]?.source).toMatch(/corpus\.ts|newer-node\.ts/);
    });
  }
});

test('a program that swallows the refusal is found out all the same', async () => {
  const { end } = await runProgram(async () => {
    try {
      await fetch('http://redis/');
    } catch {
      // Swallowed.
    }
  });
  expect(end.violation).toMatchObject({ property: 'no-real-io' });
});
