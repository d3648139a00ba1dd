/** A Redis that takes no further client, or has no room on its disk: nobody dies of it, everybody is told what it is, and all goes on once there is room. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { RedisCannotWriteError, RedisUnavailableError } from '../../../src/errors.ts';
import { createClient } from '../../../src/index.ts';
import { Subscriber } from '../../../src/redis/index.ts';
import { typedTrouble } from '../../../src/redis/trouble.ts';
import { DEFAULT_TIMINGS } from '../../../src/timings.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

describe('max number of clients reached', () => {
  it('means that Redis cannot serve now, however the client words it', () => {
    for (const message of ['ERR max number of clients reached', 'Ready check failed: ERR max number of clients reached']) {
      const error = typedTrouble(new Error(message), 'submit', 100);
      expect(error).toBeInstanceOf(RedisUnavailableError);
      expect(String(error)).toContain('maxclients');
    }
    const other = new Error('ERR syntax error');
    expect(typedTrouble(other, 'submit', 100)).toBe(other);
  });

  it('a subscriber whose subscription is refused lives, and subscribes again', async () => {
    const plan: Fault[] = [
      { kind: 'connection-limit', target: 'redis', atMs: 500, forMs: 2_000, connections: 0 },
      { kind: 'reset', target: 'app', atMs: 600, peer: 'redis', manner: 'idle' },
    ];
    const heard: (string | null)[] = [];
    const deaths: string[] = [];
    const result = await simulate((world) => {
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') deaths.push(reason);
      });
      const redis = addRedis(world);
      world.host('app', async () => {
        const options = { redis: 'redis://redis:6379', timings: DEFAULT_TIMINGS, emit: () => undefined };
        const subscriber = new Subscriber(options, 'news', (payload) => heard.push(payload));
        await sleep(6_000);
        redis.master.server.execute('PUBLISH', 'news', 'late');
        await sleep(100);
        subscriber.close();
        world.finish();
      });
      applyFaults(world, plan);
    });
    expect(deaths).toEqual([]);
    expect(result.end).toBe('stopped');
    expect(heard).toContain('late');
  });
});

describe('MISCONF', () => {
  it.each(['rdb', 'aof-everysec'] as const)('under %s means that nothing was written, and what to do; later it is', async (persistence) => {
    const plan: Fault[] = [{ kind: 'disk-full', target: 'redis', atMs: 500, forMs: 2_000, persistence }];
    let failure: unknown;
    const result = await simulate((world) => {
      addRedis(world);
      world.host('app', async () => {
        try {
          const client = createClient({ redis: 'redis://redis:6379', timings: { clientTimeoutMs: 3_000 } });
          const submit = async (id: string): Promise<unknown> =>
            client.submit({ id, cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] }).catch((error: unknown) => error);
          expect(await submit('before')).toMatchObject({ status: 'accepted' });
          await sleep(600 - world.nowMs);
          // The write that fills an append-only file's last room is still acknowledged.
          if (persistence !== 'rdb') expect(await submit('kept-in-memory')).toMatchObject({ status: 'accepted' });
          const refused = await submit('refused');
          expect(refused).toBeInstanceOf(RedisCannotWriteError);
          expect(refused).toMatchObject({
            code: 'REDIS_CANNOT_WRITE',
            message: expect.stringMatching(/nothing was written: .*make room there.*\(MISCONF .*; then repeat it$/s) as string,
          });
          expect(String(refused)).not.toMatch(/[0-9a-f]{40}/);
          await sleep(9_000 - world.nowMs);
          expect(await submit('refused')).toMatchObject({ status: 'accepted' });
          await client.close();
        } catch (error) {
          failure = error;
        }
        world.finish();
      });
      applyFaults(world, plan);
    });
    if (failure !== undefined) throw failure;
    expect(result.end).toBe('stopped');
  });
});
