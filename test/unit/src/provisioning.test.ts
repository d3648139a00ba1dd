/**
 * What claims for workers promise, one step at a time, on the twin and on a real Redis: everybody counts in one place, nobody asks twice for one
 * request, and a pool has its minimum and its maximum whoever asks.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewWorker, PoolController, WorkerPool } from '../../../src/index.ts';
import { KEY_PREFIXES, POOLS_KEY, poolBackoffKey, poolClaimsKey, poolWorkersKey } from '../../../src/keys.ts';
import { claimedProvisioner } from '../../../src/parts/index.ts';
import { publishedPool } from '../../../src/pool-options.ts';
import { Crew, identity, request } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

const size = (cpuMillicores: number, memoryMib = 1_000, gpuCount = 0) => ({ cpuMillicores, memoryMib, gpuCount });

describeOnRedis('claims for workers', (redis) => {
  let asked: NewWorker[] = [];
  beforeEach(() => {
    asked = [];
  });

  const pool = (overrides: Partial<WorkerPool> = {}): WorkerPool => ({
    name: 'pool',
    workerSize: size(2_000),
    workersMax: 3,
    controller: {
      start: async (worker) => {
        asked.push(worker);
      },
    },
    ...overrides,
  });

  /** One gateway: takes everything that waits and asks for workers for it. */
  const asker = (name: string, pools: readonly WorkerPool[], timings = {}, sends: 1 | 2 = 1) => {
    const crew = new Crew(redis, sends, name, { leaseTtlMs: 60_000, ...timings });
    const provisioner = claimedProvisioner()({ ...crew.context, pools });
    return {
      crew,
      tend: () => provisioner.tend?.(),
      ask: async () => {
        const taken = await crew.take();
        const { unplaced } = await provisioner.provision(taken, []);
        expect(unplaced).toEqual(taken);
        await crew.retry.retry(unplaced.map((one) => ({ taken: one, reason: 'no_fit' as const })));
      },
    };
  };
  const arrives = (crew: Crew, worker: NewWorker): Promise<string | null> =>
    crew.membership.register({
      ...identity(`life of ${worker.workerId}`),
      id: worker.workerId,
      poolName: worker.poolName,
      resources: worker.resources,
    });
  const claimed = async (): Promise<number> => Number(await redis.command('HLEN', poolClaimsKey('pool')));

  it.each([[1], [2]] as const)('asks for one worker for what fits into it, with every script sent %i time(s)', async (sends) => {
    const one = asker('gateway-1', [pool()], {}, sends);
    for (const id of ['a', 'b', 'c']) await one.crew.submit(request(id));
    await one.ask();
    expect(asked.map(({ containerIds }) => containerIds)).toEqual([['a', 'b'], ['c']]);
    expect(asked[0]).toMatchObject({ poolName: 'pool', resources: size(2_000), poolSelector: 'pool', idleTimeoutMs: 300_000 });
    await one.ask();
    expect(asked).toHaveLength(2);
    expect(await claimed()).toBe(2);
  });

  it('counts what every gateway asked for', async () => {
    const [one, two] = [asker('gateway-1', [pool()]), asker('gateway-2', [pool()])];
    await one.crew.submit(request('a'));
    await one.ask();
    await two.ask();
    expect(asked).toHaveLength(1);
    await two.crew.submit(request('b'));
    await two.ask();
    expect(asked).toHaveLength(1);
    await two.crew.submit(request('c'));
    await two.ask();
    expect(asked).toHaveLength(2);
  });

  it('takes no claim while a worker that is there has room, and none for what is in other hands', async () => {
    const one = asker('gateway-1', [pool()]);
    await one.crew.membership.register(identity('life-1'));
    await one.crew.submit(request('a'));
    await one.ask();
    expect(asked).toEqual([]);
    await one.crew.submit(request('large', { cpuMillicores: 3_000 }), 'wait');
    await one.ask();
    expect(asked).toEqual([]);
  });

  it('never goes beyond the maximum, claims included, and a worker that registers settles its claim', async () => {
    const one = asker('gateway-1', [pool({ workersMax: 2 })]);
    for (let index = 1; index <= 9; index += 1) await one.crew.submit(request(`c${index}`));
    await one.ask();
    expect(asked).toHaveLength(2);
    for (const worker of asked) await arrives(one.crew, worker);
    expect(await claimed()).toBe(0);
    expect(await redis.command('SCARD', poolWorkersKey('pool'))).toBe(2);
    await one.ask();
    expect(asked).toHaveLength(2);
  });

  it('forgets a claim at its deadline, asks again, and gives up after some attempts', async () => {
    const one = asker('gateway-1', [pool()], { provisionClaimTtlMs: 40, provisioningAttemptsMax: 2 });
    await one.crew.submit(request('a'));
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      await one.ask();
      expect(asked).toHaveLength(Math.min(attempt, 2));
      await redis.passMs(60);
    }
    expect(new Set(asked.map(({ workerId }) => workerId)).size).toBe(2);
  });

  it('asks a pool that refused again only after a while', async () => {
    const refusing = pool({ controller: { start: () => Promise.reject(new Error('no machines')) } });
    const one = asker('gateway-1', [refusing], { provisionBackoffMs: 60 });
    await one.crew.submit(request('a'));
    await one.ask();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await claimed()).toBe(0);
    expect(await redis.command('EXISTS', poolBackoffKey('pool'))).toBe(1);
    const two = asker('gateway-2', [pool()]);
    await two.ask();
    expect(asked).toEqual([]);
    await redis.passMs(80);
    await two.ask();
    expect(asked).toHaveLength(1);
  });

  it('a worker that is gone before it registered gives its claim back, one that registered has none', async () => {
    const listeners: ((workerId: string, poolName: string) => void)[] = [];
    const controller: PoolController = { ...pool().controller, onGone: (listener) => void listeners.push(listener) };
    const one = asker('gateway-1', [pool({ controller, workersMax: 2 }), pool({ name: 'other', controller, workersMax: 1 })]);
    expect(listeners).toHaveLength(1);
    for (const id of ['a', 'b', 'c']) await one.crew.submit(request(id));
    await one.ask();
    const [first, second] = asked;
    await arrives(one.crew, first as NewWorker);
    for (const worker of asked) for (const tell of listeners) tell(worker.workerId, worker.poolName);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(second?.poolName).toBe('other');
    expect(await redis.command('HLEN', poolClaimsKey('other'))).toBe(0);
    expect(await redis.command('EXISTS', poolBackoffKey('other'))).toBe(1);
  });

  it('asks the next pool when the best one is full', async () => {
    const best = pool({ name: 'best', priority: 5, workersMax: 1 });
    const one = asker('gateway-1', [pool(), best]);
    for (const id of ['a', 'b', 'c']) await one.crew.submit(request(id));
    await one.ask();
    expect(new Map(asked.map(({ poolName, containerIds }) => [poolName, containerIds]))).toEqual(
      new Map([
        ['best', ['a', 'b']],
        ['pool', ['c']],
      ]),
    );
  });

  it('counts on workers that come anyway, also of pools that it would not ask', async () => {
    const gpus = pool({ name: 'gpus', gpuType: 'T4', workerSize: size(2_000, 1_000, 2), workersMin: 1 });
    const one = asker('gateway-1', [pool(), gpus]);
    await one.tend();
    expect(asked.map(({ poolName }) => poolName)).toEqual(['gpus']);
    await one.crew.submit(request('a'));
    await one.ask();
    expect(asked).toHaveLength(1);
  });

  it('asks for GPUs by type, and never for GPUs where none are needed', async () => {
    const gpus = pool({ name: 'gpus', gpuType: 'T4', workerSize: size(2_000, 1_000, 2) });
    const one = asker('gateway-1', [gpus]);
    await one.crew.submit(request('a'));
    await one.crew.submit(request('b', { gpuCount: 1, gpuTypes: ['A10'] }));
    await one.ask();
    expect(asked).toEqual([]);
    await one.crew.submit(request('c', { gpuCount: 1, gpuTypes: ['A10', 'any'] }));
    await one.ask();
    expect(asked).toMatchObject([{ gpuType: 'T4', containerIds: ['c'] }]);
  });

  describe('sizes', () => {
    const large = (): WorkerPool => pool({ workerSize: size(1_000, 100), workerSizeMax: size(64_000, 64_000) });
    const submitMany = async (crew: Crew, count: number): Promise<void> => {
      for (let index = 1; index <= count; index += 1) await crew.submit(request(`c${index < 10 ? '0' : ''}${index}`));
    };

    it('a large request gets a worker of its size, one beyond the largest gets none', async () => {
      const one = asker('gateway-1', [large()]);
      await one.crew.submit(request('a', { cpuMillicores: 5_000, memoryMib: 50 }));
      await one.crew.submit(request('b', { cpuMillicores: 65_000 }));
      await one.ask();
      expect(asked).toMatchObject([{ resources: size(5_000, 100), containerIds: ['a'] }]);
    });

    it('six CPU-only requests are summed up', async () => {
      const one = asker('gateway-1', [large()]);
      await submitMany(one.crew, 7);
      await one.ask();
      expect(asked.map(({ resources }) => resources)).toEqual([size(6_000, 600), size(1_000, 100)]);
    });

    it('a sum is clipped to the cap', async () => {
      const one = asker('gateway-1', [large()], { cpuBatchWorkerMaxCpuMillicores: 3_500 });
      await submitMany(one.crew, 6);
      await one.ask();
      expect(asked[0]).toMatchObject({ resources: size(3_500, 600), containerIds: ['c01', 'c02', 'c03'] });
    });

    it('from twenty on workers are twice as large as needed', async () => {
      const one = asker('gateway-1', [{ ...large(), workersMax: 1 }]);
      await submitMany(one.crew, 20);
      await one.ask();
      expect(asked).toMatchObject([{ resources: size(2_000, 200), containerIds: ['c01', 'c02'] }]);
    });
  });

  describe('the minimum', () => {
    it('is asked for once, whoever looks, and kept when the workers are idle', async () => {
      const sized = pool({ workersMin: 2 });
      await redis.command('HSET', POOLS_KEY, 'pool', publishedPool(sized));
      const [one, two] = [asker('gateway-1', [sized]), asker('gateway-2', [sized])];
      await one.tend();
      await two.tend();
      expect(asked.map(({ containerIds }) => containerIds)).toEqual([[], []]);
      for (const worker of asked) await arrives(one.crew, worker);
      const third = { ...identity('life-3'), id: 'worker-3', poolName: 'pool' };
      await one.crew.membership.register(third);
      const { membership } = one.crew;
      expect(await membership.spinDown?.(third)).toBe('leaves');
      expect(await membership.spinDown?.(third)).toBe('leaves');
      const [first] = asked;
      expect(await membership.spinDown?.({ ...identity(`life of ${first?.workerId}`), id: first?.workerId ?? '' })).toBe('needed');
    });

    it('is no reason to keep a worker that holds work, or one of another life', async () => {
      const one = asker('gateway-1', []);
      await one.crew.membership.register(identity('life-1'));
      await redis.command('HSET', `${KEY_PREFIXES.workerOwned}worker-1`, 'c', '1:1:0');
      expect(await one.crew.membership.spinDown?.(identity('life-1'))).toBe('busy');
      expect(await one.crew.membership.spinDown?.(identity('life-0'))).toBe('replaced');
    });
  });

  it('workers that leave or die leave the index of their pool', async () => {
    const one = asker('gateway-1', []);
    await one.crew.membership.register(identity('life-1'));
    await one.crew.membership.register({ ...identity('life-2'), id: 'worker-2' });
    expect(await redis.command('SCARD', poolWorkersKey('default'))).toBe(2);
    await one.crew.membership.leave(identity('life-1'));
    await redis.passMs(100);
    await one.crew.reaper.reap();
    expect(await redis.command('SCARD', poolWorkersKey('default'))).toBe(0);
    await one.crew.reaper.close();
  });
});
