/** Documents 000, 001 and 003: what the cache of workers remembers, for how long, and what makes it forget. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SnapshotPart } from '../../../../src/parts/index.ts';
import { HistoricalStage } from './stage.ts';

let nowMs = 0;
beforeEach(() => {
  nowMs = 1_000;
  vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  return () => vi.restoreAllMocks();
});

async function opened(
  name: 'cached' | 'batch' | 'burst',
  workerCacheMs?: number,
): Promise<{ stage: HistoricalStage; snapshot: SnapshotPart }> {
  const stage = await new HistoricalStage(name, workerCacheMs === undefined ? {} : { workerCacheMs }).empty();
  await stage.register('w1');
  await stage.register('w2');
  return { stage, snapshot: stage.preset.snapshot(stage.context) };
}

const counts = (stage: HistoricalStage): Record<string, number> => ({
  hits: stage.counted('cache_hits'),
  misses: stage.counted('cache_misses'),
  invalidations: stage.counted('cache_invalidations'),
});

describe.each(['cached', 'batch'] as const)('the cache of `%s`', (name) => {
  it('answers for 500 ms from the moment at which it was asked, then reads anew', async () => {
    const { stage, snapshot } = await opened(name);
    await snapshot.read();
    await stage.touch('w1');
    nowMs += 499;
    const old = (await snapshot.read()).find(({ id }) => id === 'w1');
    nowMs += 1;
    const fresh = (await snapshot.read()).find(({ id }) => id === 'w1');
    expect([old?.resourceVersion, fresh?.resourceVersion]).toEqual([0, 1]);
    expect(counts(stage)).toEqual({ hits: 1, misses: 2, invalidations: 0 });
  });

  it('is rolled back by a duration of 0', async () => {
    const { stage, snapshot } = await opened(name, 0);
    await snapshot.read();
    await snapshot.read();
    snapshot.invalidate?.(['w1']);
    expect(counts(stage)).toEqual({ hits: 0, misses: 2, invalidations: 0 });
  });

  it('forgets everything when a worker was added', async () => {
    const { stage, snapshot } = await opened(name);
    await snapshot.read();
    await stage.register('w3');
    snapshot.invalidate?.('everything');
    expect((await snapshot.read()).map(({ id }) => id).sort()).toEqual(['w1', 'w2', 'w3']);
    expect(counts(stage)).toEqual({ hits: 0, misses: 2, invalidations: 2 });
  });
});

describe('invalidating one worker', () => {
  it('makes `cached` read everything again: each schedule is a miss for the next', async () => {
    const { stage, snapshot } = await opened('cached');
    for (let schedule = 0; schedule < 3; schedule += 1) {
      await snapshot.read();
      snapshot.invalidate?.(['w1']);
    }
    await stage.touch('w2');
    expect((await snapshot.read()).find(({ id }) => id === 'w2')?.resourceVersion).toBe(1);
    expect(counts(stage)).toEqual({ hits: 0, misses: 4, invalidations: 3 });
  });

  it('makes `batch` read that worker again and keep what it knows of the others', async () => {
    const { stage, snapshot } = await opened('batch');
    await snapshot.read();
    snapshot.invalidate?.(['w1']);
    await stage.touch('w1');
    await stage.touch('w2');
    const versions = (await snapshot.read()).map(({ id, resourceVersion }) => `${id} ${resourceVersion}`);
    expect(versions.sort()).toEqual(['w1 1', 'w2 0']);
    expect(counts(stage)).toEqual({ hits: 0, misses: 2, invalidations: 1 });
  });
});

it('the cache of `cached` keeps a picture without the workers whose locks were held: they appear full until it expires', async () => {
  const { stage, snapshot } = await opened('cached');
  await stage.hold('w1');
  expect((await snapshot.read()).map(({ id }) => id)).toEqual(['w2']);
  await stage.client.del('scheduler:worker:lock:w1');
  nowMs += 400;
  expect((await snapshot.read()).map(({ id }) => id)).toEqual(['w2']);
});

it('`burst` does not cache, unless its experiment with 50 ms is run', async () => {
  for (const [workerCacheMs, hits] of [
    [undefined, 0],
    [50, 1],
  ] as const) {
    const { stage, snapshot } = await opened('burst', workerCacheMs);
    await snapshot.read();
    await snapshot.read();
    expect(stage.counted('cache_hits')).toBe(hits);
  }
});
