/** AsyncLocalStorage inside worlds is what it is in Node: timers and completions carry the context in which they were asked for, and nothing else does. */
import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describe, expect, test } from 'vitest';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { runProgram, simulate } from '../world/simulate.ts';

const storage = new AsyncLocalStorage<string>();
const store = (): string => storage.getStore() ?? 'none';

const programs: readonly (readonly [string, () => Promise<string>])[] = [
  ['setTimeout', () => new Promise((resolve) => setTimeout(() => resolve(store()), 5))],
  ['setImmediate', () => new Promise((resolve) => setImmediate(() => resolve(store())))],
  ['process.nextTick', () => new Promise((resolve) => process.nextTick(() => resolve(store())))],
  ['crypto.scrypt', () => new Promise((resolve) => crypto.scrypt('a', 'b', 8, () => resolve(store())))],
  ['node:timers/promises', () => sleep(5).then(store)],
  [
    'setInterval',
    () =>
      new Promise((resolve) => {
        const seen: string[] = [];
        const timer = setInterval(() => {
          seen.push(store());
          if (seen.length < 3) return;
          clearInterval(timer);
          resolve(seen.join());
        }, 5);
      }),
  ],
  [
    'a timer that is refreshed elsewhere',
    () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(store()), 5);
        storage.run('elsewhere', () => timer.refresh());
      }),
  ],
];

describe.each(['synchronous', 'boundary'] as const)('with the %s drain', (drain) => {
  test.each(programs)('%s carries its context, as in Node', async (_name, program) => {
    const run = (): Promise<string> => storage.run('mine', program);
    const inNode = await run();
    expect(inNode).toMatch(/^mine/);
    expect((await runProgram(run, { drain })).result).toBe(inNode);
  });

  test('a context that an event enters ends with it', async () => {
    const { result } = await runProgram(
      () =>
        new Promise((resolve) => {
          setTimeout(() => resolve(store()), 10);
          setTimeout(() => storage.enterWith('leaked'), 5);
        }),
      { drain },
    );
    expect(result).toBe('none');
  });

  test('each request of a service keeps its own through Redis', async () => {
    await warmUpRedis();
    const seen: string[] = [];
    await simulate(
      (world) => {
        addRedis(world);
        world.host('service', async () => {
          const redis = new Redis('redis://redis:6379');
          const serve = (user: string): Promise<void> =>
            storage.run(user, async () => {
              await redis.incr('visits');
              await sleep(user === 'alice' ? 20 : 10);
              seen.push(store());
            });
          await Promise.all([serve('alice'), serve('bob')]);
          world.finish();
        });
      },
      { drain },
    );
    expect(seen).toEqual(['bob', 'alice']);
  });
});
