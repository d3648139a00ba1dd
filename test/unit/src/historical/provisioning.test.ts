/** New workers as the baseline asks for them: one a request, the pool first and the record afterwards, placed on before they have started. */
import { describe, expect, it } from 'vitest';
import { workerStateKey } from '../../../../src/index.ts';
import type { TakenRequest } from '../../../../src/parts/index.ts';
import { emptyPool, HistoricalStage, poolOf } from './stage.ts';

type Asked = { workerId: string; cpuMillicores: number; containerIds: readonly string[] }[];

async function opened(
  pools: Parameters<typeof poolOf>[1][],
  asked: Asked,
  preset: 'baseline' | 'batch' = 'baseline',
): Promise<{ stage: HistoricalStage; taken: TakenRequest }> {
  const stage = await new HistoricalStage(
    preset,
    {},
    pools.map((overrides) => poolOf(asked, overrides)),
  ).empty();
  return { stage, taken: await stage.taken('c') };
}

const provide = (stage: HistoricalStage, ...requests: readonly TakenRequest[]) =>
  stage.preset.provisioner(stage.context).provision(requests, []);

describe('a request without a place', () => {
  it('is given back where there are no pools', async () => {
    const { stage, taken } = await opened([], []);
    expect(await provide(stage, taken)).toEqual({ placements: [], unplaced: [taken] });
  });

  it('gets a worker that is pending, and may be committed to it at once', async () => {
    const asked: Asked = [];
    const { stage, taken } = await opened([{}], asked);
    const { placements } = await provide(stage, taken);
    const [placement] = placements;
    if (!placement) throw new Error('nothing placed');
    expect(await stage.preset.committer(stage.context).commit(placement)).toMatchObject([{ outcome: 'committed' }]);
    const id = asked[0]?.workerId ?? '';
    expect(await stage.worker(id)).toMatchObject({ status: 'pending', total: { cpuMillicores: 2_000 }, free: { cpuMillicores: 1_000 } });
    expect(await stage.client.pttl(workerStateKey(id))).toBeGreaterThan(500_000);
  });

  it('keeps its place when the worker comes', async () => {
    const asked: Asked = [];
    const { stage, taken } = await opened([{}], asked);
    const { placements } = await provide(stage, taken);
    for (const placement of placements) await stage.preset.committer(stage.context).commit(placement);
    const id = asked[0]?.workerId ?? '';
    await stage.register(id, { resources: { cpuMillicores: 2_000, memoryMib: 2_000, gpuCount: 0 } });
    expect(await stage.worker(id)).toMatchObject({ status: 'available', free: { cpuMillicores: 1_000 } });
  });

  it('asks the pool with the highest priority first, and the next when it refuses', async () => {
    const asked: Asked = [];
    const refusing = { ...emptyPool, priority: 2 };
    const { stage, taken } = await opened([{ name: 'low' }, refusing, { name: 'middle', priority: 1 }], asked);
    const { placements } = await provide(stage, taken);
    expect(placements[0]?.worker.poolName).toBe('middle');
    expect(stage.events.map(({ kind, detail }) => `${kind} ${detail}`)).toEqual(['add-worker-failed pool empty']);
    expect(stage.counted('workers_added')).toBe(1);
  });

  it('gets a worker of its own although one was asked for already, without any limit (D2, D13)', async () => {
    const asked: Asked = [];
    const { stage, taken } = await opened([{ workersMax: 1 }], asked);
    await provide(stage, taken, await stage.taken('d'), await stage.taken('e'));
    expect(asked).toHaveLength(3);
  });

  it('is dropped without a word when no pool has such workers (A4); `batch` tries again', async () => {
    const gpus = { gpuType: 'T4', workerSize: { cpuMillicores: 1, memoryMib: 1, gpuCount: 1 } };
    const { stage, taken } = await opened([gpus], []);
    expect(await provide(stage, taken)).toEqual({ placements: [], unplaced: [] });
    const batch = await opened([gpus], [], 'batch');
    expect(await provide(batch.stage, batch.taken)).toEqual({ placements: [], unplaced: [batch.taken] });
  });
});
