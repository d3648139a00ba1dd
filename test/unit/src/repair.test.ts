/** What the reaper settles when a hand in the data, an eviction or a defect has parted what belongs together; on the twin and on a real Redis. */
import { describe, expect, it } from 'vitest';
import {
  BACKLOG_KEY,
  CONTAINER_INDEX_KEY,
  KEY_PREFIXES,
  LEASES_KEY,
  QUOTA_WORKSPACES_KEY,
  containerStateKey,
  workerStateKey,
} from '../../../src/keys.ts';
import { acknowledged, Crew, only, request, taken } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

const RESERVATIONS = `${KEY_PREFIXES.quotaReservations}team`;

describeOnRedis('the repairs', (redis) => {
  const team = { workspaceId: 'team' };
  /** A crew whose every reap also repairs. */
  const crew = (sends: 1 | 2): Crew => {
    const all = new Crew(redis, sends, 'gateway-1', { sweepMs: 1, workerTtlMs: 60_000, leaseTtlMs: 60_000 });
    return all;
  };
  async function repair(all: Crew): Promise<void> {
    await redis.passMs(5);
    await all.reaper.reap();
    await all.reaper.close();
  }

  describe.each([[1], [2]] as const)('a repair, with every script sent %i time(s)', (sends) => {
    it('takes the reservation of a live container again', async () => {
      const all = crew(sends);
      await all.administration.setQuota('team', { cpuMillicores: 1_500, gpuCount: null });
      await all.submit(request('a', team));
      await redis.command('DEL', RESERVATIONS, QUOTA_WORKSPACES_KEY);
      await repair(all);
      expect(await redis.command('HGET', RESERVATIONS, 'a')).toBe('1000:0');
      await expect(all.submit(request('b', team))).rejects.toThrow('uses 1000');
    });

    it('drops the reservation of a container that is not there, known to both tables or to one', async () => {
      const all = crew(sends);
      await all.administration.setQuota('team', { cpuMillicores: 1_500, gpuCount: null });
      for (const id of ['ghost', 'stray']) await redis.command('HSET', RESERVATIONS, id, '1000:0');
      await redis.command('HSET', QUOTA_WORKSPACES_KEY, 'ghost', 'team');
      await repair(all);
      expect(await redis.command('EXISTS', RESERVATIONS, QUOTA_WORKSPACES_KEY)).toBe(0);
      expect(await all.submit(request('b', team))).toEqual({ status: 'accepted', id: 'b' });
    });

    it('gives a request that is nowhere back to the backlog, and leaves alone what waits, is leased or is placed', async () => {
      const all = crew(sends);
      await acknowledged(all, 'placed');
      const leased = await taken(all, 'leased');
      await all.submit(request('lost'));
      await redis.command('ZREM', BACKLOG_KEY, 'lost');
      await repair(all);
      expect((await only(all.take())).request.id).toBe('lost');
      expect(await redis.command('ZSCORE', LEASES_KEY, leased.request.id)).not.toBeNull();
      expect((await all.status.status('placed')).state).toBe('PENDING');
    });

    it('declares lost what runs on a worker that is gone, and returns what it had not acknowledged', async () => {
      const all = crew(sends);
      await acknowledged(all, 'running');
      const one = await taken(all, 'queued');
      const [worker] = await all.snapshot.read();
      if (worker === undefined) throw new Error('no worker');
      expect(await all.place({ worker, requests: [one] })).toEqual(['committed']);
      await redis.command('DEL', workerStateKey('worker-1'), `${KEY_PREFIXES.workerOwned}worker-1`, 'scheduler:worker:deadlines');
      await repair(all);
      expect(await all.status.status('running')).toEqual({ state: 'ENDED', outcome: { kind: 'lost', reason: 'worker_died' } });
      expect((await only(all.take())).request.id).toBe('queued');
    });

    it('forgets an index entry without a record', async () => {
      const all = crew(sends);
      await all.submit(request('a'));
      await redis.command('DEL', containerStateKey('a'));
      await repair(all);
      expect(await redis.command('EXISTS', CONTAINER_INDEX_KEY)).toBe(0);
    });
  });

  it('goes on where it stopped, so that one run stays small and all are reached', async () => {
    const all = new Crew(redis, 1, 'gateway-1', { sweepMs: 1, reapSizeMax: 2 });
    for (const id of ['a', 'b', 'c', 'd', 'e']) await all.submit(request(id, team));
    await redis.command('DEL', RESERVATIONS, QUOTA_WORKSPACES_KEY);
    for (const reserved of [2, 4, 5]) {
      await repair(all);
      expect(await redis.command('HLEN', RESERVATIONS)).toBe(reserved);
    }
  });
});
