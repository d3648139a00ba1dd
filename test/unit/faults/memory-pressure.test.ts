/** A Redis without enough memory: OOM, or keys that disappear by each policy; as the real ioredis meets it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, faultKinds, FaultPlanError, type Fault } from '../../../sim/faults/index.ts';
import { EVICTION_POLICIES, type EvictionPolicy } from '../../../sim/redis/memory/index.ts';
import { addRedis, warmUpRedis, type KeyspaceCommit } from '../../../sim/redis/index.ts';
import { simulate } from '../world/simulate.ts';
import { connected, suffer } from './stage.ts';

beforeAll(() => warmUpRedis());

const OOM = "OOM command not allowed when used memory > 'maxmemory'.";
const pressure = (share: number, policy?: EvictionPolicy, atMs = 1000, forMs = 1000): Fault => ({
  kind: 'memory-pressure',
  target: 'redis',
  atMs,
  forMs,
  share,
  ...(policy === undefined ? {} : { policy }),
});

describe('memory-pressure without eviction', () => {
  test('commands that need memory fail, reads and deletions go on, and when it is over everything does', async () => {
    const faults = await suffer({}, [pressure(0.5)], async ({ client, world }) => {
      await client.mset('a', 'x'.repeat(1000), 'b', 'y'.repeat(1000));
      await client.rpush('list', '1');
      const queued = connected();
      await queued.multi({ pipeline: false });
      await queued.set('c', '1');
      await sleep(1100 - world.nowMs);
      await expect(client.set('c', '1')).rejects.toThrow(OOM);
      await expect(client.incr('n')).rejects.toThrow(OOM);
      expect(await client.get('a')).toBe('x'.repeat(1000));
      expect(await client.lpop('list')).toBe('1');
      expect(await client.expire('a', 100)).toBe(1);
      await expect(client.eval("return redis.call('SET', KEYS[1], '1')", 1, 'c')).rejects.toThrow(
        /^OOM command not allowed when used memory > 'maxmemory'\. script: [0-9a-f]{40}, on @user_script:1\.$/,
      );
      expect(await client.eval("return redis.call('GET', KEYS[1])", 1, 'b')).toBe('y'.repeat(1000));
      await expect(client.eval("#!lua\nreturn redis.call('GET', KEYS[1])", 1, 'b')).rejects.toThrow(OOM);
      expect(await client.eval("#!lua flags=allow-oom\nreturn redis.call('SET', KEYS[1], '1')", 1, 'd')).toBe('OK');
      // Whatever is queued takes memory; EXEC is refused only when a command of it needs some.
      await expect(client.multi().get('a').exec()).rejects.toThrow('EXECABORT Transaction discarded because of previous errors.');
      await expect(queued.exec()).rejects.toThrow(`EXECABORT Transaction discarded because of: ${OOM}`);
      expect(await client.del('a', 'b')).toBe(2);
      expect(await client.set('c', '1')).toBe('OK');
      await sleep(2100 - world.nowMs);
      expect(await client.set('a', 'x'.repeat(5000))).toBe('OK');
    });
    expect(faults).toEqual(['1.000s redis has memory for 50% of its keys for 1000ms']);
  });

  test('a script that has written something goes on', async () => {
    await suffer({ server: { configuration: { maxmemory: '1001kb' } } }, [], async ({ client }) => {
      const fill = "for i = 1, 2000 do redis.call('SET', KEYS[1] .. i, string.rep('x', 100)) end return redis.call('DBSIZE')";
      expect(await client.eval(fill, 1, 'k')).toBe(2000);
      await expect(client.eval(fill, 1, 'l')).rejects.toThrow(OOM);
      expect(await client.dbsize()).toBe(2000);
    });
  });
});

describe('memory-pressure with eviction', () => {
  const evicted = (commits: readonly KeyspaceCommit[]): readonly string[] =>
    commits.filter(({ command }) => command === 'EVICT-EVENT').flatMap(({ writes }) => writes);

  /** Sixty keys, of which every second has a deadline, and those below 30 were used again later. */
  async function evictedUnder(policy: EvictionPolicy, share: number, seed = '1'): Promise<readonly string[]> {
    let gone: readonly string[] = [];
    await suffer(
      {},
      [pressure(share, policy, 10_000)],
      async ({ client, world, commits }) => {
        for (let number = 0; number < 60; number += 1) {
          if (number % 2 === 0) await client.set(`key-${number}`, 'x'.repeat(100));
          else await client.set(`key-${number}`, 'x'.repeat(100), 'EX', 1000 + number);
        }
        await sleep(5000 - world.nowMs);
        for (let round = 0; round < 20; round += 1) for (let number = 0; number < 30; number += 1) await client.get(`key-${number}`);
        await sleep(10_500 - world.nowMs);
        gone = evicted(commits);
        expect(await client.dbsize()).toBe(60 - gone.length);
        expect(await client.info('stats')).toContain(`evicted_keys:${gone.length}\r\n`);
        expect(new Set(gone).size).toBe(gone.length);
        expect((await client.mget(...gone)).every((value) => value === null)).toBe(true);
      },
      seed,
    );
    return gone;
  }

  const numbers = (keys: readonly string[]): number[] => keys.map((key) => Number(key.slice('key-'.length)));
  const ofUnused = (keys: readonly string[]): number => numbers(keys).filter((number) => number >= 30).length / keys.length;

  test.each(['allkeys-lru', 'allkeys-lfu'] as const)('%s takes what was not used', async (policy) => {
    const gone = await evictedUnder(policy, 0.7);
    expect(gone.length).toBeGreaterThan(14);
    expect(gone.length).toBeLessThan(25);
    expect(ofUnused(gone)).toBeGreaterThan(0.9);
  });

  test.each(['volatile-lru', 'volatile-lfu', 'volatile-random', 'volatile-ttl'] as const)(
    '%s takes only keys with a deadline',
    async (policy) => {
      const gone = await evictedUnder(policy, 0.8);
      expect(gone.length).toBeGreaterThan(5);
      expect(numbers(gone).every((number) => number % 2 === 1)).toBe(true);
      if (policy === 'volatile-ttl') expect(Math.max(...numbers(gone))).toBeLessThan(50);
      else if (policy !== 'volatile-random') expect(ofUnused(gone)).toBeGreaterThan(0.9);
    },
  );

  test('allkeys-random takes any, by named choices', async () => {
    const [one, again, other] = [
      await evictedUnder('allkeys-random', 0.7),
      await evictedUnder('allkeys-random', 0.7),
      await evictedUnder('allkeys-random', 0.7, '2'),
    ];
    expect(ofUnused(one)).toBeGreaterThan(0.2);
    expect(ofUnused(one)).toBeLessThan(0.8);
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  test('a volatile policy that finds no key with a deadline leaves commands without memory', async () => {
    await suffer({}, [pressure(0.5, 'volatile-lru')], async ({ client, world }) => {
      await client.set('a', 'x'.repeat(1000));
      await sleep(1100 - world.nowMs);
      await expect(client.set('b', '1')).rejects.toThrow(OOM);
    });
  });

  test('maxmemory keeps a cache at its size by itself', async () => {
    const configuration = { maxmemory: '1010kb', 'maxmemory-policy': 'allkeys-lru' };
    await suffer({ server: { configuration } }, [], async ({ client }) => {
      for (let number = 0; number < 500; number += 1) await client.set(`key-${number}`, 'x'.repeat(200));
      const used = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]);
      expect(used).toBeLessThanOrEqual(1010 * 1024 + 400);
      expect(used).toBeGreaterThan(1000 * 1024);
      expect(await client.dbsize()).toBeGreaterThan(60);
      expect(await client.dbsize()).toBeLessThan(200);
      expect(await client.get('key-499')).toBe('x'.repeat(200));
      await client.config('SET', 'maxmemory-policy', 'noeviction');
      await client.set('last', '1').catch(() => undefined);
      await expect(client.config('SET', 'maxmemory-policy', 'lru')).rejects.toThrow(
        "ERR CONFIG SET failed (possibly related to argument 'maxmemory-policy') - argument(s) must be one of the following: volatile-lru, volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction",
      );
      expect(await client.config('GET', 'maxmemory')).toEqual(['maxmemory', String(1010 * 1024)]);
    });
  });

  test('a configuration with values that Redis does not take is refused, in its words', async () => {
    const configuration = { 'maxmemory-policy': 'lru' };
    await expect(suffer({ server: { configuration } }, [], async () => undefined)).rejects.toThrow(
      'configuration maxmemory-policy "lru": argument(s) must be one of the following: volatile-lru, ',
    );
  });

  test('is told to those who listen for evicted keys, and a crash does not bring them back', async () => {
    const configuration = { 'notify-keyspace-events': 'Ee' };
    const plan: Fault[] = [pressure(0.5, 'allkeys-random'), { kind: 'redis-kill', target: 'redis', atMs: 3000, forMs: 100 }];
    await suffer({ persistence: 'aof-everysec', server: { configuration } }, plan, async ({ client, world }) => {
      const heard: string[] = [];
      const listener = connected();
      listener.on('message', (_channel, key: string) => heard.push(key));
      await listener.subscribe('__keyevent@0__:evicted');
      for (let number = 0; number < 20; number += 1) await client.set(`key-${number}`, 'x'.repeat(100));
      await sleep(4000 - world.nowMs);
      expect(heard.length).toBeGreaterThan(5);
      expect(await client.exists(...heard)).toBe(0);
      expect(await client.dbsize()).toBe(20 - heard.length);
    });
  });

  test('a plan that names a policy which Redis does not have is refused, with what is meant', async () => {
    let text = '';
    await simulate((world) => {
      addRedis(world);
      try {
        applyFaults(world, [pressure(0.5, 'allkeys-lur' as EvictionPolicy)]);
      } catch (error) {
        text = error instanceof FaultPlanError ? error.message : '';
      }
      world.at(1, 'end', () => world.finish());
    });
    expect(text).toContain('policy is "allkeys-lur" and must be "volatile-lru" or ');
    expect(text).toContain('Did you mean "allkeys-lru"?');
    const fields = faultKinds.find(({ kind }) => kind === 'memory-pressure')?.fields as Readonly<
      Record<string, { words?: readonly string[] }>
    >;
    expect(fields['policy']?.words).toEqual(EVICTION_POLICIES);
  });
});
