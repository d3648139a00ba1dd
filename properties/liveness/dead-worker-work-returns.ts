/** L3: what was queued at or delivered to a worker when it died leaves its queue again: back to the backlog, or to an outcome. */
import type { Obligation } from '../../sim/world/index.ts';
import { workerRecoveryMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L3. */
export const deadWorkerWorkReturns: Property = {
  id: 'L3',
  name: 'dead-worker-work-returns',
  kind: 'liveness',
  statement:
    'What a worker had not acknowledged when it died has left its queue within worker TTL, lock TTL and two polls after the death or the last fault.',
  evidence: 'worker queues and pending deliveries after every step at Redis, and the deaths of hosts',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    const settle = (worker: string, id: string): void => {
      const evidence = court.evidence.worker(worker);
      if (evidence.queue.has(id) || evidence.pending.has(id)) return;
      open.get(`${worker} ${id}`)?.met();
      open.delete(`${worker} ${id}`);
    };
    return {
      host({ host, change }) {
        const worker = court.evidence.workers.get(host);
        if (worker === undefined || (change !== 'crashed' && change !== 'died')) return;
        for (const id of new Set([...worker.queue.keys(), ...worker.pending.keys()])) {
          if (open.has(`${host} ${id}`)) continue;
          const obligation = court.owe(workerRecoveryMs(court.limits), () => ({
            sentence: `${id} is still waiting at ${host}, which died before it acknowledged it`,
            facts: court.evidence.container(id).facts(),
            about: [id, host],
          }));
          open.set(`${host} ${id}`, obligation);
        }
      },
      kinds: ['queue', 'pending'],
      commit(commit) {
        if (open.size === 0) return;
        for (const change of commit.changes) if (change.kind === 'queue' || change.kind === 'pending') settle(change.worker, change.id);
      },
    };
  },
};
