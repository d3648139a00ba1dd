/** What is on disk when a Redis process is killed, or its machine loses power, as the real ioredis finds it afterwards. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/faults/index.ts';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import type { PersistenceMode } from '../../../sim/redis/persistence/index.ts';
import { killed, suffer, unpowered } from './stage.ts';

beforeAll(() => warmUpRedis());

/** Counts up every 10 ms until the crash at 4000 ms, and answers what was acknowledged and what was there afterwards. */
async function countUp(persistence: PersistenceMode, fault: Fault, seed = '1'): Promise<{ acknowledged: number; found: number }> {
  const counts = { acknowledged: 0, found: 0 };
  await suffer(
    { persistence },
    [fault],
    async ({ client, world }) => {
      while (world.nowMs < 3985) {
        counts.acknowledged = await client.incr('n');
        await sleep(10);
      }
      await sleep(2000);
      counts.found = Number(await client.get('n'));
    },
    seed,
  );
  return counts;
}

describe('a killed process', () => {
  test.each(['aof-always', 'aof-everysec', 'aof-no'] as const)('loses nothing that was acknowledged under %s', async (mode) => {
    const { acknowledged, found } = await countUp(mode, killed(4000));
    expect(acknowledged).toBeGreaterThan(100);
    expect(found).toBe(acknowledged);
  });

  test('without persistence loses everything, and observers see one step with every key', async () => {
    await suffer({ persistence: 'none' }, [killed(1000)], async ({ client, commits }) => {
      await client.mset('a', '1', 'b', '2');
      await sleep(2000);
      expect(await client.keys('*')).toEqual([]);
      expect(commits.find(({ command }) => command === 'RESTART')).toMatchObject({ client: null, writes: ['a', 'b'] });
    });
  });

  test('with snapshots goes back to the last one: SAVE, BGSAVE, or a save point', async () => {
    await suffer({ persistence: 'rdb' }, [killed(3000), killed(6000)], async ({ client, world }) => {
      await client.hset('hash', { field: 'one', other: 'x' });
      await client.rpush('list', 'a', 'b', 'c');
      await client.zadd('zset', 1, 'm', 2, 'n');
      await client.sadd('set', 'p', 'q');
      await client.set('text', 'before', 'EX', 100);
      expect(await client.save()).toBe('OK');
      await client.hset('hash', 'field', 'two');
      await client.hdel('hash', 'other');
      await client.lpop('list');
      await client.rpush('list', 'd');
      await client.lset('list', 0, 'B');
      await client.ltrim('list', 0, 1);
      await client.zadd('zset', 5, 'm', 3, 'o');
      await client.zrem('zset', 'n');
      await client.srem('set', 'p');
      await client.sadd('set', 'r');
      await client.set('text', 'after');
      await client.rename('text', 'moved');
      await client.del('set');
      await client.set('new', '1');
      await client.flushall();
      await client.set('hash', 'another type');
      await sleep(4000 - world.nowMs);
      expect(await client.hgetall('hash')).toEqual({ field: 'one', other: 'x' });
      expect(await client.lrange('list', 0, -1)).toEqual(['a', 'b', 'c']);
      expect(await client.zrange('zset', 0, -1, 'WITHSCORES')).toEqual(['m', '1', 'n', '2']);
      expect((await client.smembers('set')).toSorted()).toEqual(['p', 'q']);
      expect(await client.get('text')).toBe('before');
      expect(await client.ttl('text')).toBeGreaterThan(90);
      expect(await client.exists('new', 'moved')).toBe(0);
      expect(await client.bgsave()).toBe('Background saving started');
      await sleep(100);
      await client.del('hash');
      await sleep(6500 - world.nowMs);
      expect(await client.hget('hash', 'field')).toBe('one');
    });
  });

  test('a save point takes its snapshot by the clock of Redis: more than 60 seconds after the last one, with 10000 changes', async () => {
    await suffer({ persistence: 'rdb' }, [killed(70_000)], async ({ client, world }) => {
      const saved = await client.lastsave();
      for (let batch = 0; batch < 100; batch += 1) {
        const pipeline = client.pipeline();
        for (let number = 0; number < 100; number += 1) pipeline.incr('n');
        await pipeline.exec();
      }
      await sleep(59_000 - world.nowMs);
      expect(await client.lastsave()).toBe(saved);
      expect(await client.info('persistence')).toContain('rdb_changes_since_last_save:10000\r\n');
      await sleep(63_000 - world.nowMs);
      expect((await client.lastsave()) - saved).toBeGreaterThanOrEqual(61);
      expect(await client.info('persistence')).toContain('rdb_changes_since_last_save:0\r\n');
      await client.incr('n');
      await sleep(72_000 - world.nowMs);
      expect(await client.get('n')).toBe('10000');
    });
  });

  test('a snapshot that is still being written when the process dies does not count', async () => {
    await suffer({ persistence: 'rdb' }, [killed(1000)], async ({ client, world }) => {
      await client.set('a', 'saved');
      await client.save();
      await client.set('a', 'later');
      await sleep(999.5 - world.nowMs);
      await client.bgsave().catch(() => undefined);
      await sleep(1000);
      expect(await client.get('a')).toBe('saved');
    });
  });
});

describe('a power loss', () => {
  test('under always loses nothing, under everysec at most a second, under no at most half a minute; each at a step', async () => {
    const lost = async (mode: PersistenceMode, more: Parameters<typeof unpowered>[1] = {}, seed = '1'): Promise<number> => {
      const { acknowledged, found } = await countUp(mode, unpowered(4000, more), seed);
      return acknowledged - found;
    };
    expect(await lost('aof-always')).toBe(0);
    const drawn = await Promise.all(['1', '2', '3', '4', '5', '6'].map((seed) => lost('aof-everysec', {}, seed)));
    expect(new Set(drawn).size).toBeGreaterThan(2);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(100);
    expect(Math.max(...drawn)).toBeGreaterThan(20);
    const all = await lost('aof-everysec', { lostMs: 30_000 });
    expect(all).toBeGreaterThan(70);
    expect(all).toBeLessThanOrEqual(100);
    const stalled = await lost('aof-everysec', { lostMs: 30_000, disk: 'stalled' });
    expect(stalled).toBeGreaterThan(all + 50);
    expect(await lost('aof-everysec', { lostMs: 200 })).toBeLessThanOrEqual(20);
    expect(await lost('aof-no', { lostMs: 30_000 })).toBeGreaterThan(stalled + 50);
  });

  test('never cuts a script or an EXEC in two', async () => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      await suffer(
        { persistence: 'aof-everysec' },
        [unpowered(2000)],
        async ({ client, world }) => {
          const move = "redis.call('INCR', KEYS[1]) redis.call('DECR', KEYS[2])";
          while (world.nowMs < 1980) {
            await client.eval(move, 2, 'credit', 'debit');
            await client.multi().incr('credit').decr('debit').rpush('log', 'x').exec();
            await sleep(15);
          }
          await sleep(2000);
          const [credit, debit] = await client.mget('credit', 'debit');
          expect(Number(credit) + Number(debit)).toBe(0);
          expect(Number(credit)).toBeGreaterThan(0);
        },
        seed,
      );
    }
  });

  test('its peers are not told: their connections are half open until the machine is back', async () => {
    await suffer({ persistence: 'aof-always' }, [unpowered(1000, { forMs: 2000 })], async ({ world }) => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null });
      const closedMs: number[] = [];
      client.on('error', () => undefined);
      client.on('close', () => closedMs.push(world.nowMs));
      await client.set('a', '1');
      await sleep(1500);
      const reply = client.get('a');
      await sleep(1000);
      expect(closedMs).toEqual([]);
      expect(await reply).toBe('1');
      expect(closedMs[0]).toBeGreaterThanOrEqual(3000);
    });
  });

  test('is also a crash of the host with the manner silence, and a kill one with reset', async () => {
    for (const [manner, found] of [
      ['silence', false],
      ['reset', true],
    ] as const) {
      const crash: Fault = { kind: 'crash', target: 'redis', atMs: 1200, forMs: 100, manner };
      const seen: boolean[] = [];
      for (const seed of ['1', '2', '3', '4']) {
        await suffer(
          { persistence: 'aof-no' },
          [crash],
          async ({ client }) => {
            await client.set('a', '1');
            await sleep(2500);
            seen.push((await client.get('a')) === '1');
          },
          seed,
        );
      }
      expect(seen.every(Boolean)).toBe(found);
    }
  });

  test('the same seed gives the same world', async () => {
    const run = async (): Promise<unknown> => {
      const counts = await countUp('aof-everysec', unpowered(4000), '7');
      return counts;
    };
    expect(await run()).toEqual(await run());
  });
});
