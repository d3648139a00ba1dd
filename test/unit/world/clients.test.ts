/** The unmodified ioredis, major versions 5 and 6, on simulated sockets and the twin: everything its connection logic does. */
import { Redis as Redis5 } from 'ioredis';
import { Redis as Redis6 } from 'ioredis6';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { addRedis, warmUpRedis, type RedisHost } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from './simulate.ts';

beforeAll(() => warmUpRedis());

/** What both majors have in common, as far as these tests use it. */
type Client = Redis5;
type Constructor = new (url: string, options?: object) => Client;

const clients: readonly (readonly [string, Constructor])[] = [
  ['ioredis 5', Redis5],
  ['ioredis 6', Redis6 as unknown as Constructor],
];
const url = 'redis://redis:6379';

/** Runs `main` as the program of one host beside Redis and gives back what it returned. Fails when it died or hung. */
async function onHost<Result>(main: (world: World, redis: RedisHost) => Promise<Result>, seed = '1'): Promise<Result> {
  const results: Result[] = [];
  const deaths: string[] = [];
  await simulate(
    (world) => {
      const redis = addRedis(world);
      world.onHostChange(({ change, reason }) => {
        if (change === 'died') deaths.push(reason);
      });
      world.host('client', async () => {
        results.push(await main(world, redis));
        world.finish();
      });
    },
    { seed, strategy: 'random', stepsMax: 50_000 },
  );
  expect(deaths).toEqual([]);
  const [result] = results;
  if (result === undefined) throw new Error('the program did not finish');
  return result;
}

describe.each(clients)('%s', (_name, Redis) => {
  test('connects with a URL, passes the ready check, answers', async () => {
    const seen = await onHost(async () => {
      const redis = new Redis(url);
      const events: string[] = [];
      for (const event of ['connect', 'ready', 'close', 'end']) redis.on(event, () => events.push(event));
      expect(await redis.set('key', 'välue')).toBe('OK');
      expect(await redis.get('key')).toBe('välue');
      expect(Buffer.from([0, 255, 13, 10])).toEqual(
        await redis.set('bin', Buffer.from([0, 255, 13, 10])).then(() => redis.getBuffer('bin')),
      );
      expect(await redis.quit()).toBe('OK');
      await sleep(100);
      return events;
    });
    expect(seen).toEqual(['connect', 'ready', 'close', 'end']);
  });

  test('pipelines and MULTI', async () => {
    const [pipeline, multi] = await onHost(async () => {
      const redis = new Redis(url);
      const piped = await redis.pipeline().set('a', '1').incr('a').lpush('a', 'x').exec();
      const transaction = await redis.multi().incr('n').incr('n').get('n').exec();
      return [piped?.map(([error, value]) => error?.message.split(' ')[0] ?? value), transaction?.map(([, value]) => value)] as const;
    });
    expect(pipeline).toEqual(['OK', 2, 'WRONGTYPE']);
    expect(multi).toEqual([1, 2, '2']);
  });

  test('WATCH: EXEC is null when somebody wrote between', async () => {
    const result = await onHost(async () => {
      const [redis, other] = [new Redis(url), new Redis(url)];
      await redis.watch('n');
      await other.set('n', '5');
      return [await redis.multi().incr('n').exec(), await redis.get('n')];
    });
    expect(result).toEqual([null, '5']);
  });

  test('defineCommand: EVALSHA, and EVAL again after the script cache was flushed', async () => {
    const commands: string[] = [];
    const result = await onHost(async (_world, host) => {
      host.observe({ onCommit: ({ command }) => commands.push(command) });
      const redis = new Redis(url);
      redis.defineCommand('bump', { numberOfKeys: 1, lua: 'return redis.call("INCRBY", KEYS[1], ARGV[1])' });
      const bump = (by: number): Promise<unknown> =>
        (redis as unknown as { bump(key: string, by: number): Promise<unknown> }).bump('n', by);
      const values = [await bump(2), await bump(3)];
      host.flushScripts();
      values.push(await bump(4));
      return values;
    });
    expect(result).toEqual([2, 5, 9]);
    expect(commands.filter((command) => command.startsWith('EVAL')).length).toBeGreaterThanOrEqual(4);
  });

  test('blocking pops: served when somebody pushes, null when their time is up', async () => {
    const result = await onHost(async (world) => {
      const [redis, other] = [new Redis(url), new Redis(url)];
      setTimeout(() => void other.rpush('queue', 'job'), 5000);
      const job = await redis.blpop('queue', 0);
      const poppedAtMs = world.nowMs;
      const nothing = await redis.blpop('queue', 2);
      return { job, nothing, waitedMs: Math.round((world.nowMs - poppedAtMs) / 100) * 100, afterPush: poppedAtMs >= 5000 };
    });
    expect(result).toEqual({ job: ['queue', 'job'], nothing: null, waitedMs: 2000, afterPush: true });
  });

  test('publish and subscribe, also by pattern', async () => {
    const messages = await onHost(async () => {
      const [subscriber, publisher] = [new Redis(url), new Redis(url)];
      const seen: string[] = [];
      subscriber.on('message', (channel: string, message: string) => seen.push(`${channel} ${message}`));
      subscriber.on('pmessage', (pattern: string, channel: string, message: string) => seen.push(`${pattern} ${channel} ${message}`));
      await subscriber.subscribe('news');
      await subscriber.psubscribe('n*');
      expect(await publisher.publish('news', 'hello')).toBe(2);
      await sleep(100);
      return seen;
    });
    expect(messages.sort()).toEqual(['n* news hello', 'news hello']);
  });

  test('reconnects after a reset, flushes its offline queue and subscribes again', async () => {
    const result = await onHost(async (world) => {
      const [redis, subscriber] = [new Redis(url), new Redis(url)];
      const seen: string[] = [];
      redis.on('error', () => undefined);
      subscriber.on('message', (_channel: string, message: string) => seen.push(message));
      await subscriber.subscribe('news');
      await redis.set('n', '1');
      world.network.refuse('redis');
      world.network.reset('client', 'redis', 'idle');
      setTimeout(() => world.network.accept('redis'), 3000);
      await sleep(10);
      const value = await redis.incr('n');
      const afterMs = world.nowMs;
      await sleep(5000);
      await redis.publish('news', 'again');
      await sleep(100);
      return { value, afterOutage: afterMs >= 3000, seen };
    });
    expect(result).toEqual({ value: 2, afterOutage: true, seen: ['again'] });
  });

  test('a lost reply makes the client send the command again: it runs twice', async () => {
    const result = await onHost(async (world) => {
      const redis = new Redis(url);
      await redis.ping();
      world.network.resetOnNext('client', 'redis', 'reply-lost');
      const length = await redis.lpush('jobs', 'j1');
      return { length, jobs: await redis.lrange('jobs', 0, -1) };
    });
    expect(result).toEqual({ length: 2, jobs: ['j1', 'j1'] });
  });

  test('a lost request is sent again and runs once', async () => {
    const result = await onHost(async (world) => {
      const redis = new Redis(url);
      await redis.ping();
      world.network.resetOnNext('client', 'redis', 'request-lost');
      return redis.lpush('jobs', 'j1');
    });
    expect(result).toBe(1);
  });

  test('WATCH does not survive a reconnect: the transaction commits unguarded', async () => {
    const result = await onHost(async (world) => {
      const [redis, other] = [new Redis(url), new Redis(url)];
      await redis.watch('n');
      await other.set('n', '5');
      world.network.reset('client', 'redis', 'idle');
      await sleep(1000);
      return redis.multi().set('n', '1').exec();
    });
    expect(result).toEqual([[null, 'OK']]);
  });

  test('a blocking pop whose reply is lost loses the element: the resent one takes the next', async () => {
    const result = await onHost(async (world) => {
      const [consumer, producer] = [new Redis(url), new Redis(url)];
      await Promise.all([consumer.ping(), producer.ping()]);
      await producer.rpush('queue', 'first', 'second');
      world.network.resetOnNext('client', 'redis', 'reply-lost');
      return [await consumer.blpop('queue', 0), await producer.lrange('queue', 0, -1)];
    });
    expect(result).toEqual([['queue', 'second'], []]);
  });

  test('in a silent partition a command with default options hangs, and the client says that it is ready', async () => {
    const result = await onHost(async (world) => {
      const redis = new Redis(url);
      await redis.set('n', '1');
      world.network.halfOpen('client', 'redis');
      let settled = false;
      void redis.get('n').finally(() => {
        settled = true;
      });
      await sleep(3_600_000);
      return { settled, status: redis.status };
    });
    expect(result).toEqual({ settled: false, status: 'ready' });
  });

  test('a command that timed out in the offline queue is executed all the same after the reconnect', async () => {
    const result = await onHost(async (world) => {
      const redis = new Redis(url, { commandTimeout: 200, retryStrategy: () => 1000 });
      const witness = new Redis(url);
      redis.on('error', () => undefined);
      await Promise.all([redis.ping(), witness.ping()]);
      world.network.reset('client', 'redis', 'idle');
      await sleep(20);
      const outcome = await redis.incr('ghost').catch((error: Error) => error.message);
      await sleep(5000);
      return { outcome, value: await witness.get('ghost') };
    });
    expect(result).toEqual({ outcome: 'Command timed out', value: '1' });
  });

  test('keys expire in virtual time', async () => {
    const result = await onHost(async () => {
      const redis = new Redis(url);
      await redis.set('lock', 'token', 'PX', 10_000, 'NX');
      const before = await redis.set('lock', 'other', 'PX', 10_000, 'NX');
      await sleep(10_001);
      return [before, await redis.set('lock', 'other', 'PX', 10_000, 'NX')];
    });
    expect(result).toEqual([null, 'OK']);
  });

  test('the same seed gives the same commands at the same times', async () => {
    const run = (seed: string): Promise<string[]> => {
      const log: string[] = [];
      return onHost(async (world, host) => {
        host.observe({ onCommit: ({ command, args, atMs }) => log.push(`${atMs} ${command} ${args.join(' ')}`) });
        const redis = new Redis(url);
        await Promise.all(Array.from({ length: 20 }, (_, index) => redis.incrby('n', index)));
        world.network.reset('client', 'redis', 'idle');
        await redis.get('n');
        return log;
      }, seed);
    };
    expect(await run('5eed')).toEqual(await run('5eed'));
    expect(await run('5eed')).not.toEqual(await run('5eee'));
  });
});

test('a command that the twin lacks ends the world with a violation that names it', async () => {
  const result = await simulate((world) => {
    addRedis(world);
    world.host('client', async () => {
      const redis = new Redis5(url);
      await redis.call('JSON.SET', 'document', '$', '{}').catch(() => null);
    });
  });
  expect(result.violation).toMatchObject({
    property: 'only-simulated-commands',
    sentence: 'client sent JSON.SET, which the simulated Redis does not have',
  });
});
