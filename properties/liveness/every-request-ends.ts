/** L1: nobody waits for ever: whatever was accepted has an outcome within a bound, whoever died in between. */
import type { Obligation } from '../../sim/world/index.ts';
import { completionMs } from '../limits.ts';
import type { Property } from '../property.ts';

/** L1. */
export const everyRequestEnds: Property = {
  id: 'L1',
  name: 'every-request-ends',
  kind: 'liveness',
  statement:
    'Every accepted request has an outcome within recovery of worker and lease, request timeout, longest run and stop grace, counted from acceptance or the end of the last fault.',
  evidence: 'what clients were told, and outcomes in Redis',
  watch: (court) => {
    const open = new Map<string, Obligation>();
    const begin = (id: string): void => {
      const container = court.evidence.container(id);
      if (container.outcome !== null || open.has(id)) return;
      const obligation = court.owe(completionMs(court.limits), () => ({
        sentence: `request ${id} was accepted and still has no outcome; it is ${container.record?.status ?? 'without a record'}`,
        facts: container.facts(),
        about: [id],
      }));
      open.set(id, obligation);
    };
    return {
      client(fact) {
        if (fact.kind === 'accepted') begin(fact.id);
      },
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind !== 'outcome' || change.after === null) continue;
          open.get(change.id)?.met();
          open.delete(change.id);
        }
      },
    };
  },
};
