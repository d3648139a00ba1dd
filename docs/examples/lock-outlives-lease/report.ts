/**
 * The service: a report that one process at a time may write, step by step, and each step only while the process holds the lock. Ordinary code
 * that knows nothing of worlds; which package keeps the lock is its parameter.
 */
import { Redis } from 'ioredis';
import { Mutex } from 'redis-semaphore';
import Redlock from 'redlock';

/** How long a lock lasts that nobody renews. */
const LEASE_MS = 10_000;

/** A lock that was taken. */
export interface Held {
  /** Does the package say that it is still ours? */
  readonly isOurs: () => boolean;
  readonly release: () => Promise<unknown>;
}

/** Takes the lock, and waits for it as long as it takes. */
export type Take = () => Promise<Held>;

function connect(): Redis {
  return new Redis('redis://redis:6379').on('error', () => undefined);
}

/** The lock of redis-semaphore with its default times: it lasts ten seconds, and renews itself every eight. */
export function takeMutex(): Take {
  const redis = connect();
  return async () => {
    const state = { lost: false };
    const mutex = new Mutex(redis, 'report', { lockTimeout: LEASE_MS, acquireTimeout: 120_000, onLockLost: () => (state.lost = true) });
    await mutex.acquire();
    return { isOurs: () => mutex.isAcquired && !state.lost, release: () => mutex.release() };
  };
}

/** The lock of redlock, which says when it ends; we renew it every four seconds, and believe what it says. */
export function takeRedlock(): Take {
  const locks = new Redlock([connect()], { retryCount: 600, retryDelay: 200 });
  locks.on('clientError', () => undefined);
  return async () => {
    let lock = await locks.lock('report', LEASE_MS);
    const renewal = setInterval(() => {
      lock.extend(LEASE_MS).then(
        (extended) => (lock = extended),
        () => undefined,
      );
    }, 4000);
    return {
      isOurs: () => Date.now() < lock.expiration,
      release: () => {
        clearInterval(renewal);
        return lock.unlock();
      },
    };
  };
}

/** Where the report is written. */
export interface Paper {
  step(): void;
  /** Nothing more is written. */
  close(): void;
}

/** Writes the report: a step every 100 ms, until it is done or the lock is not ours any more. Then gives the lock back. */
export async function writeReport(take: Take, steps: number, paper: Paper): Promise<void> {
  const held = await take();
  for (let done = 0; done < steps && held.isOurs(); done += 1) {
    paper.step();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  paper.close();
  await held.release().catch(() => undefined);
}
