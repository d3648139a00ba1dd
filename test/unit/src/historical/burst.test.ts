/** Document 003: first fit without filters, retries in place, and workers for many; with the hazards that its tests could not see. */
import { describe, expect, it } from 'vitest';
import { BACKLOG_KEY, workerQueueKey, workerStateKey, type Timings, type WorkerPool } from '../../../../src/index.ts';
import type { ProvisionerPart, TakenRequest } from '../../../../src/parts/index.ts';
import { emptyPool, HistoricalStage, poolOf } from './stage.ts';

const gpuMachine = { resources: { cpuMillicores: 8_000, memoryMib: 8_000, gpuCount: 1, gpuType: 'T4' } };

const candidatesOf = async (stage: HistoricalStage, taken: TakenRequest): Promise<string[]> => {
  const workers = await stage.preset.snapshot(stage.context).read();
  const { placements } = stage.preset.planner(stage.context).plan([taken], workers);
  return placements.flatMap(({ worker, alternatives = [] }) => [worker, ...alternatives]).map(({ id }) => id);
};

describe('the choice of a worker', () => {
  it('looks neither at its status nor at its GPUs (D11), and lists every worker with room', async () => {
    const stage = await new HistoricalStage('burst').empty();
    await stage.register('plain');
    await stage.register('gpus', gpuMachine);
    await stage.register('full', { resources: { cpuMillicores: 100, memoryMib: 100, gpuCount: 0 } });
    await stage.preset.administration(stage.context).cordon('plain', true);
    expect((await candidatesOf(stage, await stage.taken('c'))).sort()).toEqual(['gpus', 'plain']);
  });

  it('finds a worker with GPUs only for a request that names exactly one type', async () => {
    const stage = await new HistoricalStage('burst').empty();
    await stage.register('gpus', gpuMachine);
    const candidates = async (id: string, gpuTypes: string[]): Promise<string[]> =>
      candidatesOf(stage, await stage.taken(id, { gpuCount: 1, gpuTypes }));
    expect(await candidates('a', ['T4'])).toEqual(['gpus']);
    expect(await candidates('b', ['any'])).toEqual([]);
    expect(await candidates('c', [])).toEqual([]);
    expect(await candidates('d', ['T4', 'A10'])).toEqual([]);
  });
});

describe('retries in place', () => {
  it('read the worker again when its version has moved', async () => {
    const stage = await new HistoricalStage('burst').empty();
    await stage.register('w');
    const planned = await stage.worker('w');
    await stage.touch('w');
    const taken = await stage.taken('c');
    expect(await stage.preset.committer(stage.context).commit({ worker: planned, requests: [taken] })).toMatchObject([
      { outcome: 'committed' },
    ]);
    expect(stage.counted('conflicts')).toBe(1);
  });

  it('do not look again whether it fits: the free GPUs wrap below zero (C2)', async () => {
    const stage = await new HistoricalStage('burst').empty();
    await stage.register('w', gpuMachine);
    const planned = await stage.worker('w');
    const committer = stage.preset.committer(stage.context);
    for (const id of ['a', 'b']) {
      const taken = await stage.taken(id, { gpuCount: 1, gpuTypes: ['T4'] });
      expect(await committer.commit({ worker: planned, requests: [taken] })).toMatchObject([{ outcome: 'committed' }]);
    }
    expect(await stage.client.hget(workerStateKey('w'), 'gpu_count')).toBe('4294967295');
  });

  it('go on to the next candidate after another refusal, and end in `no_candidate`', async () => {
    const stage = await new HistoricalStage('burst').empty();
    await stage.register('held');
    await stage.register('free');
    const [held, free] = [await stage.worker('held'), await stage.worker('free')];
    await stage.hold('held');
    const committer = stage.preset.committer(stage.context);
    const [a, b] = [await stage.taken('a'), await stage.taken('b')];
    expect(await committer.commit({ worker: held, requests: [a], alternatives: [free] })).toMatchObject([{ outcome: 'committed' }]);
    expect(await stage.client.llen(workerQueueKey('free'))).toBe(1);
    expect(await committer.commit({ worker: held, requests: [b] })).toMatchObject([{ outcome: 'no_candidate' }]);
  });
});

describe('provisioning', () => {
  const asked: { workerId: string; cpuMillicores: number; containerIds: readonly string[] }[] = [];

  const opened = async (
    backlog: number,
    timings: Partial<Timings> = {},
    pools: readonly WorkerPool[] = [poolOf(asked)],
  ): Promise<{ stage: HistoricalStage; provisioner: ProvisionerPart; requests: TakenRequest[] }> => {
    asked.length = 0;
    const stage = await new HistoricalStage('burst', timings, pools).empty();
    const requests = [];
    for (const id of ['a', 'b', 'c']) requests.push(await stage.taken(id));
    for (let waiting = 0; waiting < backlog; waiting += 1) await stage.client.zadd(BACKLOG_KEY, 1, `waiting ${waiting}`);
    return { stage, provisioner: stage.preset.provisioner(stage.context), requests };
  };

  it('asks for a worker of its own while the backlog is short', async () => {
    const { stage, provisioner, requests } = await opened(5);
    const { placements, unplaced } = await provisioner.provision(requests.slice(0, 1), []);
    expect(asked).toMatchObject([{ cpuMillicores: 2_000, containerIds: ['a'] }]);
    expect(placements).toMatchObject([{ worker: { id: asked[0]?.workerId, status: 'pending' } }]);
    expect(unplaced).toEqual([]);
    expect([stage.counted('provisioned_individual'), stage.counted('workers_added')]).toEqual([1, 1]);
  });

  it('asks the next pool when the new worker refuses the container, and leaves it empty (D3)', async () => {
    const { stage, provisioner, requests } = await opened(0, {}, [
      poolOf(asked, { name: 'high', priority: 1 }),
      poolOf(asked, { name: 'low' }),
    ]);
    const [placement] = (await provisioner.provision(requests.slice(0, 1), [])).placements;
    if (!placement?.next) throw new Error('nothing to ask for next');
    await stage.hold(placement.worker.id);
    const committer = stage.preset.committer(stage.context);
    expect(await committer.commit(placement)).toMatchObject([{ outcome: 'no_candidate' }]);
    const second = await placement.next();
    if (!second) throw new Error('no second worker');
    expect([placement.worker.poolName, second.worker.poolName]).toEqual(['high', 'low']);
    expect(await committer.commit(second)).toMatchObject([{ outcome: 'committed' }]);
    expect(await stage.worker(placement.worker.id)).toMatchObject({ status: 'pending', free: { cpuMillicores: 2_000 } });
    expect(await second.next?.()).toBeNull();
  });

  it('collects requests while six wait, and gives each back to the backlog all the same (B1)', async () => {
    const { stage, provisioner, requests } = await opened(6, { cpuBatchSize: 3 });
    const [a, b, c] = requests;
    if (!a || !b || !c) throw new Error('three requests');
    expect(await provisioner.provision([a], [])).toEqual({ placements: [], unplaced: [a] });
    expect(await provisioner.provision([b], [])).toEqual({ placements: [], unplaced: [b] });
    const { placements, unplaced } = await provisioner.provision([c], []);
    expect(asked).toMatchObject([{ cpuMillicores: 3_000, containerIds: ['a', 'b', 'c'] }]);
    expect(placements.map(({ requests: placed }) => placed)).toEqual([[a, b, c]]);
    expect(unplaced).toEqual([]);
    expect(stage.counted('provisioned_cpu_batch')).toBe(1);
    expect(
      await stage.preset
        .committer(stage.context)
        .commit({ ...placements[0], worker: await stage.worker(asked[0]?.workerId ?? ''), requests }),
    ).toMatchObject([{ outcome: 'committed' }, { outcome: 'committed' }, { outcome: 'committed' }]);
  });

  it('requeues a collection for which there is no machine, and the last of it twice', async () => {
    const { provisioner, requests } = await opened(6, { cpuBatchSize: 3 }, [emptyPool]);
    const back: string[] = [];
    for (const one of requests) back.push(...(await provisioner.provision([one], [])).unplaced.map(({ request }) => request.id));
    expect(back).toEqual(['a', 'b', 'a', 'b', 'c', 'c']);
  });

  it('clips what it collected to the largest worker', async () => {
    const { provisioner, requests } = await opened(6, { cpuBatchSize: 3, cpuBatchWorkerMaxCpuMillicores: 2_500 });
    await provisioner.provision(requests, []);
    expect(asked).toMatchObject([{ cpuMillicores: 2_500 }]);
  });

  it('asks for a worker of twice the size only where the collection is out of the way', async () => {
    const small = { ...poolOf(asked), workerSize: { cpuMillicores: 1, memoryMib: 1, gpuCount: 0 } };
    const { stage, provisioner, requests } = await opened(20, { cpuBatchBacklogThreshold: 21 }, [small]);
    await provisioner.provision(requests.slice(0, 1), []);
    expect(asked).toMatchObject([{ cpuMillicores: 2_000 }]);
    expect(stage.counted('provisioned_burst')).toBe(1);
    const usual = await opened(20, {}, [small]);
    await usual.provisioner.provision(usual.requests.slice(0, 1), []);
    expect(asked).toEqual([]);
  });

  it('writes the GPU type of the new worker into the request, which others find by it when it comes back', async () => {
    const pool = { ...poolOf(asked), gpuType: 'T4', workerSize: { cpuMillicores: 8_000, memoryMib: 8_000, gpuCount: 1 } };
    const { stage, provisioner } = await opened(0, {}, [pool]);
    const { placements } = await provisioner.provision([await stage.taken('g', { gpuCount: 1, gpuTypes: ['any'] })], []);
    const [again] = placements.flatMap(({ requests }) => requests);
    if (!again) throw new Error('nothing placed');
    expect(await candidatesOf(stage, again)).toEqual([asked[0]?.workerId]);
  });
});
