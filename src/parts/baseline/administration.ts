/** Operators' calls of the baseline: a cordon is a status that the worker's next toggle forgets (D10). Its quotas are not built yet. */
import { SchedulerError } from '../../errors.ts';
import { workerContainersKey, workerLockKey, workerStateKey } from '../../keys.ts';
import type { AdministrationPart, PartMaker } from '../contracts.ts';
import { underLock } from './lock.ts';

/** `UpdateWorkerStatus`: the status alone, under the worker's lock, because every charge writes the whole record back. */
export function statusAdministration(): PartMaker<AdministrationPart> {
  return ({ link: { client }, lock, timings }) => ({
    setQuota: () => Promise.reject(new SchedulerError('INVALID_OPTIONS', 'the preset baseline has no quotas; use leased')),
    async cordon(workerId, isCordoned) {
      const isThere = await underLock(lock, workerLockKey(workerId), timings.lockRetries, async () => {
        if ((await client.exists(workerStateKey(workerId))) === 0) return false;
        await client.hset(workerStateKey(workerId), 'status', isCordoned ? 'disabled' : 'available');
        return true;
      });
      if (isThere === null) throw new SchedulerError('REDIS_UNAVAILABLE', `the lock of worker ${workerId} was not obtained; do it again`);
      return isThere;
    },
    placedOn: (workerId) => client.smembers(workerContainersKey(workerId)),
  });
}
