/** Operators' calls of the baseline: a cordon is a status that the worker's next toggle forgets (D10). Its quotas are not built yet. */
import { SchedulerError } from '../../errors.ts';
import { workerContainersKey, workerStateKey } from '../../keys.ts';
import type { AdministrationPart, PartMaker } from '../contracts.ts';

/** Plain commands, check and write apart as they were. */
export function statusAdministration(): PartMaker<AdministrationPart> {
  return ({ link }) => ({
    setQuota: () => Promise.reject(new SchedulerError('INVALID_OPTIONS', 'the preset baseline has no quotas; use leased')),
    async cordon(workerId, isCordoned) {
      if ((await link.client.exists(workerStateKey(workerId))) === 0) return false;
      await link.client.hset(workerStateKey(workerId), 'status', isCordoned ? 'disabled' : 'available');
      return true;
    },
    placedOn: (workerId) => link.client.smembers(workerContainersKey(workerId)),
  });
}
