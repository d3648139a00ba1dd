/**
 * The baseline's parts on ioredis-mock: plain commands in one process, no faults. What the hazards do under faults is the business of the
 * suites; here is what the parts are meant to do.
 */
import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { BASELINE_TIMINGS, KEY_PREFIXES, noMetrics, presets, type ContainerRequest, type WorkerRecord } from '../../../src/index.ts';
import {
  BACKLOG_KEY,
  containerStateKey,
  exitCodeKey,
  requestStatusKey,
  workerLockKey,
  workerQueueKey,
  workerStateKey,
} from '../../../src/keys.ts';
import type { PartContext, TakenRequest, WorkerIdentity } from '../../../src/parts/index.ts';
import type { Link, RedisScript } from '../../../src/redis/index.ts';
import { encodeRequest } from '../../../src/request.ts';
import { identity, request } from './crew.ts';

const preset = presets.baseline;
const worker: WorkerIdentity = identity('');

describe('the baseline', () => {
  let client: Redis;
  let context: PartContext;

  beforeEach(async () => {
    client = new RedisMock();
    await client.flushall();
    const run = (script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> =>
      client.eval(script.lua, script.numberOfKeys, ...keys, ...values);
    const link: Link = { client, closed: false, run, insist: run };
    const bare = {
      link,
      timings: { ...BASELINE_TIMINGS, retryBackoffMs: 1, lockRetryMs: 1 },
      actorId: 'gateway-1',
      emit: (): void => undefined,
      metrics: noMetrics,
    };
    context = { ...bare, lock: preset.lock(bare), pools: [] };
    await preset.membership(context).register(worker);
  });

  async function submitted(id: string): Promise<void> {
    await preset.submit(context).submit(request(id), encodeRequest(request(id)));
  }

  async function taken(): Promise<TakenRequest> {
    const { requests } = await preset.intake(context).take();
    const [one] = requests;
    if (!one) throw new Error('nothing taken');
    return one;
  }

  async function record(): Promise<WorkerRecord> {
    const [one] = await preset.snapshot(context).read();
    if (!one) throw new Error('no worker');
    return one;
  }

  it('registers a worker as available with everything free', async () => {
    expect(await record()).toMatchObject({ id: 'worker-1', status: 'available', free: { cpuMillicores: 2_000, memoryMib: 1_000 } });
  });

  it('pops a request, and nobody knows of it afterwards', async () => {
    await submitted('c');
    expect((await taken()).request).toEqual(request('c'));
    expect(await client.zcard(BACKLOG_KEY)).toBe(0);
    expect((await preset.intake(context).take()).requests).toEqual([]);
  });

  it('takes capacity under the version that it planned with, then pushes', async () => {
    await submitted('a');
    await submitted('b');
    const planned = await record();
    const [a, b] = [await taken(), await taken()];
    const committer = preset.committer(context);
    expect(await committer.commit({ worker: planned, requests: [a] })).toMatchObject([{ outcome: 'committed' }]);
    expect(await committer.commit({ worker: planned, requests: [b] })).toMatchObject([{ outcome: 'conflict' }]);
    expect((await record()).free.cpuMillicores).toBe(1_000);
    expect(await client.llen(workerQueueKey('worker-1'))).toBe(1);
  });

  it('delivers, marks as running, and gives the capacity back as a delta', async () => {
    await submitted('c');
    await preset.committer(context).commit({ worker: await record(), requests: [await taken()] });
    const [delivered] = (await preset.delivery(context).reserve(worker)) ?? [];
    if (!delivered) throw new Error('nothing delivered');
    expect(await preset.execution(context).started(worker, delivered)).toBe('running');
    expect(await client.hget(containerStateKey('c'), 'status')).toBe('RUNNING');
    await preset.release(context).release(worker, delivered, { kind: 'exited', exitCode: 4 });
    expect(await client.get(exitCodeKey('c'))).toBe('4');
    expect((await record()).free).toEqual((await record()).total);
    expect(await preset.status(context).status('c')).toEqual({ state: 'ENDED', outcome: { kind: 'exited', exitCode: 4 } });
  });

  it('writes a request back after a while, and gives up after three times', async () => {
    await submitted('c');
    const retry = preset.retry(context, preset.failure(context));
    for (let attempt = 0; attempt <= BASELINE_TIMINGS.retryCountMax; attempt += 1) {
      await retry.retry([{ taken: await taken(), reason: 'no_fit' }]);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await client.get(requestStatusKey('c'))).toBe('failed');
    expect(await client.zcard(BACKLOG_KEY)).toBe(0);
  });

  it('forgets a worker together with what was queued for it', async () => {
    await client.rpush(workerQueueKey('worker-1'), 'anything');
    await preset.membership(context).leave(worker);
    expect(await preset.snapshot(context).read()).toEqual([]);
    expect(await client.exists(workerQueueKey('worker-1'))).toBe(0);
  });

  it('takes a worker out of service under its lock, which every charge holds too', async () => {
    const administration = preset.administration(context);
    expect(await administration.cordon('worker-1', true)).toBe(true);
    expect(await record()).toMatchObject({ status: 'disabled', free: { cpuMillicores: 2_000 } });
    expect(await administration.cordon('worker-2', true)).toBe(false);
    await client.set(workerLockKey('worker-1'), 'somebody');
    await expect(administration.cordon('worker-1', false)).rejects.toThrow('the lock of worker worker-1 was not obtained; do it again');
    expect(await client.hget(workerStateKey('worker-1'), 'status')).toBe('disabled');
  });

  describe('the quota of a workspace', () => {
    const team = { workspaceId: 'team' };
    const submit = (id: string, overrides: Partial<ContainerRequest> = {}) => {
      const wanted = request(id, { ...team, ...overrides });
      return preset.submit(context).submit(wanted, encodeRequest(wanted));
    };
    const limit = (cpuMillicores: number | null, gpuCount: number | null = null) =>
      preset.administration(context).setQuota('team', { cpuMillicores, gpuCount });

    it('is counted from records, under the lock of the workspace', async () => {
      await limit(1_500);
      await submit('a');
      await expect(submit('b')).rejects.toThrow('workspace team may use 1500 of cpu and uses 1000');
      expect(await client.exists(containerStateKey('b'), `${KEY_PREFIXES.workspaceLock}team`)).toBe(0);
    });

    it('looks at GPUs first, and never at memory', async () => {
      await limit(100, 0);
      await expect(submit('a', { gpuCount: 1, gpuTypes: ['T4'] })).rejects.toThrow('may use 0 of gpu and uses 0');
      await limit(null, 0);
      await client.del(`${KEY_PREFIXES.quotaCached}team`);
      expect(await submit('b', { memoryMib: 1_000_000 })).toMatchObject({ status: 'accepted' });
    });

    it('does not count what is stopping, although it still runs (E4), and forgets what is gone', async () => {
      await limit(1_000);
      await submit('a');
      await preset.stop(context).stop('a');
      expect(await submit('b')).toMatchObject({ status: 'accepted' });
      await client.del(containerStateKey('a'), containerStateKey('b'));
      expect(await submit('c')).toMatchObject({ status: 'accepted' });
      expect(await client.smembers(`${KEY_PREFIXES.workspaceContainers}team`)).toEqual(['c']);
    });

    it('is read from a cache of ten minutes, whatever an operator says meanwhile', async () => {
      await limit(1_000);
      await submit('a');
      expect(await client.pttl(`${KEY_PREFIXES.quotaCached}team`)).toBeGreaterThan(590_000);
      await limit(5_000);
      await expect(submit('b')).rejects.toThrow('may use 1000 of cpu');
      await client.del(`${KEY_PREFIXES.quotaCached}team`);
      expect(await submit('b')).toMatchObject({ status: 'accepted' });
    });

    it('is looked at without the lock by whoever is refused it (E1), and leaves it to whoever has it', async () => {
      await limit(1_000);
      await client.set(`${KEY_PREFIXES.workspaceLock}team`, 'somebody');
      expect(await submit('a')).toMatchObject({ status: 'accepted' });
      expect(await client.get(`${KEY_PREFIXES.workspaceLock}team`)).toBe('somebody');
    });

    it('costs nothing where there is no workspace', async () => {
      await limit(0);
      await submitted('a');
      expect(await client.keys('workspace:*')).toEqual(expect.not.arrayContaining([`${KEY_PREFIXES.workspaceContainers}team`]));
    });
  });
});
