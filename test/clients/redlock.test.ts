/** redlock 4, unmodified: it brings bluebird, which keeps `setTimeout` and `setImmediate` when it is loaded. */
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import Redlock from 'redlock';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

async function program({ act, loseReply, restart, redis: { keyspace } }: Stage): Promise<void> {
  const client = new Redis(redisUrl);
  const other = new Redis(redisUrl);
  for (const one of [client, other]) one.on('error', () => undefined);
  const locks = new Redlock([client], { retryCount: 3, retryDelay: 100, retryJitter: 50 });
  const others = new Redlock([other], { retryCount: 3, retryDelay: 100, retryJitter: 50 });
  for (const one of [locks, others]) one.on('clientError', () => undefined);
  for (let round = 0; round < 5; round += 1) {
    const lock = await act(locks.lock('resource', 1000));
    await expect(act(others.lock('resource', 1000))).rejects.toThrow('attempts to lock the resource');
    await act(lock.unlock());
  }
  const held = await act(locks.lock('resource', 1000));
  const extended = await act(held.extend(5000));
  await sleep(2000);
  await expect(act(others.lock('resource', 1000))).rejects.toThrow('attempts to lock the resource');
  await act(extended.unlock());
  other.disconnect();
  await sleep(100);
  await loseReply(
    () => locks.lock('lost', 10_000),
    () => (keyspace.string('lost') === null ? 0 : 1),
  );
  await restart(async (index) => locks.lock(`lock ${index}`, 5000).then((lock) => lock.unlock()));
  client.disconnect();
}

testClient('redlock', 'locks held, refused, extended and released', { program });
