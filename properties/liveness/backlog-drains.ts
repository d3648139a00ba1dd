/** L14: the backlog becomes empty. Every new arrival gives the scheduler its time again, so the bound holds per request. */
import type { Obligation } from '../../sim/world/index.ts';
import { leaseRecoveryMs, placementMs, workerRecoveryMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L14. */
export const backlogDrains: Property = {
  id: 'L14',
  name: 'backlog-drains',
  kind: 'liveness',
  statement:
    'Backlog and leases are empty within request timeout (or the sum of all runs) and one recovery of worker and lease after the last arrival or the last fault.',
  evidence: 'backlog and leases after every step at Redis',
  watch: (court) => {
    let open: Obligation | null = null;
    let since = 0;
    const begin = (): Obligation =>
      court.owe(placementMs(court.limits) + leaseRecoveryMs(court.limits) + workerRecoveryMs(court.limits), () => {
        const waiting = [...court.evidence.containers.values()].filter((container) => container.backlog > 0 || container.leased);
        return {
          sentence: `${waiting.length === 1 ? '1 request still waits' : `${waiting.length} requests still wait`}: ${waiting
            .slice(0, 3)
            .map((container) => container.id)
            .join(', ')}`,
          facts: [{ atMs: since, host: 'redis', text: 'the last new request entered the backlog' }, ...(waiting[0]?.facts() ?? [])],
          about: waiting.slice(0, 3).map((container) => container.id),
        };
      });
    return {
      commit(commit) {
        const { waiting } = court.evidence;
        const arrived = commit.changes.some(
          (change) => change.kind === 'backlog' && change.after > change.before && court.evidence.container(change.id).backlogEntries === 1,
        );
        if (waiting === 0 || arrived) {
          if (waiting === 0) open?.met();
          else open?.withdraw();
          open = null;
        }
        if (waiting === 0 || open !== null) return;
        since = commit.atMs;
        open = begin();
      },
    };
  },
};
