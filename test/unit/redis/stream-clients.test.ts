/** Streams as the unmodified ioredis sees them in a world: consumers that wait, one that dies with work in hand, and Redis that goes away. */
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { applyFaults } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

const url = 'redis://redis:6379';
type Entry = [id: string, fields: string[]];

/** Reads one new entry of the group, waiting for it up to a second. */
async function readOne(redis: Redis, consumer: string): Promise<Entry | null> {
  const found = (await redis.xreadgroup('GROUP', 'team', consumer, 'COUNT', 1, 'BLOCK', 1000, 'STREAMS', 'jobs', '>')) as
    | [string, Entry[]][]
    | null;
  return found?.[0]?.[1][0] ?? null;
}

/** A producer of six jobs, a worker that works, and one that crashes with its second job in hand and never returns. */
function team(world: World, worked: Map<string, string[]>): void {
  addRedis(world);
  const work = (redis: Redis, how: 'read' | 'claimed', job = ''): Promise<unknown> => {
    worked.set(job, [...(worked.get(job) ?? []), how]);
    return redis.incr(`done:${job}`);
  };
  world.host('producer', async () => {
    const redis = new Redis(url);
    await redis.xgroup('CREATE', 'jobs', 'team', '$', 'MKSTREAM');
    for (let job = 1; job <= 6; job++) {
      await redis.xadd('jobs', 'MAXLEN', '~', 1000, '*', 'job', String(job));
      await sleep(50);
    }
  });
  world.host('frail', async () => {
    const redis = new Redis(url);
    await sleep(20);
    const first = await readOne(redis, 'frail');
    if (first !== null) await redis.xack('jobs', 'team', first[0]);
    await readOne(redis, 'frail');
    await sleep(60_000);
  });
  world.host('steady', async () => {
    const redis = new Redis(url);
    await sleep(20);
    for (let round = 0; round < 12; round++) {
      const entry = await readOne(redis, 'steady');
      const [, claimed] = (await redis.xautoclaim('jobs', 'team', 'steady', 3000, '0')) as [string, Entry[]];
      const mine = [
        ...(entry === null ? [] : [{ entry, how: 'read' as const }]),
        ...claimed.map((one) => ({ entry: one, how: 'claimed' as const })),
      ];
      for (const {
        entry: [id, fields],
        how,
      } of mine) {
        await work(redis, how, fields[1]);
        await redis.xack('jobs', 'team', id);
      }
    }
    expect(await redis.xpending('jobs', 'team')).toEqual([0, null, null, null]);
    world.finish();
  });
  applyFaults(world, [{ kind: 'crash', target: 'frail', atMs: 400, forMs: 100_000, manner: 'reset' }]);
}

test.each(['1', '2', '3'])('what a dead consumer had in hand is claimed by another, and done once (seed %s)', async (seed) => {
  const worked = new Map<string, string[]>();
  const { end, violation } = await simulate((world) => team(world, worked), { seed, strategy: 'random', stepsMax: 50_000 });
  expect(violation).toBeNull();
  expect(end).toBe('stopped');
  // One job was acknowledged by the consumer that died, one it had in hand; the other did the rest, each job once.
  const ways = [...worked.values()].flat().sort();
  expect(ways).toEqual(['claimed', 'read', 'read', 'read', 'read']);
  expect(worked.size).toBe(5);
});

test('a reader that waits is given what comes while it waits, and asks again when Redis was away', async () => {
  const heard: string[] = [];
  const { end } = await simulate(
    (world) => {
      addRedis(world);
      world.host('reader', async () => {
        const redis = new Redis(url);
        redis.on('error', () => undefined);
        for (let last = '0'; heard.length < 4;) {
          const found = await redis.xread('BLOCK', 0, 'STREAMS', 'news', last);
          for (const [id, [, text = '']] of found?.[0]?.[1] ?? []) {
            heard.push(text);
            last = id;
          }
        }
        world.finish();
      });
      world.host('writer', async () => {
        const redis = new Redis(url);
        redis.on('error', () => undefined);
        for (const text of ['one', 'two', 'three', 'four']) {
          await sleep(1000);
          await redis.xadd('news', '*', 'text', text);
        }
      });
      applyFaults(world, [{ kind: 'redis-crash', target: 'redis', atMs: 2500, forMs: 300, keeps: 'everything', loadingMs: 100 }]);
    },
    { seed: '1', strategy: 'random', stepsMax: 50_000 },
  );
  expect(end).toBe('stopped');
  expect(heard).toEqual(['one', 'two', 'three', 'four']);
});
