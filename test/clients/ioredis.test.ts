/**
 * ioredis, both major versions, unmodified: commands, pipelines, transactions, scripts, pub/sub and blocking pops through a lost reply and
 * a restart. What its connection logic does besides is told by test/unit/world/clients.test.ts.
 */
import { Redis as Redis5 } from 'ioredis';
import { Redis as Redis6 } from 'ioredis6';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

const uses = 'commands, pipelines, MULTI, scripts, pub/sub, blocking pops';

function program(Redis: typeof Redis5): (stage: Stage) => Promise<void> {
  return async ({ act, redis: { keyspace }, loseReply, restart }) => {
    const redis = new Redis(redisUrl);
    redis.on('error', () => undefined);
    expect(await act(redis.set('key', 'välue'))).toBe('OK');
    expect(await act(redis.get('key'))).toBe('välue');
    expect(await act(redis.hset('hash', { a: '1', b: '2' }))).toBe(2);
    expect(await act(redis.hgetall('hash'))).toEqual({ a: '1', b: '2' });
    expect(await act(redis.pipeline().incr('n').incr('n').exec())).toEqual([
      [null, 1],
      [null, 2],
    ]);
    expect(await act(redis.multi().incr('n').get('n').exec())).toEqual([
      [null, 3],
      [null, '3'],
    ]);
    expect(await act(redis.eval('return redis.call("INCRBY", KEYS[1], ARGV[1])', 1, 'n', '5'))).toBe(8);
    const consumer = redis.duplicate();
    const popped = act(consumer.blpop('queue', 0));
    const heard: string[] = [];
    const subscriber = redis.duplicate();
    subscriber.on('message', (_channel: string, message: string) => heard.push(message));
    await act(subscriber.subscribe('news'));
    await act(redis.rpush('queue', 'job'));
    expect(await popped).toEqual(['queue', 'job']);
    await act(redis.publish('news', 'hello'));
    await sleep(100);
    expect(heard).toEqual(['hello']);
    consumer.disconnect();
    subscriber.disconnect();
    await sleep(100);
    await loseReply(
      () => redis.incr('jobs'),
      () => Number(keyspace.string('jobs')),
    );
    await restart(() => redis.incr('after'));
    expect(await act(redis.set('lock', 'token', 'PX', 1000, 'NX'))).toBe('OK');
    await sleep(1001);
    expect(await act(redis.exists('lock'))).toBe(0);
    redis.disconnect();
  };
}

testClient('ioredis', uses, { program: program(Redis5) });
testClient('ioredis6', uses, { program: program(Redis6 as unknown as typeof Redis5) });
