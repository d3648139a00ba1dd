/** Returns expired leases and buries dead workers, one gateway at a time; the lock's epoch fences one that slept. */
import { LEASES_KEY, REAPER_LOCK_KEY, WORKER_DEADLINES_KEY, WORKER_INDEX_KEY } from '../../keys.ts';
import { asList, asNumber, type RedisScript } from '../../redis/index.ts';
import { reapScript } from '../../scripts/index.ts';
import { encodeOutcome } from './client.ts';
import type { LockHandle, PartMaker, ReaperPart } from '../contracts.ts';

/** Rounds of one run; the next look at the backlog continues where this one stopped. */
const ROUNDS_MAX = 20;

/** Reaps under the reaper lock. */
export function lockedReaper(script: RedisScript = reapScript): PartMaker<ReaperPart> {
  return ({ link, timings, lock, emit }) => {
    const keys = [REAPER_LOCK_KEY, LEASES_KEY, WORKER_DEADLINES_KEY, WORKER_INDEX_KEY];
    const outcome = encodeOutcome({ kind: 'lost', reason: 'worker_died' });
    const reapRounds = async ({ value }: LockHandle): Promise<void> => {
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const reply = asList(await link.run(script, keys, [value, timings.reapSizeMax, timings.outcomeTtlMs, outcome]));
        const [leases = 0, workers = 0, lost = 0, more = 0] = reply.map(asNumber);
        if (leases < 0) return;
        emit({ kind: 'reaped', detail: `${leases} leases, ${workers} workers, ${lost} containers lost` });
        if (more === 0) return;
      }
    };
    return {
    async reap() {
      const handle = await lock.acquire(REAPER_LOCK_KEY);
      if (!handle) return;
      try {
        await reapRounds(handle);
      } finally {
        await lock.release(handle);
      }
    },
    };
  };
}
