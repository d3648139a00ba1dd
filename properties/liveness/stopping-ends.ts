/** L8: what is told to stop, stops: its record is gone after its worker heard of it, let it go and, if need be, forced it. */
import type { Obligation } from '../../sim/world/index.ts';
import { stopMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L8. */
export const stoppingEnds: Property = {
  id: 'L8',
  name: 'stopping-ends',
  kind: 'liveness',
  statement:
    'A container that is STOPPING has disappeared within keepalive (baseline: heartbeat or TTL of the record), longest run, stop grace and recovery of its worker, counted from the stop or the end of the last fault.',
  evidence: 'container records after every step at Redis',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    return {
      kinds: ['container'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind !== 'container') continue;
          const { id, after } = change;
          const obligation = open.get(id);
          if (after?.status !== 'STOPPING') {
            obligation?.met();
            open.delete(id);
          } else if (obligation === undefined) {
            const { atMs } = commit;
            const owed = court.owe(stopMs(court.limits), () => ({
              sentence: `${id} was told to stop at ${(atMs / 1_000).toFixed(3)} s and is still there`,
              facts: court.evidence.container(id).facts(),
              about: [id],
            }));
            open.set(id, owed);
          }
        }
      },
    };
  },
};
