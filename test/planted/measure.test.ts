/** Measuring bugs: a measurement goes on where it was interrupted, and what many hunts come to is said honestly. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { plantedBug } from './index.ts';
import { huntsOf, measure, type HuntRecord } from './measure.ts';
import { summarize } from './summary.ts';
import { renderTable } from './table.ts';

const folder = mkdtempSync(join(tmpdir(), 'manyworlds-measure-'));
const bug = plantedBug('commit-keeps-lease');
const settings = { worldsMax: 20, baseSeeds: 2, cpuSecondsMax: 60 };
const hunt = (baseSeed: string, worlds: number | null, property: string | null): HuntRecord => ({
  bug: bug.name,
  baseSeed,
  worldsMax: 20,
  worlds,
  property,
  cpuSeconds: 2,
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('a measurement', () => {
  it('goes on where it was interrupted, and starts anew for other code', async () => {
    const log = { file: join(folder, 'hunts.jsonl'), code: 'one' };
    const told: string[] = [];
    const say = (line: string): void => void told.push(line);
    await measure([bug], { ...settings, baseSeeds: 1 }, log, say);
    await measure([bug], settings, log, say);
    expect(told.map((line) => line.slice(0, 'commit-keeps-lease from base seed 1'.length))).toEqual([
      'commit-keeps-lease from base seed 1',
      'commit-keeps-lease from base seed 2',
    ]);
    expect(huntsOf(bug, settings, log).map(({ worlds }) => worlds)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(huntsOf(bug, settings, { ...log, code: 'two' })).toEqual([]);
    expect(readFileSync(log.file, 'utf8').trim().split('\n')).toHaveLength(2);
  });

  it('makes no further hunt of a bug that has cost enough', async () => {
    const log = { file: join(folder, 'dear.jsonl'), code: 'one' };
    await measure([bug], { ...settings, cpuSecondsMax: 0 }, log, () => undefined);
    expect(huntsOf(bug, settings, log)).toEqual([]);
  });
});

describe('a summary', () => {
  it('counts hunts that found nothing in the median, and says from where the bug is found soonest', () => {
    const row = summarize(bug, [hunt('1', 7, 'S7'), hunt('2', null, null), hunt('3', 3, 'S4'), hunt('4', 9, 'S7')], null);
    expect(row).toEqual({
      name: 'commit-keeps-lease',
      hunts: 4,
      found: 3,
      medianWorlds: 7,
      cpuSeconds: 2,
      properties: ['S7', 'S4'],
      soonest: { baseSeed: '3', worlds: 3 },
      smallest: null,
    });
  });

  it('has no median when most hunts found nothing', () => {
    expect(summarize(bug, [hunt('1', null, null), hunt('2', 4, 'S7'), hunt('3', null, null)], null).medianWorlds).toBeNull();
  });

  it('is a row of the document, beside the bugs that were not measured', () => {
    const row = summarize(bug, [hunt('1', 7, 'S7')], null);
    const lines = renderTable({ sources: 'abc', settings, bugs: [row] }).split('\n');
    expect(lines.find((line) => line.includes('`commit-keeps-lease`'))).toBe(
      '| `commit-keeps-lease` | a placed request stays among the leased ones | S7 | 1 of 1 | 7 | 2.0 | – | – |',
    );
    expect(lines.find((line) => line.includes('`token-reused`'))).toContain('not measured');
  });
});
