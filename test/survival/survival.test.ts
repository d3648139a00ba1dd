/**
 * The neutral edits are what they claim to be: each can be made, compiles, and leaves a scheduler that holds. How many findings survive
 * them is measured by `npm run bench -- --only survival`.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plantedBugs } from '../planted/index.ts';
import { edits } from './edits/index.ts';
import { Workshop } from './workshop.ts';

const workshop = new Workshop(process.cwd());

beforeAll(() => {
  workshop.build(edits);
});

afterAll(() => {
  workshop.close();
});

describe('a neutral edit', () => {
  it.each(edits)('$name: $what', { timeout: 60_000 }, async (edit) => {
    workshop.alter([edit]);
    expect(await workshop.run('steady-worlds', ['3'])).toEqual({ bugs: plantedBugs.length, ends: ['held', 'held', 'held'] });
  });

  it('has a name of its own, and there are at least twenty', () => {
    expect(new Set(edits.map(({ name }) => name)).size).toBe(edits.length);
    expect(edits.length).toBeGreaterThanOrEqual(20);
  });

  it('touches src and nothing else', () => {
    expect(edits.flatMap(({ replacements }) => replacements).filter(({ file }) => !file.startsWith('src/'))).toEqual([]);
  });
});

it('all edits can be made together', { timeout: 60_000 }, async () => {
  workshop.alter(edits);
  expect(await workshop.run('steady-worlds', ['1'])).toEqual({ bugs: plantedBugs.length, ends: ['held'] });
});

it('an edit of a passage that is not there is refused', () => {
  const edit = { name: 'stale', what: 'nothing', replacements: [{ file: 'src/keys.ts', from: 'no such passage', to: '' }] };
  expect(() => workshop.alter([edit])).toThrow('edit stale: in src/keys.ts the passage occurs 0 times, expected once');
});
