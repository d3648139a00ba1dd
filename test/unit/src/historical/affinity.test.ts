/** Document 002: where SHA-256 sends containers, and the three answers to a version that has moved. */
import { describe, expect, it } from 'vitest';
import { containerStateKey, workerQueueKey, type Timings, type WorkerRecord } from '../../../../src/index.ts';
import { affinityOrder } from '../../../../src/parts/index.ts';
import { HistoricalStage } from './stage.ts';

const resources = { cpuMillicores: 2_000, memoryMib: 2_000, gpuCount: 0 };
const worker = (id: string, overrides: Partial<WorkerRecord> = {}): WorkerRecord => ({
  id,
  status: 'available',
  total: resources,
  free: resources,
  gpuType: '',
  poolName: 'default',
  poolSelector: 'default',
  requiresPoolSelector: false,
  isPreemptable: false,
  priority: 0,
  resourceVersion: 0,
  incarnation: '',
  ...overrides,
});
const ids = (workers: readonly WorkerRecord[]): string[] => workers.map(({ id }) => id);
const fleet = Array.from({ length: 20 }, (_, index) => worker(`w${index}`));

describe('affinity', () => {
  it('rotates the candidates in the order of their ids, however they are listed', () => {
    const three = [worker('b'), worker('c'), worker('a')];
    // The first eight bytes of the SHA-256 of the id, modulo 3, are 0, 1 and 2.
    const orders = ['container-1', 'container-2', 'container-7'].map((id) => ids(affinityOrder(id, three)).join(' '));
    expect(orders).toEqual(['a b c', 'b c a', 'c a b']);
    expect(ids(affinityOrder('container-7', [...three].reverse()))).toEqual(['c', 'a', 'b']);
  });

  it('spreads containers over equal workers: every one of 20 gets some of 400, none three times its share', () => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 400; index += 1) {
      const [first] = affinityOrder(`container-${index}`, fleet);
      if (first) counts.set(first.id, (counts.get(first.id) ?? 0) + 1);
    }
    expect(counts.size).toBe(20);
    expect(Math.max(...counts.values())).toBeLessThan(60);
  });
});

describe('the planner of document 002', () => {
  const placesOf = async (timings: Partial<Timings>, overrides = {}): Promise<Set<string>> => {
    const stage = await new HistoricalStage('affinity', timings).empty();
    const planner = stage.preset.planner(stage.context);
    const gpus = fleet.map((one) => ({ ...one, gpuType: 'T4', free: { ...resources, gpuCount: 4 } }));
    const places = new Set<string>();
    for (let index = 0; index < 20; index += 1) {
      const taken = await stage.taken(`c${index}`, overrides);
      const { placements } = planner.plan([taken], 'gpuCount' in overrides ? gpus : fleet);
      for (const placement of placements) places.add(placement.worker.id);
    }
    return places;
  };

  it('sends CPU-only containers to many workers, and to the first listed when affinity is off', async () => {
    expect((await placesOf({})).size).toBeGreaterThan(5);
    expect([...(await placesOf({ affinity: 'off' }))]).toEqual(['w0']);
  });

  it('leaves containers with GPUs alone', async () => {
    expect([...(await placesOf({}, { gpuCount: 1 }))]).toEqual(['w0']);
  });

  it('keeps priority and availability above affinity', async () => {
    const stage = await new HistoricalStage('affinity').empty();
    const taken = await stage.taken('c');
    const workers = [...fleet.map((one) => ({ ...one, status: 'pending' as const })), worker('low'), worker('high', { priority: 1 })];
    expect(stage.preset.planner(stage.context).plan([taken], workers).placements[0]?.worker.id).toBe('high');
  });
});

describe('a version that has moved', () => {
  let stage: HistoricalStage;

  const commitOnStale = async (timings: Partial<Timings>, touches = 1): Promise<string | undefined> => {
    stage = await new HistoricalStage('affinity', timings).empty();
    await stage.register('w');
    const planned = await stage.worker('w');
    const taken = await stage.taken('c');
    for (let touch = 0; touch < touches; touch += 1) await stage.touch('w');
    const [result] = await stage.preset.committer(stage.context).commit({ worker: planned, requests: [taken] });
    return result?.outcome;
  };

  it('is a refusal by default, and the request waits its turn again', async () => {
    expect(await commitOnStale({})).toBe('conflict');
    expect(stage.counted('capacity_updates')).toBe(0);
    expect(await stage.client.llen(workerQueueKey('w'))).toBe(0);
  });

  it('is read again and tried again under `retry`', async () => {
    expect(await commitOnStale({ versionConflict: 'retry' })).toBe('committed');
    expect(stage.counted('conflicts')).toBe(1);
    expect((await stage.worker('w')).free.cpuMillicores).toBe(1_000);
    expect(await stage.client.llen(workerQueueKey('w'))).toBe(1);
  });

  it('is given up under `retry` after as many attempts as allowed', async () => {
    expect(await commitOnStale({ versionConflict: 'retry', commitAttempts: 1 })).toBe('conflict');
    expect(stage.counted('conflicts')).toBe(0);
  });

  it('is a refusal under `batch` too: the batched update compares the version as well', async () => {
    expect(await commitOnStale({ versionConflict: 'batch' })).toBe('conflict');
    expect(await commitOnStale({ versionConflict: 'batch' }, 0)).toBe('committed');
    expect(await stage.client.hget(containerStateKey('c'), 'gpu')).toBe('');
  });
});
