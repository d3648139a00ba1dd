/** What the scheduler's benchmark makes of its measurements, and what it says of wrong use. */
import { describe, expect, it } from 'vitest';
import { aimsOf } from '../../bench-scheduler/aims.ts';
import { guideAsJson, renderGuide, type Guide } from '../../bench-scheduler/guide.ts';
import { loadOf } from '../../bench-scheduler/load.ts';
import { renderMatrix } from '../../bench-scheduler/matrix.ts';
import { BenchError, parseBenchOptions, type Shape } from '../../bench-scheduler/options.ts';
import type { Measured } from '../../bench-scheduler/run.ts';

const SMALL: Shape = { containers: 100, workers: 20, gpuMix: 0, gateways: 1, trace: null };
const LARGE: Shape = { containers: 10_000, workers: 1_000, gpuMix: 0, gateways: 3, trace: null };

/** A run in which everything was placed evenly. */
function measured(
  shape: Shape,
  wallMs: number,
  more: Partial<Measured['gateways']> = {},
  census: Partial<Measured['census']> = {},
): Measured {
  const byWorker = new Map(Array.from({ length: shape.workers }, (_, index) => [`worker-${index}`, shape.containers / shape.workers]));
  const sums = {
    refused: 0,
    failed: 0,
    commits: 20,
    snapshots: 1,
    planningMs: 1,
    commitMs: 2,
    locks: 1,
    lockRefusals: 0,
    roundTrips: 3,
    cpuMs: 5,
  };
  return {
    wallMs,
    isDone: true,
    census: { byWorker, placed: shape.containers, doublyPlaced: 0, overbooked: 0, addedWorkers: 0, ...census },
    gateways: { ...sums, counters: {}, commands: { commit: 20, intake: 1 }, ...more },
    redisMs: wallMs / 4,
    redisCalls: { evalsha: 21 },
    redisCommands: 21,
  };
}

const guide = (preset: Guide['preset'], shape: Shape, ...runs: Measured[]): Guide => ({ preset, shape, workers: shape.workers, runs });

describe('the guide', () => {
  it('has the sections of the document, medians, and a verdict on each goal', () => {
    const text = renderGuide(guide('leased', SMALL, measured(SMALL, 10), measured(SMALL, 30), measured(SMALL, 20)));
    for (const section of ['Timing:', 'Resource Efficiency:', 'Cache Performance:', 'Worker Distribution', 'Validating Performance Goals'])
      expect(text).toContain(section);
    expect(text).toContain('Total duration:          20.0 ms (10.0 ms to 30.0 ms)');
    expect(text).toContain('✓ 100 of 100 containers scheduled');
    expect(text).not.toContain('✗');
  });

  it('says which goals are not reached', () => {
    const wrong = measured(
      SMALL,
      2_500,
      { locks: 100, counters: { cache_hits: 1, cache_misses: 99 } },
      { placed: 99, overbooked: 1, addedWorkers: 2 },
    );
    const text = renderGuide(guide('cached', SMALL, wrong));
    expect(text).toContain('✗ Total scheduling time: 2500 ms (target: <2s)');
    expect(text).toContain('✗ 99 of 100 containers scheduled');
    expect(text).toContain('✗ Lock acquisitions: 100 (target: at most one per worker, 20)');
    expect(text).toContain('✗ Cache hit rate: 1.0% (target: >95%)');
    expect(text).toContain('✗ Needless workers: 2 (target: 0)');
    expect(text).toContain('✗ No container placed twice, no worker overbooked');
  });

  it('has no goal for the cache of a design without one, which looks at the workers and keeps nothing', () => {
    const looked = measured(SMALL, 10, { counters: { cache_misses: 1 } });
    expect(renderGuide(guide('leased', SMALL, looked))).toContain('– Cache hit rate: n/a, this design has no cache');
    expect(renderGuide(guide('batch', SMALL, looked))).toContain('✗ Cache hit rate: 0.0% (target: >95%)');
  });

  it('says of a run that was given up how far it came', () => {
    const slow = { ...measured(SMALL, 60_000, {}, { placed: 7 }), isDone: false };
    expect(renderGuide(guide('baseline', SMALL, slow))).toContain('not done after 60.0 s: 7 placed');
    expect(renderMatrix([guide('baseline', SMALL, slow)], 60)).toContain('not done: 7 placed in 60.0 s');
    const stuck = { ...slow, census: { ...slow.census, placed: 0 } };
    expect(renderMatrix([guide('burst', SMALL, stuck)], 60)).toContain('not done: 0 placed in 60.0 s | – | – | – |');
    expect(renderMatrix([], 60)).toContain('given up after 60 s');
  });

  it('is plain data, too', () => {
    const data = JSON.parse(JSON.stringify(guideAsJson(guide('leased', SMALL, measured(SMALL, 10))))) as {
      runs: object[];
      goals: object[];
    };
    expect(data.runs[0]).toMatchObject({ wallMs: 10, placed: 100, commitScripts: 20, isDone: true });
    expect(data.goals).toContainEqual({ text: 'Needless workers: 0 (target: 0)', isReached: true });
  });
});

describe('the aims', () => {
  const verdicts = (...guides: Guide[]): (boolean | null)[] => aimsOf(guides).map(({ isReached }) => isReached);

  it('are reached when everything is as it should be', () => {
    expect(
      verdicts(
        guide('leased', SMALL, measured(SMALL, 10)),
        guide('affinity', SMALL, measured(SMALL, 100)),
        guide('leased', LARGE, measured(LARGE, 2_000, { refused: 10_000, cpuMs: 1_000 })),
      ),
    ).toEqual(Array.from({ length: 10 }, () => true));
  });

  it('are not reached when it is not', () => {
    const bad = measured(SMALL, 10, { commands: { commit: 21 }, roundTrips: 4, refused: 1 }, { addedWorkers: 1, doublyPlaced: 1 });
    const worse = measured(LARGE, 2_001, { refused: 10_001, cpuMs: 1_001 });
    expect(verdicts(guide('leased', SMALL, bad), guide('affinity', SMALL, measured(SMALL, 99)), guide('leased', LARGE, worse))).toEqual(
      Array.from({ length: 10 }, () => false),
    );
  });

  it('are open when nothing was measured', () => {
    expect(verdicts()).toEqual(Array.from({ length: 10 }, () => null));
  });
});

describe('the load', () => {
  it('has room for twice of what is asked for, and GPUs for the share that was asked for', async () => {
    const { workers, requests } = await loadOf({ ...SMALL, gpuMix: 0.25 });
    expect(workers.filter(({ resources }) => resources.gpuCount > 0)).toHaveLength(5);
    expect(requests.filter(({ gpuCount }) => gpuCount > 0)).toHaveLength(25);
    expect(workers[0]?.resources.cpuMillicores).toBe(10_000);
    expect(new Set([...workers, ...requests].map(({ id }) => id)).size).toBe(120);
  });

  it('names a table of a trace that is not there', async () => {
    const trace = { pods: 'no-such-pods.csv', nodes: 'no-such-nodes.csv' };
    await expect(loadOf({ ...SMALL, trace })).rejects.toThrow('no-such-nodes.csv');
  });
});

describe('the command line', () => {
  it('has defaults', () => {
    expect(parseBenchOptions([])).toMatchObject({ mode: 'guide', shape: SMALL, presets: ['leased'], repeat: 1, limitSeconds: 60 });
    expect(parseBenchOptions(['--matrix']).presets).toContain('baseline');
    expect(parseBenchOptions(['--pods', 'p', '--nodes', 'n']).shape).toMatchObject({ containers: 2_000, trace: { pods: 'p', nodes: 'n' } });
  });

  it.each([
    [['--containers', '1.5'], '--containers must be a whole number from 1'],
    [['--gpu-mix', '2'], '--gpu-mix must be a number from 0 to 1, got "2"'],
    [['--preset', 'leased,best'], 'unknown preset "best"'],
    [['--pods', 'p'], '--pods and --nodes belong together'],
    [['--fast'], '--fast'],
  ])('refuses %j', (argv, message) => {
    expect(() => parseBenchOptions(argv)).toThrow(message);
    expect(() => parseBenchOptions(argv)).toThrow(BenchError);
  });
});
