/** redis-semaphore, unmodified, on ioredis: mutexes, semaphores and redlock mutexes that renew themselves by timers. */
import { Redis } from 'ioredis';
import { Mutex, RedlockMutex, Semaphore } from 'redis-semaphore';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { testClient } from './play.ts';
import { redisUrl, type Stage } from './stage.ts';

const options = { lockTimeout: 1000, acquireTimeout: 500, refreshInterval: 400, retryInterval: 20 };

async function program({ act, loseReply, restart, redis: { keyspace } }: Stage): Promise<void> {
  const client = new Redis(redisUrl);
  client.on('error', () => undefined);
  for (let round = 0; round < 4; round += 1) {
    const [mine, yours] = [new Mutex(client, 'resource', options), new Mutex(client, 'resource', options)];
    await act(mine.acquire());
    // Three times as long as it lasts without being refreshed.
    await sleep(3000);
    await expect(act(yours.acquire())).rejects.toThrow('timeout');
    await act(mine.release());
  }
  const places = [0, 1, 2].map(() => new Semaphore(client, 'places', 2, options));
  const [first, second, third] = places as [Semaphore, Semaphore, Semaphore];
  await act(first.acquire());
  await act(second.acquire());
  await expect(act(third.acquire())).rejects.toThrow('timeout');
  await act(second.release());
  await act(third.acquire());
  await act(third.release());
  await act(first.release());
  const redlock = new RedlockMutex([client], 'red', options);
  await act(redlock.acquire());
  await act(redlock.release());
  const lost = new Mutex(client, 'lost', options);
  await loseReply(
    () => lost.acquire(),
    () => (keyspace.string('mutex:lost') === null ? 0 : 1),
  );
  await lost.release();
  await restart(async (index) => {
    const mutex = new Mutex(client, `mutex ${index}`, options);
    await mutex.acquire();
    await mutex.release();
  });
  client.disconnect();
}

testClient('redis-semaphore', 'mutexes refreshed and refused, semaphores, redlock mutexes', { program });
