/** A request that has waited long gets a worker kept free for it: who chooses which, what others may still do there, and how it ends. */
import { describe, expect, it } from 'vitest';
import { noMetrics, presets, type ContainerRequest, type WorkerRecord } from '../../../src/index.ts';
import { RESERVED_WORKERS_KEY } from '../../../src/keys.ts';
import type { TakenRequest } from '../../../src/parts/index.ts';
import { workerToKeep } from '../../../src/parts/leased/ageing.ts';
import { Crew, identity, only, record, request, TIMINGS } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';
import type { ScriptRedis } from './script-redis.ts';

const large = (id: string): ContainerRequest => request(id, { cpuMillicores: 2_000 });

describe('the worker to keep free', () => {
  const worker = (id: string, free: number, overrides: Partial<WorkerRecord> = {}): WorkerRecord => ({
    id,
    status: 'available',
    total: { cpuMillicores: 2_000, memoryMib: 1_000, gpuCount: 0 },
    free: { cpuMillicores: free, memoryMib: 1_000, gpuCount: 0 },
    gpuType: '',
    poolName: 'default',
    poolSelector: 'default',
    requiresPoolSelector: false,
    isPreemptable: false,
    priority: 0,
    resourceVersion: 1,
    incarnation: 'life-1',
    ...overrides,
  });
  const keptFor = (containerId: string, sinceMs: number): Pick<WorkerRecord, 'reservation'> => ({
    reservation: { containerId, sinceMs, demand: { cpuMillicores: 2_000, memoryMib: 100, gpuCount: 0 } },
  });
  const chosen = (...workers: WorkerRecord[]): string | undefined => workerToKeep(large('c'), workers)?.id;

  it('is the one that lacks least', () => {
    expect(chosen(worker('a', 0), worker('b', 1_500), worker('c', 500))).toBe('b');
  });

  it('is big enough, in service and of the right kind, or there is none', () => {
    expect(
      chosen(
        worker('small', 1_000, { total: { cpuMillicores: 1_999, memoryMib: 1_000, gpuCount: 0 } }),
        worker('out', 1_000, { status: 'disabled' }),
        worker('coming', 1_000, { status: 'pending' }),
        worker('spot', 1_000, { isPreemptable: true }),
        worker('batch', 1_000, { poolSelector: 'batch', requiresPoolSelector: true }),
      ),
    ).toBeUndefined();
  });

  it('stays the same, and is one of four at most: then only what somebody younger has can be had', () => {
    expect(chosen(worker('a', 1_500), worker('b', 0, keptFor('c', 5)))).toBe('b');
    expect(chosen(worker('a', 1_500), worker('b', 0, keptFor('x', 5)))).toBe('b');
    const eight = ['d', 'e', 'f', 'g', 'h', 'i', 'j'].map((id) => worker(id, 1_500));
    expect(chosen(...eight, worker('b', 0, keptFor('x', 5)))).toBe('d');
    expect(chosen(worker('a', 0, keptFor('y', 7)), worker('b', 0, keptFor('x', 9)), ...eight)).toBe('b');
  });

  it('is asked for only when a request has aged and found no place', () => {
    const context = new Crew({} as ScriptRedis).context;
    const planner = presets.leased.planner({ ...context, metrics: noMetrics, timings: { ...TIMINGS, ageingMs: 100 } });
    const taken = (id: string, ageMs: number): TakenRequest => ({ request: large(id), token: 't', attempts: 0, ageMs });
    const { unplaced } = planner.plan([taken('young', 99), taken('old', 100)], [worker('a', 1_500)]);
    expect(unplaced.map(({ request: { id }, keepWorker }) => [id, keepWorker])).toEqual([
      ['young', undefined],
      ['old', 'a'],
    ]);
    const never = presets.leased.planner({ ...context, timings: { ...TIMINGS, ageingMs: 0 } });
    expect(never.plan([taken('old', 1e9)], [worker('a', 1_500)]).unplaced[0]?.keepWorker).toBeUndefined();
  });

  it('takes others only beside the demand of its holder', () => {
    const planner = presets.leased.planner(new Crew({} as ScriptRedis).context);
    const kept = worker('a', 2_000, {
      reservation: { containerId: 'c', sinceMs: 5, demand: { cpuMillicores: 1_500, memoryMib: 0, gpuCount: 0 } },
    });
    const taken = (id: string, cpuMillicores: number): TakenRequest => ({
      request: request(id, { cpuMillicores }),
      token: 't',
      attempts: 0,
      ageMs: 0,
    });
    const placed = (...requests: TakenRequest[]): string[] =>
      planner.plan(requests, [kept]).placements.flatMap((placement) => placement.requests.map(({ request: { id } }) => id));
    expect(placed(taken('small', 500), taken('more', 1))).toEqual(['small']);
    expect(placed(taken('big', 501))).toEqual([]);
    expect(placed(taken('c', 1_500), taken('beside', 500))).toEqual(['c', 'beside']);
  });
});

describeOnRedis('a reservation', (redis) => {
  const timings = { reservationTtlMs: 50, retryBackoffMs: 0 };
  const holder = async (all: Crew): Promise<string | undefined> => (await record(all)).reservation?.containerId;

  /** A worker whose half is taken, kept free for `large`. */
  async function kept(all: Crew): Promise<TakenRequest> {
    await all.membership.register(identity('life-1'));
    await all.submit(request('small'));
    await all.place({ worker: await record(all), requests: await all.take() });
    await all.submit(large('large'));
    return keep(all, await only(all.take()));
  }

  async function keep(all: Crew, one: TakenRequest): Promise<TakenRequest> {
    await all.retry.retry([{ taken: { ...one, keepWorker: 'worker-1' }, reason: 'no_fit' }]);
    return one;
  }

  describe.each([[1], [2]] as const)('with every script sent %i time(s)', (sends) => {
    it('keeps others away until its holder has its place', async () => {
      const all = new Crew(redis, sends, 'gateway-1', timings);
      await kept(all);
      expect(await holder(all)).toBe('large');
      await all.submit(request('other', { cpuMillicores: 500 }));
      const [waiting, other] = [...(await all.take())].sort((left) => (left.request.id === 'large' ? -1 : 1));
      if (waiting === undefined || other === undefined) throw new Error('both should be there');
      expect(await all.place({ worker: await record(all), requests: [other] })).toEqual(['reserved']);
      await all.stop.stop('small');
      expect(await all.place({ worker: await record(all), requests: [other] })).toEqual(['reserved']);
      expect(await all.place({ worker: await record(all), requests: [waiting] })).toEqual(['committed']);
      expect(await holder(all)).toBeUndefined();
      expect(await redis.command('EXISTS', RESERVED_WORKERS_KEY)).toBe(0);
    });

    it('goes with a stop, a failure, a cordon, and the worker', async () => {
      const all = new Crew(redis, sends, 'gateway-1', timings);
      await kept(all);
      await all.stop.stop('large');
      expect(await holder(all)).toBeUndefined();
      await all.submit(large('next'));
      await keep(all, await only(all.take()));
      expect(await holder(all)).toBe('next');
      await all.failure.fail([await only(all.take())], 'request_timeout');
      expect(await holder(all)).toBeUndefined();
      await all.submit(large('third'));
      await keep(all, await only(all.take()));
      await all.administration.cordon('worker-1', true);
      expect(await holder(all)).toBeUndefined();
      await all.administration.cordon('worker-1', false);
      await keep(all, await only(all.take()));
      expect(await holder(all)).toBe('third');
      await all.membership.register(identity('life-2'));
      expect(await holder(all)).toBeUndefined();
      expect(await redis.command('EXISTS', RESERVED_WORKERS_KEY)).toBe(0);
    });
  });

  it('runs out when its holder is not tried again, for commits at once and for planners with the next sweep', async () => {
    const all = new Crew(redis, 1, 'gateway-1', { ...timings, workerTtlMs: 60_000, leaseTtlMs: 60_000 });
    await kept(all);
    await all.submit(request('other'));
    const both = await all.take();
    const other = both.filter(({ request: { id } }) => id === 'other');
    expect(await all.place({ worker: await record(all), requests: other })).toEqual(['reserved']);
    await redis.passMs(timings.reservationTtlMs + 10);
    expect(await all.place({ worker: await record(all), requests: other })).toEqual(['committed']);
    expect(await holder(all)).toBe('large');
    await all.reaper.reap();
    expect(await holder(all)).toBeUndefined();
  });

  it('is taken over by who has waited longer, and by nobody else', async () => {
    const all = new Crew(redis, 1, 'gateway-1', timings);
    await all.membership.register(identity('life-1'));
    await all.submit(large('oldest'));
    await redis.passMs(2);
    await all.submit(large('younger'));
    const [oldest, younger] = await all.take();
    if (oldest === undefined || younger === undefined) throw new Error('both should be there');
    await keep(all, younger);
    expect(await holder(all)).toBe('younger');
    await keep(all, oldest);
    expect(await holder(all)).toBe('oldest');
    await keep(all, await only(all.take().then((taken) => taken.filter(({ request: { id } }) => id === 'younger'))));
    expect(await holder(all)).toBe('oldest');
  });
});
