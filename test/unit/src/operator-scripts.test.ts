/** What the scripts of `leased` promise to operators: quotas hold, cordons last; on the twin and on a real Redis, sent once and twice. */
import { describe, expect, it } from 'vitest';
import { QuotaExceededError } from '../../../src/index.ts';
import { BACKLOG_KEY, containerStateKey } from '../../../src/keys.ts';
import { acknowledged, Crew, identity, only, record, request, taken } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

describeOnRedis('the scripts for operators', (redis) => {
  const worker = identity('life-1');

  describe.each([[1], [2]] as const)('a quota, with every script sent %i time(s)', (sends) => {
    const team = { workspaceId: 'team' };
    const quotaKeys = ['workspace:concurrency_reservations:team', 'workspace:concurrency_workspaces'];

    it('admits up to the limit, refuses beyond it, and writes nothing for what it refuses', async () => {
      const all = new Crew(redis, sends);
      await all.administration.setQuota('team', { cpuMillicores: 2_500, gpuCount: 0 });
      await all.submit(request('a', team));
      await all.submit(request('b', team));
      await expect(all.submit(request('c', team))).rejects.toThrow('workspace team may use 2500 of cpu and uses 2000');
      await expect(all.submit(request('g', { ...team, cpuMillicores: 0, gpuCount: 1 }))).rejects.toThrow(QuotaExceededError);
      expect(await redis.command('EXISTS', containerStateKey('c'))).toBe(0);
      expect(await redis.command('ZCARD', BACKLOG_KEY)).toBe(2);
      expect(await all.submit(request('a', team))).toEqual({ status: 'accepted', id: 'a' });
      expect(await all.submit(request('free'))).toEqual({ status: 'accepted', id: 'free' });
    });

    it('gives a reservation back when the container is stopped, released, failed or lost', async () => {
      const all = new Crew(redis, sends);
      await all.administration.setQuota('team', { cpuMillicores: 1_000, gpuCount: null });
      await all.submit(request('stopped', team));
      await all.stop.stop('stopped');
      await all.submit(request('failed', team));
      await all.failure.fail([await only(all.take())], 'request_timeout');
      await all.membership.register(worker);
      await all.submit(request('released', team));
      await all.place({ worker: await record(all), requests: [await only(all.take())] });
      const delivered = await only(all.delivery.reserve(worker));
      await all.delivery.acknowledge(worker, delivered);
      await all.release.release(worker, delivered, { kind: 'exited', exitCode: 0 });
      await all.submit(request('lost', team));
      await all.place({ worker: await record(all), requests: [await only(all.take())] });
      await all.delivery.acknowledge(worker, await only(all.delivery.reserve(worker)));
      await expect(all.submit(request('too-many', team))).rejects.toThrow(QuotaExceededError);
      await all.membership.register(identity('life-2'));
      expect(await all.submit(request('next', team))).toEqual({ status: 'accepted', id: 'next' });
      for (const key of quotaKeys) expect([key, await redis.command('HLEN', key)]).toEqual([key, 1]);
    });

    it('without limits counts for nobody from now on, and a senseless limit is refused', async () => {
      const all = new Crew(redis, sends);
      await all.administration.setQuota('team', { cpuMillicores: 0, gpuCount: null });
      await expect(all.submit(request('a', team))).rejects.toThrow(QuotaExceededError);
      await all.administration.setQuota('team', { cpuMillicores: null, gpuCount: null });
      expect(await all.submit(request('a', team))).toEqual({ status: 'accepted', id: 'a' });
      await expect(all.administration.setQuota('team', { cpuMillicores: -1, gpuCount: null })).rejects.toThrow(
        'quota.cpuMillicores must be',
      );
    });
  });

  describe.each([[1], [2]] as const)('a cordon, with every script sent %i time(s)', (sends) => {
    it('keeps new work away from the worker and leaves what it has', async () => {
      const all = new Crew(redis, sends);
      const delivered = await acknowledged(all, 'c');
      const before = await record(all);
      expect(await all.administration.cordon('worker-1', true)).toBe(true);
      expect((await record(all)).status).toBe('disabled');
      expect(await all.place({ worker: before, requests: [await taken(all, 'd')] })).toEqual(['worker_unavailable']);
      expect(await all.execution.started(worker, delivered)).toBe('running');
      expect(await all.administration.placedOn('worker-1')).toEqual(['c']);
    });

    it('outlives the worker until somebody takes it back', async () => {
      const all = new Crew(redis, sends);
      expect(await all.administration.cordon('worker-1', true)).toBe(false);
      await all.membership.register(worker);
      expect((await record(all)).status).toBe('disabled');
      expect(await all.administration.cordon('worker-1', false)).toBe(true);
      expect((await record(all)).status).toBe('available');
    });

    it('does not bring back a worker that is leaving', async () => {
      const all = new Crew(redis, sends);
      await all.membership.register(worker);
      await all.membership.retire(worker);
      await all.administration.cordon('worker-1', false);
      expect((await record(all)).status).toBe('disabled');
    });
  });

  it('a quota of a workspace never touches the keys of another, whatever they are called', async () => {
    const all = new Crew(redis);
    await all.administration.setQuota('team', { cpuMillicores: 1_000, gpuCount: null });
    await all.submit(request('a', { workspaceId: 'team' }));
    for (const odd of ['workspaces', 'reservations:team', 'limited'])
      await all.administration.setQuota(odd, { cpuMillicores: 1, gpuCount: 1 });
    await expect(all.submit(request('b', { workspaceId: 'team' }))).rejects.toThrow('uses 1000');
  });

  it('a worker that is pending gets nothing, and one that is cordoned meanwhile comes up cordoned', async () => {
    const all = new Crew(redis);
    const state = 'scheduler:worker:state:worker-1';
    await redis.command(
      'HSET',
      state,
      'id',
      'worker-1',
      'status',
      'pending',
      'incarnation',
      '',
      'total_cpu',
      2_000,
      'total_memory',
      1_000,
      'total_gpu_count',
      0,
    );
    const pending = { ...worker, incarnation: '' };
    const requests = [await taken(all, 'c')];
    const snapshot = { id: 'worker-1', incarnation: pending.incarnation } as Parameters<Crew['place']>[0]['worker'];
    expect(await all.place({ worker: snapshot, requests })).toEqual(['worker_unavailable']);
    expect(await all.administration.cordon('worker-1', true)).toBe(true);
    expect(await redis.command('HGET', state, 'status')).toBe('pending');
    await all.membership.register(worker);
    expect((await record(all)).status).toBe('disabled');
    await all.administration.cordon('worker-1', false);
    expect((await record(all)).status).toBe('available');
  });
});
