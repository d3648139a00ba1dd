/** Findings become as small as they can: checked on a small service whose smallest failure is known. */
import { beforeAll, describe, expect, it } from 'vitest';
import { runWorld } from '../../../../sim/explore/run-world.ts';
import { seedOfWorld } from '../../../../sim/explore/seeds.ts';
import { explain, shrink, type ShrinkRequest } from '../../../../sim/explore/shrink/index.ts';
import type { Suite } from '../../../../sim/explore/index.ts';
import { raceSuite, type RaceScenario } from '../race-suite.ts';

const hinted = raceSuite({ hints: true });

async function findings(suite: Suite<RaceScenario>, count: number): Promise<readonly ShrinkRequest[]> {
  const found: ShrinkRequest[] = [];
  for (let index = 1; found.length < count; index += 1) {
    const seed = seedOfWorld('a', index);
    const { violation } = await runWorld(suite, { seed, settings: {} });
    if (violation !== null) found.push({ suite, seed, settings: {}, strategy: 'random', property: violation.property });
  }
  return found;
}

beforeAll(async () => {
  await hinted.prepare?.({});
});

describe('shrinking with the hints of a suite', () => {
  it('ends at two additions and at most three pauses and delays, none of which can go', async () => {
    for (const request of await findings(hinted, 8)) {
      const shrunk = await shrink(request);
      expect(shrunk?.after.tasks).toBe(2);
      expect(shrunk?.isMinimal).toBe(true);
      expect(Object.keys(shrunk?.tape.delays ?? {}).length + (shrunk?.after.faults ?? 9)).toBeLessThanOrEqual(3);
      const { suite, seed, settings } = request;
      const tape = shrunk?.tape;
      if (tape === undefined) throw new Error('not shrunk');
      const { violation, tapeMatch } = await runWorld(suite, { seed, settings, tape });
      expect(violation?.property).toBe('no-lost-addition');
      expect(tapeMatch?.firstDivergence).toBeNull();
      for (const name of Object.keys(tape.delays)) {
        const { [name]: _, ...delays } = tape.delays;
        expect((await runWorld(suite, { seed, settings, tape: { ...tape, delays } })).violation).toBeNull();
      }
    }
  });

  it('gives the same tape for the same world', async () => {
    const [request] = await findings(hinted, 1);
    if (request === undefined) throw new Error('nothing found');
    expect((await shrink(request))?.tape).toEqual((await shrink(request))?.tape);
  });

  it('stays within its replays and says that it is not finished', async () => {
    const [request] = await findings(hinted, 1);
    if (request === undefined) throw new Error('nothing found');
    const shrunk = await shrink({ ...request, replaysMax: 3 });
    expect(shrunk).toMatchObject({ replays: 3, isMinimal: false });
  });

  it('shrinks nothing that the world does not violate', async () => {
    const [request] = await findings(hinted, 1);
    if (request === undefined) throw new Error('nothing found');
    expect(await shrink({ ...request, property: 'something-else' })).toBeNull();
  });
});

it('without hints fast-check makes the scenario smaller', async () => {
  for (const request of await findings(raceSuite(), 4)) {
    const shrunk = await shrink(request);
    const scenario = shrunk?.tape.scenario as RaceScenario | undefined;
    expect(scenario?.additions).toHaveLength(2);
  }
});

describe('experiments', () => {
  it('tell for each fault what happens without it, and when it was decided', async () => {
    for (const request of await findings(hinted, 8)) {
      const explanation = await explain(request);
      expect(explanation?.recorded.violation?.property).toBe('no-lost-addition');
      expect(explanation?.recorded.trace?.length).toBeGreaterThan(10);
      for (const blame of explanation?.blame ?? []) {
        expect(blame).toMatchObject({ necessary: true, worldsTried: 100 });
        expect(blame.fault).toMatch(/^paused for \d+ms$/);
      }
      const decided = explanation?.decidedAt;
      if (decided) expect(decided.failingAfter).toBeGreaterThan(decided.failingBefore);
    }
  });
});
