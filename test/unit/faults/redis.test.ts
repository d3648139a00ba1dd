/** Each failure of Redis, suffered by the real ioredis in a simulated world. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis, type KeyspaceCommit, type RedisHost } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  readonly commits: KeyspaceCommit[];
}

/** One program on host `app`, with a Redis and a plan, until the program has ended. */
async function suffer(plan: readonly Fault[], program: (stage: Stage) => Promise<void>, seed = '1'): Promise<readonly string[]> {
  const deaths: string[] = [];
  const result = await simulate(
    (world) => {
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') deaths.push(reason);
      });
      const redis = addRedis(world);
      const commits: KeyspaceCommit[] = [];
      redis.observe({ onCommit: (commit) => commits.push(commit) });
      world.host('app', async () => {
        await program({ world, redis, commits });
        world.finish();
      });
      applyFaults(world, plan);
    },
    { seed },
  );
  expect(deaths).toEqual([]);
  expect(result.end).toBe('stopped');
  return result.faults;
}

const crashAt = (atMs: number, keeps: 'everything' | 'nothing' | 'all-but-last-second', loadingMs = 0): Fault => ({
  kind: 'redis-crash',
  target: 'redis',
  atMs,
  forMs: 300,
  keeps,
  loadingMs,
});

describe('redis-crash', () => {
  test('with everything kept: connections reset, data there, script cache and subscriptions gone', async () => {
    const faults = await suffer([crashAt(1000, 'everything')], async ({ commits }) => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20 });
      const errors: string[] = [];
      client.on('error', (error: NodeJS.ErrnoException) => errors.push(error.code ?? ''));
      await client.set('a', '1');
      const digest = String(await client.script('LOAD', 'return 7'));
      expect(await client.evalsha(digest, 0)).toBe(7);
      await sleep(2000);
      expect(errors).toContain('ECONNREFUSED');
      expect(await client.get('a')).toBe('1');
      await expect(client.evalsha(digest, 0)).rejects.toThrow('NOSCRIPT');
      expect(commits.some(({ command }) => command === 'RESTART')).toBe(false);
    });
    expect(faults).toEqual(['1.000s redis is killed, restarted after 300ms with everything kept']);
  });

  test('with nothing kept: observers see one step with every key', async () => {
    await suffer([crashAt(1000, 'nothing')], async ({ commits, redis }) => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20 });
      client.on('error', () => undefined);
      await client.mset('a', '1', 'b', '2');
      await client.set('c', '3', 'PX', 60_000);
      await sleep(2000);
      expect(await client.keys('*')).toEqual([]);
      expect(redis.keyspace.size).toBe(0);
      const restart = commits.find(({ command }) => command === 'RESTART');
      expect(restart).toMatchObject({ client: null, connection: 0, writes: ['a', 'b', 'c'] });
    });
  });

  test('with the last second lost: what was written before it is as it was, also deadlines', async () => {
    await suffer([crashAt(3000, 'all-but-last-second')], async ({ commits, world }) => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20 });
      client.on('error', () => undefined);
      await client.hset('old', 'field', 'before');
      await client.rpush('list', 'one');
      await client.set('dead', 'x');
      await client.set('lock', 'me', 'PX', 60_000);
      await sleep(1900);
      await client.set('kept', 'just');
      await sleep(300);
      expect(world.nowMs).toBeGreaterThan(2100);
      await client.hset('old', 'field', 'after');
      await client.rpush('list', 'two');
      await client.del('dead');
      await client.set('lock', 'you');
      await client.set('new', '1');
      await sleep(2000);
      expect(await client.hgetall('old')).toEqual({ field: 'before' });
      expect(await client.lrange('list', 0, -1)).toEqual(['one']);
      expect(await client.get('dead')).toBe('x');
      expect(await client.get('lock')).toBe('me');
      expect(await client.pttl('lock')).toBeGreaterThan(50_000);
      expect(await client.get('kept')).toBe('just');
      expect(await client.exists('new')).toBe(0);
      const restart = commits.find(({ command }) => command === 'RESTART');
      expect([...(restart?.writes ?? [])].toSorted()).toEqual(['dead', 'list', 'lock', 'new', 'old']);
    });
  });

  test('loses steps whole: a script that wrote two keys is there or not', async () => {
    await suffer([crashAt(3000, 'all-but-last-second')], async ({ redis }) => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null });
      client.on('error', () => undefined);
      const move = "redis.call('INCR', KEYS[1]) redis.call('DECR', KEYS[2])";
      for (let step = 0; step < 60; step += 1) {
        await client.eval(move, 2, 'credit', 'debit');
        await sleep(70);
      }
      const [credit, debit] = await client.mget('credit', 'debit');
      expect(Number(credit) + Number(debit)).toBe(0);
      expect(Number(credit)).toBeLessThan(60);
      expect(redis.host.incarnation).toBe(2);
    });
  });

  test('blocked and subscribed clients of the dead process get nothing from the new one', async () => {
    await suffer([crashAt(1000, 'everything')], async ({ commits, world }) => {
      const waiter = new Redis({ host: 'redis', retryStrategy: () => null, autoResendUnfulfilledCommands: false });
      waiter.on('error', () => undefined);
      const popped = waiter.brpop('queue', 0).then(
        () => 'popped',
        () => 'failed',
      );
      await sleep(2000);
      const client = new Redis({ host: 'redis' });
      await client.lpush('queue', 'work');
      expect(await popped).toBe('failed');
      expect(await client.llen('queue')).toBe(1);
      expect(commits.at(-1)?.atMs).toBeGreaterThan(world.epochMs);
    });
  });

  test('answers LOADING at first, and ioredis waits for the end of it', async () => {
    let readyAtMs = 0;
    const answers: string[] = [];
    await suffer([crashAt(1000, 'everything', 700)], async ({ world }) => {
      const raw = new Redis({ host: 'redis', retryStrategy: () => 20, enableReadyCheck: false, maxRetriesPerRequest: null });
      const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null });
      for (const each of [raw, client]) each.on('error', () => undefined);
      await client.set('a', '1');
      client.on('ready', () => (readyAtMs = world.nowMs));
      await sleep(1500);
      answers.push(String(await raw.get('a').catch((error: Error) => error.message)));
      await sleep(2500);
      answers.push(String(await raw.get('a')));
    });
    expect(answers).toEqual(['LOADING Redis is loading the dataset in memory', '1']);
    expect(readyAtMs).toBeGreaterThan(2000);
  });

  test('a plain crash of the host keeps everything', async () => {
    await suffer([{ kind: 'crash', target: 'redis', atMs: 1000, forMs: 100, manner: 'reset' }], async () => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20 });
      client.on('error', () => undefined);
      await client.set('a', '1');
      await client.set('short', '1', 'PX', 1050);
      await sleep(2000);
      expect(await client.get('a')).toBe('1');
      expect(await client.exists('short')).toBe(0);
    });
  });
});

describe('other failures of Redis', () => {
  test('loading: commands fail, the connection stays; EXEC is refused whole', async () => {
    const faults = await suffer([{ kind: 'loading', target: 'redis', atMs: 1000, forMs: 500 }], async () => {
      const client = new Redis({ host: 'redis' });
      await client.set('a', '1');
      const queued = new Redis({ host: 'redis' });
      await queued.multi({ pipeline: false });
      await queued.get('a');
      await sleep(1100);
      await expect(client.get('a')).rejects.toThrow('LOADING Redis is loading the dataset in memory');
      await expect(client.ping()).rejects.toThrow('LOADING');
      expect(await client.info('persistence')).toContain('loading:1');
      // As redis-server 7.0.15 answers while it loads.
      await expect(client.multi().get('a').exec()).rejects.toThrow('EXECABORT Transaction discarded because of previous errors.');
      await expect(queued.exec()).rejects.toThrow(
        'EXECABORT Transaction discarded because of: LOADING Redis is loading the dataset in memory',
      );
      expect(await client.multi().echo('x').exec()).toEqual([[null, 'x']]);
      await sleep(1000);
      expect(await client.get('a')).toBe('1');
      expect(await client.info('persistence')).toContain('loading:0');
    });
    expect(faults).toEqual(['1.000s redis loading its data set for 500ms']);
  });

  test('script-flush: EVALSHA answers NOSCRIPT', async () => {
    await suffer([{ kind: 'script-flush', target: 'redis', atMs: 1000 }], async () => {
      const client = new Redis({ host: 'redis' });
      const digest = String(await client.script('LOAD', 'return 7'));
      await sleep(1100);
      await expect(client.evalsha(digest, 0)).rejects.toThrow('NOSCRIPT');
      expect(await client.eval('return 7', 0)).toBe(7);
    });
  });

  test('slow-command: everybody waits, nothing is lost', async () => {
    await suffer([{ kind: 'slow-command', target: 'redis', atMs: 1000, forMs: 400 }], async ({ world }) => {
      const clients = [new Redis({ host: 'redis' }), new Redis({ host: 'redis' })];
      await sleep(1050);
      expect(await Promise.all(clients.map((client) => client.incr('n')))).toEqual([1, 2]);
      expect(world.nowMs).toBeGreaterThanOrEqual(1400);
    });
  });

  test('slow-command and busy-script are events of LATENCY, when a threshold was set', async () => {
    const plan: Fault[] = [
      { kind: 'slow-command', target: 'redis', atMs: 1000, forMs: 400 },
      { kind: 'busy-script', target: 'redis', atMs: 5000, forMs: 2000 },
    ];
    await suffer(plan, async () => {
      const client = new Redis({ host: 'redis' });
      expect(await client.call('LATENCY', 'LATEST')).toEqual([]);
      await client.config('SET', 'latency-monitor-threshold', '100');
      await sleep(8000);
      expect(await client.call('LATENCY', 'LATEST')).toEqual([['command', expect.any(Number), 2000, 2000]]);
      expect(await client.call('LATENCY', 'HISTORY', 'command')).toEqual([
        [expect.any(Number), 400],
        [expect.any(Number), 2000],
      ]);
    });
  });

  test('DEBUG SLEEP: whoever asks meanwhile waits, or runs into its own timeout', async () => {
    await suffer([], async ({ world }) => {
      const [sleeper, patient] = [new Redis({ host: 'redis' }), new Redis({ host: 'redis' })];
      const hasty = new Redis({ host: 'redis', commandTimeout: 300 });
      await Promise.all([sleeper.ping(), patient.ping(), hasty.ping()]);
      const sinceMs = world.nowMs;
      const slept = sleeper.call('DEBUG', 'SLEEP', '2');
      await sleep(10);
      await Promise.all([expect(hasty.incr('n')).rejects.toThrow('Command timed out'), slept]);
      expect(world.nowMs - sinceMs).toBeGreaterThanOrEqual(2000);
      expect(await patient.incr('n')).toBe(2);
    });
  });

  test('busy-script: everybody waits, then is answered BUSY, and nothing expires meanwhile', async () => {
    const faults = await suffer([{ kind: 'busy-script', target: 'redis', atMs: 1000, forMs: 8000 }], async ({ world, commits }) => {
      const client = new Redis({ host: 'redis', maxRetriesPerRequest: 1 });
      await client.set('short', '1', 'PX', 2000);
      await sleep(1100);
      await expect(client.incr('n')).rejects.toThrow(
        'BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.',
      );
      expect(world.nowMs).toBeGreaterThanOrEqual(6000);
      expect(world.nowMs).toBeLessThan(6100);
      expect(commits.some(({ command }) => command === 'EXPIRE-EVENT')).toBe(false);
      await sleep(4000);
      expect(await client.incr('n')).toBe(1);
      expect(commits.some(({ command }) => command === 'EXPIRE-EVENT')).toBe(true);
    });
    expect(faults).toEqual(['1.000s redis is busy with a script for 8000ms']);
  });

  test('busy-script: SCRIPT KILL ends it, but not one that has written', async () => {
    const plan: Fault[] = [
      { kind: 'busy-script', target: 'redis', atMs: 1000, forMs: 20_000 },
      { kind: 'busy-script', target: 'redis', atMs: 30_000, forMs: 20_000, script: 'writes' },
    ];
    await suffer(plan, async ({ world }) => {
      const client = new Redis({ host: 'redis' });
      await client.config('SET', 'busy-reply-threshold', '100');
      await sleep(1200);
      expect(await client.script('KILL')).toBe('OK');
      expect(await client.incr('n')).toBe(1);
      expect(world.nowMs).toBeLessThan(1300);
      await sleep(29_000);
      await expect(client.script('KILL')).rejects.toThrow('UNKILLABLE Sorry the script already executed write commands');
      await expect(client.incr('n')).rejects.toThrow('BUSY');
      await sleep(20_000);
      expect(await client.incr('n')).toBe(2);
    });
  });

  test('a script of a client that never ends: its own client hangs, others are told BUSY, and SCRIPT KILL frees both', async () => {
    await suffer([], async ({ world, redis }) => {
      const [stuck, other] = [new Redis({ host: 'redis' }), new Redis({ host: 'redis' })];
      await other.ping();
      const ended = stuck.eval('while true do end', 0).then(
        () => 'answered',
        (error: Error) => error.message,
      );
      await sleep(10);
      const waited = other.get('k').catch((error: Error) => error.message);
      expect(await waited).toContain('BUSY Redis is busy running a script');
      expect(world.nowMs).toBeGreaterThanOrEqual(5000);
      expect(await other.script('KILL')).toBe('OK');
      expect(await ended).toContain('Script killed by user with SCRIPT KILL...');
      expect(await stuck.set('k', 'v')).toBe('OK');
      expect(redis.keyspace.string('k')).toBe('v');
    });
  });

  test('message-loss: a share of the messages is not delivered, and the publisher is not told', async () => {
    const received: string[] = [];
    const told: number[] = [];
    await suffer([{ kind: 'message-loss', target: 'redis', atMs: 500, forMs: 2000, share: 0.5 }], async () => {
      const subscriber = new Redis({ host: 'redis' });
      await subscriber.subscribe('news');
      subscriber.on('message', (_channel, message) => received.push(message));
      const publisher = new Redis({ host: 'redis' });
      await sleep(600);
      for (let number = 0; number < 40; number += 1) told.push(await publisher.publish('news', String(number)));
      await sleep(2000);
      for (let number = 40; number < 50; number += 1) told.push(await publisher.publish('news', String(number)));
      await sleep(100);
    });
    expect(told.every((count) => count === 1)).toBe(true);
    const during = received.filter((message) => Number(message) < 40);
    expect(during.length).toBeGreaterThan(8);
    expect(during.length).toBeLessThan(32);
    expect(received.filter((message) => Number(message) >= 40)).toHaveLength(10);
  });

  test('the clock of Redis jumps: forward deadlines pass at once, back they move away, and TIME says so', async () => {
    const plan: Fault[] = [
      { kind: 'clock-step', target: 'redis', atMs: 1000, stepMs: 5000 },
      { kind: 'clock-step', target: 'redis', atMs: 2000, stepMs: -8000 },
    ];
    await suffer(plan, async ({ world, commits }) => {
      const client = new Redis({ host: 'redis' });
      await client.set('short', '1', 'PX', 4000);
      await client.set('long', '1', 'PX', 20_000);
      await sleep(1100);
      expect(commits.filter(({ command }) => command === 'EXPIRE-EVENT').map(({ writes }) => writes)).toEqual([['short']]);
      const [seconds] = await client.time();
      expect(Number(seconds) * 1000 - world.epochMs).toBeGreaterThanOrEqual(6000);
      expect(Date.now() - world.epochMs).toBeLessThan(1200);
      await sleep(1000);
      expect(await client.pttl('long')).toBeGreaterThan(20_000);
    });
  });

  test('the same seed gives the same world, also with a crash that loses writes', async () => {
    const run = async (): Promise<string> => {
      const result = await simulate((world) => {
        addRedis(world);
        world.host('app', async () => {
          const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null });
          client.on('error', () => undefined);
          for (let step = 0; step < 30; step += 1) {
            await client.incr('n');
            await sleep(50);
          }
          world.finish();
        });
        applyFaults(world, [crashAt(800, 'all-but-last-second', 100)]);
      });
      return result.hash;
    };
    expect(await run()).toBe(await run());
  });
});
