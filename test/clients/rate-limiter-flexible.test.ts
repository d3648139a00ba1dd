/** rate-limiter-flexible, unmodified, on ioredis and on node-redis: points that are consumed, blocked, given back and forgotten. */
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { createClient } from 'redis';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

async function limits(limiter: RateLimiterRedis, { act }: Pick<Stage, 'act'>, user: string): Promise<void> {
  for (let point = 1; point <= 5; point += 1) expect(await act(limiter.consume(user))).toMatchObject({ consumedPoints: point });
  const refused = await act(limiter.consume(user)).catch((answer: unknown) => answer);
  expect(refused).toBeInstanceOf(RateLimiterRes);
  await sleep(2001);
  expect(await act(limiter.consume(user))).toMatchObject({ consumedPoints: 1 });
  await act(limiter.block(user, 1));
  expect(await act(limiter.consume(user)).catch((answer: unknown) => answer)).toBeInstanceOf(RateLimiterRes);
  expect(await act(limiter.delete(user))).toBe(true);
}

async function program(stage: Stage): Promise<void> {
  const { act, loseReply, restart, redis } = stage;
  const client = new Redis(redisUrl, { enableOfflineQueue: false });
  const modern = createClient({ url: redisUrl, disableOfflineQueue: true });
  for (const one of [client, modern]) one.on('error', () => undefined);
  await Promise.all([modern.connect(), new Promise((ready) => client.once('ready', ready))]);
  const limiter = new RateLimiterRedis({ storeClient: client, points: 5, duration: 2, keyPrefix: 'io' });
  const other = new RateLimiterRedis({ storeClient: modern, useRedisPackage: true, points: 5, duration: 2, keyPrefix: 'node' });
  await limits(limiter, stage, 'user');
  await limits(other, stage, 'user');
  modern.destroy();
  await sleep(100);
  const long = new RateLimiterRedis({ storeClient: client, points: 1000, duration: 3600, keyPrefix: 'long' });
  await act(long.consume('user'));
  await loseReply(
    () => long.consume('user'),
    () => Number(redis.keyspace.string('long:user')),
  );
  await restart(() => long.consume('user'));
  client.disconnect();
}

testClient('rate-limiter-flexible', 'points consumed, refused, blocked, forgotten, on ioredis and node-redis', { program });
