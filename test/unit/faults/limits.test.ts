/** A Redis at its limits: memory, clients, output buffers, and an operator with CLIENT KILL and PAUSE; as the real ioredis meets them. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, faultKinds, FaultPlanError, type Fault } from '../../../sim/faults/index.ts';
import { EVICTION_POLICIES, type EvictionPolicy } from '../../../sim/redis/memory/index.ts';
import { addRedis, warmUpRedis, type KeyspaceCommit, type RedisHostOptions } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

interface Stage {
  readonly world: World;
  readonly client: Redis;
  readonly commits: KeyspaceCommit[];
}

/** One client on host `app`, until its program has ended. */
async function suffer(
  options: Partial<RedisHostOptions>,
  plan: readonly Fault[],
  program: (stage: Stage) => Promise<void>,
  seed = '1',
): Promise<readonly string[]> {
  let failure: unknown = null;
  const result = await simulate(
    (world) => {
      const redis = addRedis(world, options);
      const commits: KeyspaceCommit[] = [];
      redis.observe({ onCommit: (commit) => commits.push(commit) });
      world.host('app', async () => {
        await program({ world, client: connected(), commits }).catch((error: unknown) => (failure = error));
        world.finish();
      });
      applyFaults(world, plan);
    },
    { seed },
  );
  if (failure !== null) throw failure;
  expect(result.end).toBe('stopped');
  return result.faults;
}

function connected(): Redis {
  const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  return client;
}

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

describe('connection-limit', () => {
  /** What a bare socket is told. */
  const greeting = (): Promise<string> =>
    new Promise((resolve) => {
      let text = '';
      net
        .connect(6379, 'redis')
        .on('data', (bytes: Buffer) => (text += bytes.toString()))
        .on('error', () => undefined)
        .on('close', () => resolve(text));
    });

  test('who connects is told and disconnected; who is there stays', async () => {
    const plan: Fault[] = [{ kind: 'connection-limit', target: 'redis', atMs: 1000, forMs: 500, connections: 1 }];
    const faults = await suffer({}, plan, async ({ client, world }) => {
      await client.set('a', '1');
      await sleep(1100 - world.nowMs);
      expect(await greeting()).toBe('-ERR max number of clients reached\r\n');
      // As on a real server: ioredis is connected, and disconnected before it has asked for anything.
      const late = new Redis({ host: 'redis', retryStrategy: () => 50, maxRetriesPerRequest: null });
      const events: string[] = [];
      for (const event of ['connect', 'ready', 'close']) late.on(event, () => events.push(event));
      late.on('error', () => undefined);
      const reply = late.get('a');
      await sleep(200);
      expect(events.slice(0, 4)).toEqual(['connect', 'close', 'connect', 'close']);
      expect(await client.get('a')).toBe('1');
      expect(await client.info('stats')).toMatch(/rejected_connections:[1-9]/);
      expect(await reply).toBe('1');
      expect(world.nowMs).toBeGreaterThanOrEqual(1500);
    });
    expect(faults).toEqual(['1.000s redis takes no client beyond 1 for 500ms']);
  });

  test('is maxclients as CONFIG SET has it', async () => {
    await suffer({}, [], async ({ client }) => {
      await client.config('SET', 'maxclients', '1');
      const late = new Redis({ host: 'redis', retryStrategy: () => null });
      late.on('error', () => undefined);
      await expect(late.get('a')).rejects.toThrow('Connection is closed.');
      await client.config('SET', 'maxclients', '2');
      expect(await connected().get('a')).toBe(null);
      expect(await client.info('clients')).toContain('maxclients:2\r\n');
    });
  });
});

describe('client-kill', () => {
  test('closes connections between two commands; MULTI, WATCH and subscriptions are gone, ioredis comes back', async () => {
    const plan: Fault[] = [{ kind: 'client-kill', target: 'redis', atMs: 1000 }];
    const faults = await suffer({}, plan, async ({ client, world }) => {
      const closedMs: number[] = [];
      client.on('close', () => closedMs.push(world.nowMs));
      const watcher = new Redis({ host: 'redis', retryStrategy: () => 20 });
      watcher.on('error', () => undefined);
      await watcher.watch('a');
      await watcher.multi({ pipeline: false });
      await watcher.set('a', 'mine');
      const subscriber = connected();
      const news: string[] = [];
      subscriber.on('message', (_channel, message) => news.push(message));
      await subscriber.subscribe('news');
      await sleep(1200 - world.nowMs);
      expect(closedMs).toHaveLength(1);
      await expect(watcher.exec()).rejects.toThrow('ERR EXEC without MULTI');
      expect(await client.get('a')).toBe(null);
      await client.publish('news', 'after');
      await sleep(50);
      expect(news).toEqual(['after']);
    });
    expect(faults).toEqual(['1.000s redis closes the connections of all its clients']);
  });

  test('only of one type, or of one host', async () => {
    const plan: Fault[] = [
      { kind: 'client-kill', target: 'redis', atMs: 1000, type: 'pubsub' },
      { kind: 'client-kill', target: 'redis', atMs: 2000, peer: 'app', type: 'normal' },
    ];
    const faults = await suffer({}, plan, async ({ client, world }) => {
      const closed: string[] = [];
      client.on('close', () => closed.push('normal'));
      const subscriber = connected();
      await subscriber.subscribe('news');
      await client.get('a');
      subscriber.on('close', () => closed.push('pubsub'));
      await sleep(1500 - world.nowMs);
      expect(closed).toEqual(['pubsub']);
      await sleep(2500 - world.nowMs);
      expect(closed).toEqual(['pubsub', 'normal']);
    });
    expect(faults).toEqual([
      '1.000s redis closes the subscribed connections of all its clients',
      '2.000s redis closes the unsubscribed connections of app',
    ]);
  });
});

describe('client-pause', () => {
  test('all commands wait, and run in order when it is over; nothing expires meanwhile', async () => {
    const plan: Fault[] = [{ kind: 'client-pause', target: 'redis', atMs: 1000, forMs: 500, mode: 'all' }];
    await suffer({}, plan, async ({ client, world, commits }) => {
      const other = connected();
      await other.set('short', '1', 'PX', 1200);
      await client.set('n', '0');
      await sleep(1100 - world.nowMs);
      const order = await Promise.all([client.incr('n'), other.incr('n'), client.incr('n'), other.get('short')]);
      expect(new Set(order.slice(0, 3))).toEqual(new Set([1, 2, 3]));
      expect(order[3]).toBe(null);
      expect(world.nowMs).toBeGreaterThanOrEqual(1500);
      const expiry = commits.find(({ command }) => command === 'EXPIRE-EVENT');
      expect((expiry?.atMs ?? 0) - world.epochMs).toBeGreaterThanOrEqual(1500);
    });
  });

  test('or only those that write, and scripts; reads see no expired keys', async () => {
    const plan: Fault[] = [{ kind: 'client-pause', target: 'redis', atMs: 1000, forMs: 500, mode: 'write' }];
    await suffer({}, plan, async ({ client, world }) => {
      const writer = connected();
      await writer.set('short', '1', 'PX', 1200);
      await sleep(1100 - world.nowMs);
      const written = writer.set('a', '1').then(() => world.nowMs);
      const scripted = connected().eval('return 1', 0);
      expect(await client.get('a')).toBe(null);
      await sleep(1300 - world.nowMs);
      expect(await client.get('short')).toBe(null);
      expect(await client.dbsize()).toBe(1);
      expect(await written).toBeGreaterThanOrEqual(1500);
      expect(await scripted).toBe(1);
    });
  });

  test('a client that dies while it waits has written nothing', async () => {
    const plan: Fault[] = [
      { kind: 'client-pause', target: 'redis', atMs: 1000, forMs: 500, mode: 'all' },
      { kind: 'client-kill', target: 'redis', atMs: 1200 },
    ];
    await suffer({}, plan, async ({ world }) => {
      const writer = new Redis({ host: 'redis', retryStrategy: () => null, autoResendUnfulfilledCommands: false });
      writer.on('error', () => undefined);
      await writer.get('a');
      await sleep(1100 - world.nowMs);
      await expect(writer.set('a', '1')).rejects.toThrow('Connection is closed.');
      expect(await connected().get('a')).toBe(null);
    });
  });

  test('CLIENT PAUSE and UNPAUSE as an operator runs them', async () => {
    await suffer({}, [], async ({ client, world }) => {
      expect(await client.client('PAUSE', 10_000, 'WRITE')).toBe('OK');
      const written = connected().set('a', '1');
      await sleep(300);
      expect(await client.get('a')).toBe(null);
      expect(await client.client('UNPAUSE')).toBe('OK');
      expect(await written).toBe('OK');
      expect(world.nowMs).toBeLessThan(1000);
      await expect(client.call('CLIENT', 'PAUSE', '10', 'foo')).rejects.toThrow('ERR CLIENT PAUSE mode must be WRITE or ALL');
      await expect(client.call('CLIENT', 'PAUSE', '-1')).rejects.toThrow('ERR timeout is negative');
    });
  });
});

describe('client-output-buffer-limit', () => {
  const held = (forMs: number): Fault => ({ kind: 'hold', target: 'slow', peer: 'redis', atMs: 1000, forMs, direction: 'incoming' });

  /** A subscriber on host `slow` whose link is held, while `app` publishes; answers when the subscriber was disconnected. */
  async function publishAt(
    limit: string,
    messages: number,
    bytes: number,
    gapMs: number,
  ): Promise<{ closedMs: number[]; received: number }> {
    const seen = { closedMs: [] as number[], received: 0 };
    await simulate((world) => {
      addRedis(world, { server: { configuration: { 'client-output-buffer-limit': limit } } });
      world.host('slow', () => {
        const subscriber = connected();
        subscriber.on('close', () => seen.closedMs.push(world.nowMs));
        subscriber.on('message', () => (seen.received += 1));
        void subscriber.subscribe('news');
      });
      world.host('app', async () => {
        const publisher = connected();
        await sleep(1100);
        for (let count = 0; count < messages; count += 1) {
          await publisher.publish('news', 'x'.repeat(bytes));
          await sleep(gapMs);
        }
        await sleep(6000);
        world.finish();
      });
      applyFaults(world, [held(4000)]);
    });
    return seen;
  }

  test('a subscriber that takes nothing is dropped beyond the hard limit, and misses what it was sent', async () => {
    const { closedMs, received } = await publishAt('pubsub 100kb 0 0', 40, 10_000, 1);
    expect(closedMs).toHaveLength(1);
    expect(received).toBeLessThan(40);
  });

  test('within the limit it gets everything late', async () => {
    const { closedMs, received } = await publishAt('pubsub 1mb 0 0', 40, 10_000, 1);
    expect(closedMs).toEqual([]);
    expect(received).toBe(40);
  });

  test('beyond the soft limit it is dropped when that has lasted too long', async () => {
    const { closedMs } = await publishAt('pubsub 0 100kb 2', 40, 10_000, 1);
    expect(closedMs).toHaveLength(1);
    const short = await publishAt('pubsub 0 100kb 60', 40, 10_000, 1);
    expect(short.closedMs).toEqual([]);
    expect(short.received).toBe(40);
  });

  test('one reply that is too large for a normal client', async () => {
    await suffer({ server: { configuration: { 'client-output-buffer-limit': 'normal 10kb 0 0' } } }, [], async ({ client }) => {
      await client.set('large', 'x'.repeat(20_000));
      const once = new Redis({ host: 'redis', retryStrategy: () => null });
      once.on('error', () => undefined);
      await expect(once.get('large')).rejects.toThrow('Connection is closed.');
      expect(await client.strlen('large')).toBe(20_000);
    });
  });
});

describe('a jump of the clock of Redis', () => {
  const step = (atMs: number, stepMs: number): Fault => ({ kind: 'clock-step', target: 'redis', atMs, stepMs });

  test('forward ends waits and keys alike, at once', async () => {
    await suffer({}, [step(1000, 30_000)], async ({ client, world }) => {
      await client.set('lock', 'me', 'PX', 20_000);
      const popped = await connected().blpop('queue', 10);
      expect(popped).toBe(null);
      expect(world.nowMs).toBeLessThan(1100);
      expect(await client.exists('lock')).toBe(0);
    });
  });

  test('back makes waits and keys last longer alike', async () => {
    await suffer({}, [step(500, -5000)], async ({ client, world }) => {
      await client.set('lock', 'me', 'PX', 2000);
      const waited = connected()
        .blpop('queue', 2)
        .then(() => world.nowMs);
      await sleep(4000);
      expect(await client.pttl('lock')).toBeGreaterThan(2500);
      expect(await waited).toBeGreaterThan(6500);
      expect(await client.exists('lock')).toBe(0);
    });
  });
});
