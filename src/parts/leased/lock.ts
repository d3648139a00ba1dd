/** Locks as leases with a token, a TTL and a fencing epoch. */
import { randomUUID } from 'node:crypto';
import { lockEpochKey } from '../../keys.ts';
import type { RedisScript } from '../../redis/index.ts';
import { acquireLockScript, releaseLockScript } from '../../scripts/index.ts';
import type { LinkContext, LockPart } from '../contracts.ts';

/** The scripts of a lock. */
export interface LockScripts {
  readonly acquire: RedisScript;
  readonly release: RedisScript;
}

/** One attempt, no waiting: whoever does not get the lock leaves the work to its holder. */
export function leaseLock(scripts: Partial<LockScripts> = {}): (context: LinkContext) => LockPart {
  const { acquire, release } = { acquire: acquireLockScript, release: releaseLockScript, ...scripts };
  return ({ link, timings, metrics }) => ({
    async acquire(key) {
      const value = await link.run(acquire, [key, lockEpochKey(key)], [randomUUID(), timings.lockTtlMs]);
      metrics.count(typeof value === 'string' ? 'lock_acquisitions' : 'lock_refusals');
      return typeof value === 'string' ? { key, value } : null;
    },
    async release({ key, value }) {
      await link.run(release, [key], [value]);
    },
  });
}
