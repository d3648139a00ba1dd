/** A Redis at its limits: clients, output buffers, an operator with CLIENT KILL and PAUSE, and its clock; as the real ioredis meets them. */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { simulate } from '../world/simulate.ts';
import { connected, suffer } from './stage.ts';

beforeAll(() => warmUpRedis());

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

  /** A client that asks once, and what it is answered. */
  const asked = async (ask: (once: Redis) => Promise<unknown>): Promise<unknown> => {
    const once = new Redis({ host: 'redis', retryStrategy: () => null, enableReadyCheck: false });
    once.on('error', () => undefined);
    return ask(once).catch((error: Error) => error.message);
  };

  test('one reply that is too large for a normal client; the first 16 KiB do not count', async () => {
    await suffer({ server: { configuration: { 'client-output-buffer-limit': 'normal 1000 0 0' } } }, [], async ({ client }) => {
      await client.set('large', 'x'.repeat(16_400));
      expect(await asked((once) => once.get('large'))).toBe('Connection is closed.');
      expect(await client.strlen('large')).toBe(16_400);
      await client.set('fits', 'x'.repeat(16_300));
      expect(await asked((once) => once.get('fits'))).toHaveLength(16_300);
    });
    // Measured: of a limit of 100000 bytes a real server uses 98304 for what is beyond its buffer in 110011 bytes, and 114688 in 116011.
    await suffer({ server: { configuration: { 'client-output-buffer-limit': 'normal 100000 0 0' } } }, [], async ({ client }) => {
      await client.mset('fits', 'x'.repeat(110_000), 'large', 'x'.repeat(116_000));
      expect(await asked((once) => once.get('fits'))).toHaveLength(110_000);
      expect(await asked((once) => once.get('large'))).toBe('Connection is closed.');
    });
  });

  test('a pipeline whose replies are too large: what comes after that is not run', async () => {
    await suffer({ server: { configuration: { 'client-output-buffer-limit': 'normal 1000 0 0' } } }, [], async ({ client, commits }) => {
      await client.set('large', 'x'.repeat(20_000));
      const results = await asked((once) => once.pipeline().incr('n').get('large').incr('n').exec());
      expect(results).toEqual([1, 2, 3].map(() => [new Error('Connection is closed.')]));
      expect(commits.filter(({ command }) => command === 'INCR')).toHaveLength(1);
      expect(await client.get('n')).toBe('1');
    });
  });
});

describe('output-buffer', () => {
  const limited = (bytes: number, type?: 'normal' | 'pubsub' | 'replica'): Fault => ({
    kind: 'output-buffer',
    target: 'redis',
    atMs: 1000,
    forMs: 500,
    bytes,
    ...(type === undefined ? {} : { type }),
  });

  test('a client that is to get more than the limit is disconnected, comes back, and gets it when that is over', async () => {
    const faults = await suffer({}, [limited(8_000)], async ({ client, world }) => {
      const closedMs: number[] = [];
      client.on('close', () => closedMs.push(world.nowMs));
      await client.set('large', 'x'.repeat(10_000));
      await sleep(1100 - world.nowMs);
      expect(await client.strlen('large')).toBe(10_000);
      expect(closedMs).toEqual([]);
      // ioredis connects anew and asks again, until it is answered.
      expect(await client.get('large')).toHaveLength(10_000);
      expect(world.nowMs).toBeGreaterThanOrEqual(1500);
      expect(closedMs.length).toBeGreaterThan(1);
      expect(Math.max(...closedMs)).toBeLessThan(1600);
    });
    expect(faults).toEqual(['1.000s redis drops clients with more than 8000 bytes on their way for 500ms']);
  });

  test('a command may have run whose reply was dropped: sent again it runs twice', async () => {
    await suffer({}, [limited(8_000)], async ({ client, world }) => {
      await client.rpush('list', ...Array.from({ length: 40 }, (_, index) => `${index}-${'x'.repeat(500)}`));
      await sleep(1480 - world.nowMs);
      const taken = await client.lpop('list', 18);
      expect(taken?.[0]).toMatch(/^(?:18|36)-/);
    });
  });

  test('a subscriber loses the messages that were too much, and is subscribed again', async () => {
    const faults = await suffer({}, [limited(2_000, 'pubsub')], async ({ client, world }) => {
      const subscriber = connected();
      const heard: string[] = [];
      const closedMs: number[] = [];
      subscriber.on('message', (_channel, message: string) => heard.push(message.slice(0, 6)));
      subscriber.on('close', () => closedMs.push(world.nowMs));
      await subscriber.subscribe('news');
      await sleep(1100 - world.nowMs);
      await client.publish('news', 'small');
      expect(await client.publish('news', `large-${'x'.repeat(3_000)}`)).toBe(1);
      expect(await client.echo('x'.repeat(3_000))).toHaveLength(3_000);
      await sleep(200);
      expect(heard).toEqual(['small']);
      expect(closedMs).toHaveLength(1);
      await client.publish('news', 'again');
      await sleep(50);
      expect(heard).toEqual(['small', 'again']);
    });
    expect(faults).toEqual(['1.000s redis drops subscribed clients with more than 2000 bytes on their way for 500ms']);
  });

  test('a replica that is fed too much is dropped, and synchronises again', async () => {
    await suffer({ replicas: 1 }, [limited(2_000, 'replica')], async ({ client, world, redis }) => {
      const replica = redis.nodes[1]?.server;
      await client.set('a', '1');
      await sleep(1100 - world.nowMs);
      await client.set('large', 'x'.repeat(5_000));
      await sleep(50);
      expect(replica?.replication.link?.state).not.toBe('connected');
      expect(replica?.keyspace.string('large')).toBe(null);
      expect(await client.wait(1, 100)).toBe(0);
      await sleep(3_000);
      expect(replica?.keyspace.string('large')).toHaveLength(5_000);
      expect(await client.wait(1, 100)).toBe(1);
    });
  });

  test('is not met by a client that takes what it is sent in small pieces', async () => {
    await suffer({}, [limited(300, 'normal')], async ({ client, world }) => {
      const closedMs: number[] = [];
      client.on('close', () => closedMs.push(world.nowMs));
      await sleep(1100 - world.nowMs);
      for (let count = 0; count < 20; count += 1) expect(await client.echo('x'.repeat(200))).toHaveLength(200);
      expect(closedMs).toEqual([]);
      // Twenty at once are more than 300 bytes that it does not have yet.
      await Promise.all(Array.from({ length: 20 }, async () => client.echo('x'.repeat(200))));
      expect(closedMs.length).toBeGreaterThan(0);
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
