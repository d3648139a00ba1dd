/** L13: a worker that began to register is available soon, or its record is gone; only the baseline has the state in between. */
import type { Obligation } from '../../sim/world/index.ts';
import { registrationMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L13. */
export const pendingWorkerSettles: Property = {
  id: 'L13',
  name: 'pending-worker-settles',
  kind: 'liveness',
  statement: 'A worker that is pending has another status, or no record, within the TTL of pending records and the slack.',
  evidence: 'worker records after every step at Redis',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    return {
      kinds: ['worker'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind !== 'worker') continue;
          const { worker, after } = change;
          if (after?.status !== 'pending') {
            open.get(worker)?.met();
            open.delete(worker);
          } else if (!open.has(worker)) {
            const obligation = court.owe(registrationMs(court.limits), () => ({
              sentence: `${worker} is still pending: it neither became available nor did its record go away`,
              facts: court.evidence.worker(worker).facts(),
              about: [worker],
            }));
            open.set(worker, obligation);
          }
        }
      },
    };
  },
};
