/**
 * What the scripts of `leased` promise, one step at a time, on the twin and on a real Redis. Most promises are of the kind "nothing
 * happens when the caller is late, was replaced, or says it twice".
 */
import { describe, expect, it } from 'vitest';
import { ConflictingRequestError } from '../../../src/index.ts';
import { BACKLOG_KEY, LEASES_KEY, REAPER_LOCK_KEY, containerStateKey, workerOwnedKey, workerQueueKey } from '../../../src/keys.ts';
import { acknowledged, Crew, identity, only, record, request, taken, TIMINGS } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

describeOnRedis('the scripts', (redis) => {
  const worker = identity('life-1');

  describe.each([[1], [2]] as const)('with every script sent %i time(s)', (sends) => {
    it('a container goes from submission to its end and leaves nothing behind', async () => {
      const all = new Crew(redis, sends);
      const delivered = await acknowledged(all, 'c');
      expect((await record(all)).free).toEqual({ cpuMillicores: 1_000, memoryMib: 900, gpuCount: 0 });
      expect(await all.execution.started(worker, delivered)).toBe('running');
      expect(await all.status.status('c')).toEqual({ state: 'RUNNING', workerId: 'worker-1' });
      await all.release.release(worker, delivered, { kind: 'exited', exitCode: 3 });
      expect(await all.status.status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'exited', exitCode: 3 } });
      expect((await record(all)).free).toEqual((await record(all)).total);
      for (const key of [BACKLOG_KEY, LEASES_KEY, workerQueueKey('worker-1'), workerOwnedKey('worker-1'), containerStateKey('c')]) {
        expect([key, await redis.command('EXISTS', key)]).toEqual([key, 0]);
      }
    });

    it('a request that did not fit so often as it may is given up, and says so', async () => {
      const all = new Crew(redis, sends, 'gateway-1', { retryCountMax: 2 });
      let request = await taken(all, 'c');
      for (const attempts of [1, 2]) {
        await all.retry.retry([{ taken: request, reason: 'no_fit' }]);
        request = await only(all.take());
        expect(request.attempts).toBe(attempts);
      }
      await all.retry.retry([{ taken: request, reason: 'no_fit' }]);
      expect(await all.status.status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'failed', reason: 'retry_limit' } });
      expect(await all.take()).toEqual([]);
    });

    it('a request that did not fit waits in the backlog, once', async () => {
      const all = new Crew(redis, sends);
      await all.retry.retry([{ taken: await taken(all, 'c'), reason: 'no_fit' }]);
      expect(await redis.command('ZCARD', BACKLOG_KEY)).toBe(1);
      expect(await redis.command('ZCARD', LEASES_KEY)).toBe(0);
      expect((await only(all.take())).attempts).toBe(1);
    });
  });

  describe('a submission', () => {
    it('is accepted again when it is the same, and refused when it is another under the same id', async () => {
      const all = new Crew(redis);
      expect(await all.submit(request('c'))).toEqual({ status: 'accepted', id: 'c' });
      expect(await all.submit(request('c'))).toEqual({ status: 'accepted', id: 'c' });
      expect(await redis.command('ZCARD', BACKLOG_KEY)).toBe(1);
      await expect(all.submit(request('c', { cpuMillicores: 1 }))).rejects.toThrow(ConflictingRequestError);
    });

    it('of a container that has ended says how it ended', async () => {
      const all = new Crew(redis);
      await all.submit(request('c'));
      await all.stop.stop('c');
      expect(await all.submit(request('c'))).toEqual({ status: 'ended', id: 'c', outcome: { kind: 'stopped' } });
    });
  });

  describe('a lease', () => {
    it('keeps a request from other gateways until it runs out, and is worth nothing afterwards', async () => {
      const first = new Crew(redis);
      const second = new Crew(redis, 1, 'gateway-2');
      await first.membership.register(worker);
      const late = await taken(first, 'c');
      expect(await second.take()).toEqual([]);
      await redis.passMs(TIMINGS.leaseTtlMs + 5);
      await first.membership.register(worker);
      expect((await second.intake.take()).reapDue).toBe(true);
      await second.reaper.reap();
      const now = await only(second.take());
      expect(now.attempts).toBe(1);
      expect(await first.place({ worker: await record(first), requests: [late] })).toEqual(['lease_lost']);
      await first.failure.fail([late], 'request_timeout');
      await first.retry.retry([{ taken: late, reason: 'capacity' }]);
      expect(await second.place({ worker: await record(second), requests: [now] })).toEqual(['committed']);
    });
  });

  describe('a stored request that cannot be read', () => {
    it('is failed, and does not hold up the others', async () => {
      const all = new Crew(redis);
      await all.submit(request('bad'));
      await all.submit(request('good'));
      await redis.command('HSET', containerStateKey('bad'), 'request', '{"container_id":"bad"}');
      expect((await only(all.take())).request.id).toBe('good');
      expect(await all.status.status('bad')).toEqual({ state: 'ENDED', outcome: { kind: 'failed', reason: 'undecodable' } });
    });
  });

  describe('a comparison of what a worker has', () => {
    it('names what is not its own and what it does not know, and changes nothing', async () => {
      const all = new Crew(redis);
      const known = await acknowledged(all, 'known');
      const compare = (...taken: [string, string][]): Promise<unknown> | undefined =>
        all.membership.compare?.(
          worker,
          taken.map(([containerId, token]) => ({ containerId, token })),
        );
      const agreed = { foreign: [], forgotten: [] };
      const mine = { containerId: 'known', token: known.token };
      expect(await compare(['known', known.token], ['coming', ''])).toEqual(agreed);
      expect(await compare(['known', 'another token'], ['never', 'token'])).toEqual({
        foreign: [
          { containerId: 'known', token: 'another token' },
          { containerId: 'never', token: 'token' },
        ],
        forgotten: [],
      });
      const queued = await taken(all, 'queued');
      expect(await all.place({ worker: await record(all), requests: [queued] })).toEqual(['committed']);
      expect(await compare()).toEqual({ foreign: [], forgotten: [mine] });
      expect((await all.status.status('known')).state).toBe('PENDING');
      expect(await all.membership.compare?.(identity('life-0'), [])).toEqual(agreed);
    });

    it('is followed by the loss of what is still the same delivery, and of nothing else', async () => {
      const all = new Crew(redis);
      const known = await acknowledged(all, 'known');
      const forget = (token: string, incarnation = 'life-1'): Promise<number> | undefined =>
        all.membership.forget?.(identity(incarnation), [{ containerId: 'known', token }]);
      expect(await forget('an earlier token')).toBe(0);
      expect(await forget(known.token, 'life-0')).toBe(0);
      expect((await all.status.status('known')).state).toBe('PENDING');
      expect(await forget(known.token)).toBe(1);
      expect(await forget(known.token)).toBe(0);
      expect(await all.status.status('known')).toEqual({ state: 'ENDED', outcome: { kind: 'lost', reason: 'worker_forgot' } });
      expect((await record(all)).free.cpuMillicores).toBe(2_000);
    });
  });

  describe('a commit', () => {
    it('refuses what does not fit now, and takes what does, in one batch', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      for (const id of ['a', 'b', 'c']) await all.submit(request(id));
      const snapshot = await record(all);
      expect(await all.place({ worker: snapshot, requests: await all.take() })).toEqual(['committed', 'committed', 'capacity']);
      expect((await record(all)).free.cpuMillicores).toBe(0);
    });

    it('refuses a worker that is gone, replaced or retired', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      const snapshot = await record(all);
      const requests = [await taken(all, 'c')];
      await all.membership.register(identity('life-2'));
      expect(await all.place({ worker: snapshot, requests })).toEqual(['worker_replaced']);
      await all.membership.retire(identity('life-2'));
      expect(await all.place({ worker: await record(all), requests })).toEqual(['worker_unavailable']);
      await all.membership.leave(identity('life-2'));
      expect(await all.place({ worker: snapshot, requests })).toEqual(['worker_gone']);
    });

    it('refuses GPUs of another type, and assigns the type', async () => {
      const all = new Crew(redis);
      const gpu = identity('life-1', { resources: { cpuMillicores: 9_000, memoryMib: 9_000, gpuCount: 2, gpuType: 'T4' } });
      await all.membership.register(gpu);
      await all.submit(request('a', { gpuCount: 1, gpuTypes: ['A10'] }), 'wait');
      await all.submit(request('b', { gpuCount: 1, gpuTypes: ['A10', 'T4'] }));
      await all.submit(request('c', { gpuCount: 1 }));
      expect(await all.place({ worker: await record(all), requests: await all.take() })).toEqual(['gpu_type', 'committed', 'committed']);
      expect(await redis.command('HGET', containerStateKey('b'), 'gpu')).toBe('T4');
    });

    it('refuses what is placed or has ended', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      const requests = [await taken(all, 'c')];
      await all.place({ worker: await record(all), requests });
      expect(await all.place({ worker: await record(all), requests })).toEqual(['already_placed']);
      await all.stop.stop('c');
      expect(await all.place({ worker: await record(all), requests })).toEqual(['not_pending']);
    });
  });

  describe('a failure', () => {
    it('is told when nobody owns the request', async () => {
      const all = new Crew(redis);
      await all.failure.fail([await taken(all, 'c')], 'request_timeout');
      expect(await all.status.status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'failed', reason: 'request_timeout' } });
    });

    it('never meets a container that has an owner', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      const one = await taken(all, 'c');
      await all.place({ worker: await record(all), requests: [one] });
      await all.failure.fail([one], 'request_timeout');
      expect(await all.status.status('c')).toEqual({ state: 'PENDING', workerId: 'worker-1' });
    });
  });

  describe('the death of a worker', () => {
    it('gives back what it had not acknowledged, once, and reports the rest lost', async () => {
      const all = new Crew(redis);
      await acknowledged(all, 'running');
      const waiting = await taken(all, 'waiting');
      await all.place({ worker: await record(all), requests: [waiting] });
      await redis.passMs(TIMINGS.workerTtlMs + 5);
      await all.reaper.reap();
      await all.reaper.reap();
      expect(await all.status.status('running')).toEqual({ state: 'ENDED', outcome: { kind: 'lost', reason: 'worker_died' } });
      expect((await only(all.take())).request.id).toBe('waiting');
      expect(await all.snapshot.read()).toEqual([]);
      expect(await redis.command('KEYS', 'scheduler:worker:*worker-1')).toEqual([]);
    });

    it('is learned by one that was only asleep, from everything that it tries', async () => {
      const all = new Crew(redis);
      const delivered = await acknowledged(all, 'c');
      await redis.passMs(TIMINGS.workerTtlMs + 5);
      await all.reaper.reap();
      expect(await all.membership.renew(worker)).toEqual({ status: 'replaced' });
      expect(await all.delivery.reserve(worker)).toBe(null);
      expect(await all.delivery.acknowledge(worker, delivered)).toBe('refused');
      expect(await all.execution.started(worker, delivered)).toBe('gone');
      await all.release.release(worker, delivered, { kind: 'exited', exitCode: 0 });
      expect(await all.status.status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'lost', reason: 'worker_died' } });
    });

    it('ignores the registration of a life that is over, which the network kept until now', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      await all.membership.register(identity('life-2'));
      expect(await all.membership.register(worker)).toMatch(/^life-2 \d+$/);
      const snapshot = await record(all);
      expect(snapshot.incarnation).toBe('life-2');
      // Who asks again, because the holder has not renewed since, is no late message.
      const holder = await all.membership.register(worker, { earlier: [], seen: '' });
      expect(await all.membership.register(worker, { earlier: [], seen: holder ?? '' })).toBeNull();
    });

    it('is also the return under the same name', async () => {
      const all = new Crew(redis);
      await acknowledged(all, 'c');
      await all.membership.register(identity('life-2'));
      expect(await all.status.status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'lost', reason: 'worker_replaced' } });
      const { free, total, resourceVersion } = await record(all);
      expect(free).toEqual(total);
      expect(resourceVersion).toBeGreaterThan(1);
    });
  });

  describe('an acknowledgement', () => {
    it('needs the token of the delivery', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      const requests = [await taken(all, 'c')];
      await all.place({ worker: await record(all), requests });
      const delivered = await only(all.delivery.reserve(worker));
      expect(await all.delivery.acknowledge(worker, { ...delivered, token: 'guessed' })).toBe('refused');
      expect(await only(all.delivery.reserve(worker))).toEqual(delivered);
    });

    it('can be taken back while nothing has started', async () => {
      const all = new Crew(redis);
      const delivered = await acknowledged(all, 'c');
      await all.delivery.giveBack(worker, delivered);
      expect((await record(all)).free).toEqual((await record(all)).total);
      expect((await only(all.take())).request.id).toBe('c');
    });
  });

  describe('a stop', () => {
    it('cancels whatever no worker has acknowledged', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      await all.submit(request('in-backlog'));
      expect(await all.stop.stop('in-backlog')).toBe('cancelled');
      await taken(all, 'leased');
      expect(await all.stop.stop('leased')).toBe('cancelled');
      for (const id of ['queued', 'delivered']) {
        const requests = [await taken(all, id)];
        await all.place({ worker: await record(all), requests });
        const delivered = id === 'delivered' ? await only(all.delivery.reserve(worker)) : null;
        expect(await all.stop.stop(id)).toBe('cancelled');
        if (delivered) expect(await all.delivery.acknowledge(worker, delivered)).toBe('refused');
        expect((await record(all)).free).toEqual((await record(all)).total);
      }
      expect(await all.take()).toEqual([]);
      expect(await all.delivery.reserve(worker)).toEqual([]);
    });

    it('asks the worker to end what it has acknowledged, also at its next renewal', async () => {
      const all = new Crew(redis);
      const delivered = await acknowledged(all, 'c');
      expect(await all.stop.stop('c')).toBe('stopping');
      expect(await all.execution.started(worker, delivered)).toBe('stop');
      expect(await all.membership.renew(worker)).toEqual({ status: 'renewed', waiting: 0, placed: 1, stopping: ['c'] });
      await all.release.release(worker, delivered, { kind: 'stopped' });
      expect(await all.membership.renew(worker)).toEqual({ status: 'renewed', waiting: 0, placed: 0, stopping: [] });
      expect(await all.stop.stop('c')).toBe('ended');
      expect(await all.stop.stop('never-seen')).toBe('unknown');
    });
  });

  describe('the reaper lock', () => {
    it('has one holder, is released by its value only, and runs out', async () => {
      const { lock } = new Crew(redis).context;
      const held = await lock.acquire(REAPER_LOCK_KEY);
      expect(held?.value).toMatch(/^1:/);
      expect(await lock.acquire(REAPER_LOCK_KEY)).toBe(null);
      await lock.release({ key: REAPER_LOCK_KEY, value: '1:somebody-else' });
      expect(await lock.acquire(REAPER_LOCK_KEY)).toBe(null);
      await redis.passMs(TIMINGS.lockTtlMs + 5);
      expect((await lock.acquire(REAPER_LOCK_KEY))?.value).toMatch(/^2:/);
    });

    it('fences a reaper that slept through its TTL', async () => {
      const sleeper = new Crew(redis);
      const other = new Crew(redis, 1, 'gateway-2');
      await sleeper.reaper.reap();
      await redis.passMs(TIMINGS.lockTtlMs + 5);
      const held = await other.context.lock.acquire(REAPER_LOCK_KEY);
      await taken(sleeper, 'c');
      await redis.passMs(TIMINGS.leaseTtlMs + 5);
      if (held) await redis.command('SET', REAPER_LOCK_KEY, held.value);
      await sleeper.reaper.reap();
      expect(await redis.command('ZCARD', LEASES_KEY)).toBe(1);
      expect(await redis.command('GET', REAPER_LOCK_KEY)).toBe(held?.value);
    });
  });

  describe('a snapshot', () => {
    it('follows changes and starts over when Redis knows less than the reader', async () => {
      const all = new Crew(redis);
      await all.membership.register(worker);
      await all.membership.register(identity('life-1', { id: 'worker-0' }));
      expect((await all.snapshot.read()).map(({ id }) => id)).toEqual(['worker-0', 'worker-1']);
      await all.membership.leave(worker);
      expect((await all.snapshot.read()).map(({ id }) => id)).toEqual(['worker-0']);
      await redis.clear();
      await all.membership.register(identity('life-2', { id: 'worker-2' }));
      expect((await all.snapshot.read()).map(({ id }) => id)).toEqual(['worker-2']);
    });
  });
});
