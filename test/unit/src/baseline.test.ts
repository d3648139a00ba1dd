/**
 * The baseline's parts on ioredis-mock: plain commands in one process, no faults. What the hazards do under faults is the business of the
 * suites; here is what the parts are meant to do.
 */
import type { Redis } from 'ioredis';
import RedisMock from 'ioredis-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { BASELINE_TIMINGS, noMetrics, presets, type WorkerRecord } from '../../../src/index.ts';
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
});
