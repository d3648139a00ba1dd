/** One row of a matrix on worlds made from their seeds: who is judged in how many worlds, whatever lanes there are. */
import { describe, expect, it } from 'vitest';
import {
  checkMatrix,
  exploreRow,
  localLane,
  suitesOfMatrix,
  type Matrix,
  type RowRequest,
  type RowResult,
  type RunWorld,
  type Suite,
} from '../../../sim/explore/index.ts';
import { JUDGE_SETTING } from '../../../sim/index.ts';
import { fakeRunWorld, fakeSuite, violation } from './fake-world.ts';

const names = ['early', 'late', 'never'];
const suiteOf = (name: string): Suite =>
  fakeSuite({
    name,
    settings: [JUDGE_SETTING],
    properties: names.map((property, index) => ({ id: `P${index}`, name: property, kind: 'safety', statement: '', evidence: '' })),
  });

/** Early fails in one world of sixteen, late in another, and a world says the earliest of those that are judged. */
function running(ran: string[] = [], divergent = ''): RunWorld {
  const { run } = fakeRunWorld({});
  return async (suite, options) => {
    const judged = String(options.settings['judge'] ?? names.join(',')).split(',');
    ran.push(`${options.seed} ${judged.join(',')}`);
    const outcome = await run(suite, options);
    const property = [options.seed.endsWith('3') ? 'early' : '', /[378]$/.test(options.seed) ? 'late' : ''].find((name) =>
      judged.includes(name),
    );
    const hash = options.seed.endsWith(divergent || '-') ? String(ran.length) : outcome.hash;
    return property === undefined
      ? { ...outcome, hash }
      : { ...outcome, hash, status: 'violated', violation: { ...violation('it fails'), property } };
  };
}

function row(changes: Partial<RowRequest> = {}, lanes = 1, run: RunWorld = running()): Promise<RowResult> {
  const suites = changes.suites ?? [suiteOf('lights')];
  return exploreRow({
    row: { name: 'plain', description: '', settings: {} },
    suites,
    properties: names,
    abstaining: [],
    settings: () => ({}),
    strategy: 'random',
    baseSeed: 'a1',
    worlds: 200,
    determinism: undefined,
    lanes: Array.from({ length: lanes }, () => localLane(suites, run)),
    ...changes,
  });
}

const told = ({ cells }: RowResult): object =>
  Object.fromEntries(
    [...cells].map(([name, { worlds, refutation }]) => [name, [worlds, refutation?.index ?? null, refutation?.seed ?? null]]),
  );

describe('a row', () => {
  it('judges each property until its first violation, and the others in the same world again', async () => {
    const ran: string[] = [];
    const result = await row({}, 1, running(ran));
    const early = result.cells.get('early')?.refutation;
    const late = result.cells.get('late')?.refutation;
    expect(early?.seed.endsWith('3')).toBe(true);
    expect(late?.seed).toMatch(/[378]$/);
    expect(result.cells.get('early')?.worlds).toBe((early?.index ?? 0) + 1);
    expect(result.cells.get('late')?.worlds).toBe((late?.index ?? 0) + 1);
    expect(result.cells.get('never')).toEqual({ worlds: 200, refutation: null });
    for (const { seed } of [early, late].filter((one) => one !== null && one !== undefined))
      expect(ran.filter((line) => line.startsWith(`${seed} `)).length).toBeGreaterThan(1);
  });

  it('says the same with any number of lanes', async () => {
    const one = told(await row());
    expect(told(await row({}, 3))).toEqual(one);
    expect(told(await row({}, 7))).toEqual(one);
  });

  it('runs its worlds as `run` does while nobody is refuted: the setting `judge` is not there', async () => {
    const ran: string[] = [];
    await row({ worlds: 1, baseSeed: '1' }, 1, async (suite, options) => {
      ran.push(JSON.stringify(options.settings));
      return running()(suite, options);
    });
    expect(ran).toEqual(['{}']);
  });

  it('deals its worlds evenly among suites, the first ones get what is left over', async () => {
    const worlds = new Map<string, number>();
    const suites = ['a', 'b', 'c'].map(suiteOf);
    const { cells } = await row({ suites, worlds: 11, properties: ['never'] }, 1, async (suite, options) => {
      worlds.set(suite.name, (worlds.get(suite.name) ?? 0) + 1);
      return running()(suite, options);
    });
    expect([...worlds.values()]).toEqual([4, 4, 3]);
    expect(cells.get('never')?.worlds).toBe(11);
  });

  it('judges determinism in worlds that are run twice, and counts only those', async () => {
    const determinism = { property: 'never', worlds: 5 };
    expect((await row({ determinism, worlds: 50 })).cells.get('never')).toEqual({ worlds: 5, refutation: null });
    const broken = await row({ determinism: { property: 'never', worlds: 50 }, worlds: 50 }, 1, running([], '1'));
    expect(broken.cells.get('never')?.refutation?.seed.endsWith('1')).toBe(true);
  });

  it('stops between worlds when it is interrupted, and says how far it came', async () => {
    const interrupt = new AbortController();
    const ran: string[] = [];
    const { cells } = await row({ properties: ['never'], signal: interrupt.signal }, 1, async (suite, options) => {
      if (ran.push(options.seed) === 7) interrupt.abort();
      return running()(suite, options);
    });
    expect(cells.get('never')?.worlds).toBe(7);
  });

  it('lets properties that abstain watch, and takes an accusation of theirs for a mistake of the matrix', async () => {
    await expect(row({ properties: ['late', 'never'], abstaining: ['early'] })).rejects.toThrow(
      'A world of row plain was ended by early, which the matrix says to abstain there',
    );
  });
});

describe('a matrix', () => {
  const matrix: Matrix = { suites: ['lights'], rows: [{ name: 'plain', description: '', settings: {} }] };

  it('is refused when it names what is not there', () => {
    const notes = [{ row: 'fancy', property: 'early', hazards: ['H1'] }];
    const abstentions = [{ rows: ['plain'], property: 'latest', reason: '' }];
    expect(() => checkMatrix({ ...matrix, notes, abstentions }, [suiteOf('lights')])).toThrow(
      'The matrix of the configuration has a note about row "fancy", a note about property "latest", hazard "H1" without words.',
    );
    expect(() => checkMatrix({ ...matrix, rows: [] }, [])).toThrow('no rows');
    expect(() => suitesOfMatrix({ ...matrix, suites: ['lamps'] }, [suiteOf('lights')])).toThrow('suite "lamps", which is not there');
  });

  it('is refused when the properties of its suites cannot be judged one by one', () => {
    expect(() => suitesOfMatrix(matrix, [fakeSuite()])).toThrow('Suite "lights" of the matrix has no setting "judge"');
  });
});
