/** Operators' calls of the baseline: a cordon is a status that the worker's next toggle forgets (D10). Limits of workspaces are written as `leased` writes them. */
import { SchedulerError } from '../../errors.ts';
import { workerContainersKey, workerLockKey, workerStateKey } from '../../keys.ts';
import type { AdministrationPart, PartMaker } from '../contracts.ts';
import { writeQuota } from '../leased/administration.ts';
import { underLock } from './lock.ts';

/** `UpdateWorkerStatus`: the status alone, under the worker's lock, because every charge writes the whole record back. */
export function statusAdministration(): PartMaker<AdministrationPart> {
  return ({ link, lock, timings }) => ({
    setQuota: (workspaceId, quota) => writeQuota(link, workspaceId, quota),
    async cordon(workerId, isCordoned) {
      const { client } = link;
      const isThere = await underLock(lock, workerLockKey(workerId), timings.lockRetries, async () => {
        if ((await client.exists(workerStateKey(workerId))) === 0) return false;
        await client.hset(workerStateKey(workerId), 'status', isCordoned ? 'disabled' : 'available');
        return true;
      });
      if (isThere === null) throw new SchedulerError('REDIS_UNAVAILABLE', `the lock of worker ${workerId} was not obtained; do it again`);
      return isThere;
    },
    placedOn: (workerId) => link.client.smembers(workerContainersKey(workerId)),
  });
}
