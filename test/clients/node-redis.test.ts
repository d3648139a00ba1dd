/** node-redis (the package `redis`), unmodified: commands, transactions, scripts, pub/sub and blocking pops through a lost reply and a restart. */
import { createClient } from 'redis';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

async function program({ act, redis, loseReply, restart }: Stage): Promise<void> {
  const client = createClient({ url: redisUrl });
  client.on('error', () => undefined);
  await act(client.connect());
  expect(await act(client.set('key', 'välue'))).toBe('OK');
  expect(await act(client.get('key'))).toBe('välue');
  expect(await act(client.hSet('hash', { a: '1', b: '2' }))).toBe(2);
  expect({ ...(await act(client.hGetAll('hash'))) }).toEqual({ a: '1', b: '2' });
  expect(
    await act(
      client.zAdd('scores', [
        { score: 1.5, value: 'one' },
        { score: 2, value: 'two' },
      ]),
    ),
  ).toBe(2);
  expect(await act(client.zRangeWithScores('scores', 0, -1))).toEqual([
    { value: 'one', score: 1.5 },
    { value: 'two', score: 2 },
  ]);
  expect(await act(client.multi().incr('n').incr('n').get('n').exec())).toEqual([1, 2, '2']);
  expect(await act(client.eval('return redis.call("INCRBY", KEYS[1], ARGV[1])', { keys: ['n'], arguments: ['5'] }))).toBe(7);
  const consumer = await act(client.duplicate().connect());
  const popped = act(consumer.blPop('queue', 0));
  const heard: string[] = [];
  const subscriber = await act(client.duplicate().connect());
  await act(subscriber.subscribe('news', (message) => void heard.push(message)));
  await act(client.rPush('queue', 'job'));
  expect({ ...(await popped) }).toEqual({ key: 'queue', element: 'job' });
  await act(client.publish('news', 'hello'));
  await sleep(100);
  expect(heard).toEqual(['hello']);
  consumer.destroy();
  subscriber.destroy();
  await sleep(100);
  await loseReply(
    () => client.incr('jobs'),
    () => Number(redis.keyspace.string('jobs')),
  );
  await restart(() => client.incr('after'));
  expect(await act(client.set('lock', 'token', { condition: 'NX', expiration: { type: 'PX', value: 1000 } }))).toBe('OK');
  await sleep(1001);
  expect(await act(client.exists('lock'))).toBe(0);
  client.destroy();
}

testClient('redis', 'commands, MULTI, scripts, pub/sub, blocking pops', { program });
