/**
 * Locks of the baseline: one key with a random token and a TTL, no epoch, nothing that checks it when the protected write happens.
 * Handles are kept by key, and a release frees whichever handle is in the map by then: after an expiry that may be another holder's
 * (hazards C5 and C6 of beta9).
 */
import { randomUUID } from 'node:crypto';
import { releaseLockScript } from '../../scripts/index.ts';
import { pause } from '../../wake.ts';
import type { LinkContext, LockHandle, LockPart } from '../contracts.ts';

/** Lock by `SET NX PX`, retried at a fixed distance. */
export function plainLock(): (context: LinkContext) => LockPart {
  return ({ link, timings, metrics }) => {
    const handles = new Map<string, LockHandle>();
    return {
      async acquire(key, retries = 0) {
        for (let attempt = 0; attempt <= retries; attempt += 1) {
          if (attempt > 0) await pause(timings.lockRetryMs);
          const handle = { key, value: randomUUID() };
          if ((await link.client.set(key, handle.value, 'PX', timings.lockTtlMs, 'NX')) === 'OK') {
            handles.set(key, handle);
            metrics.count('lock_acquisitions');
            return handle;
          }
          metrics.count('lock_refusals');
        }
        return null;
      },
      async release({ key }) {
        const handle = handles.get(key);
        handles.delete(key);
        if (handle) await link.run(releaseLockScript, [key], [handle.value]);
      },
    };
  };
}

/** Runs `work` under a lock; null when the lock was not obtained. */
export async function underLock<Result>(lock: LockPart, key: string, retries: number, work: () => Promise<Result>): Promise<Result | null> {
  const handle = await lock.acquire(key, retries);
  if (!handle) return null;
  try {
    return await work();
  } finally {
    await lock.release(handle);
  }
}
