/** Lists of containers and figures of the backlog: what they show, page by page, on the twin and on a real Redis. */
import { describe, expect, it } from 'vitest';
import { createClient, type ContainerFilter } from '../../../src/index.ts';
import { acknowledged, Crew, identity, request, taken } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

describeOnRedis('lists and figures', (redis) => {
  const ids = async (all: Crew, filter: ContainerFilter = {}): Promise<string[]> =>
    (await all.listing.containers(filter)).containers.map(({ id }) => id);

  it('shows every container that has not ended, with its place and its age', async () => {
    const all = new Crew(redis);
    const running = await acknowledged(all, 'running');
    await all.execution.started(identity('life-1'), running);
    await redis.passMs(30);
    await taken(all, 'leased');
    await all.submit(request('waiting', { workspaceId: 'team' }));
    await all.submit(request('stopped'));
    await all.stop.stop('stopped');
    const { containers, cursor } = await all.listing.containers({});
    expect(cursor).toBeNull();
    expect(containers.map(({ id, state, workerId, workspaceId }) => [id, state, workerId, workspaceId])).toEqual([
      ['running', 'RUNNING', 'worker-1', null],
      ['leased', 'PENDING', null, null],
      ['waiting', 'PENDING', null, 'team'],
    ]);
    expect(containers[0]?.ageMs).toBeGreaterThanOrEqual(30);
    expect(containers[0]).toMatchObject({ cpuMillicores: 1_000, memoryMib: 100, gpuCount: 0, gpuType: '', attempts: 0 });
  });

  it('shows only what is asked for', async () => {
    const all = new Crew(redis);
    await acknowledged(all, 'placed');
    await all.submit(request('waiting', { workspaceId: 'team' }));
    expect(await ids(all, { workerId: 'worker-1' })).toEqual(['placed']);
    expect(await ids(all, { workerId: 'worker-2' })).toEqual([]);
    expect(await ids(all, { workspaceId: 'team' })).toEqual(['waiting']);
    expect(await ids(all, { state: 'RUNNING' })).toEqual([]);
    expect(await ids(all, { state: 'PENDING' })).toEqual(['placed', 'waiting']);
  });

  it('comes page by page, and goes on when the last of a page has ended', async () => {
    const all = new Crew(redis);
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      await all.submit(request(id));
      await redis.passMs(2);
    }
    const first = await all.listing.containers({ limit: 2 });
    expect([first.containers.map(({ id }) => id), first.cursor === null]).toEqual([['a', 'b'], false]);
    await all.stop.stop('b');
    const second = await all.listing.containers({ limit: 2, cursor: first.cursor ?? '' });
    expect(second.containers.map(({ id }) => id)).toEqual(['c', 'd']);
    const last = await all.listing.containers({ limit: 2, cursor: second.cursor ?? '' });
    expect([last.containers.map(({ id }) => id), last.cursor]).toEqual([['e'], null]);
  });

  it('counts what waits and how long the oldest has', async () => {
    const all = new Crew(redis);
    expect(await all.listing.backlog()).toEqual({ waiting: 0, ready: 0, leased: 0, containers: 0, oldestAgeMs: null });
    await acknowledged(all, 'placed');
    await taken(all, 'leased');
    await redis.passMs(20);
    await all.submit(request('waiting'));
    const figures = await all.listing.backlog();
    expect(figures).toMatchObject({ waiting: 1, ready: 1, leased: 1, containers: 3 });
    expect(figures.oldestAgeMs).toBeGreaterThanOrEqual(20);
  });
});

describe('a client', () => {
  it.each([
    [{ limit: 0 }, 'filter.limit must be a whole number from 1 to 1000, got 0'],
    [{ limit: 1.5 }, 'got 1.5'],
    [{ state: 'ENDED' }, 'filter.state must be one of PENDING, RUNNING, STOPPING, got "ENDED"'],
    [{ workerId: 'a b' }, 'filter.workerId must be'],
    [{ cursor: 'x y' }, 'filter.cursor must be the cursor of an earlier page'],
  ])('refuses the filter %j before Redis is asked', async (filter, reason) => {
    const client = createClient({ redis: { lazyConnect: true } });
    await expect(client.containers(filter as ContainerFilter)).rejects.toThrow(reason);
    await client.close();
  });

  it('says so when the preset keeps no index', async () => {
    const client = createClient({ redis: { lazyConnect: true }, preset: 'baseline' });
    await expect(client.containers()).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(client.backlog()).rejects.toThrow('preset baseline keeps no index of its containers');
    await client.close();
  });
});
