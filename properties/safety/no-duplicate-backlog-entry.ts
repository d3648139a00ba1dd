/** S7: a request waits once. A second entry, or an entry beside a placement, is how one request becomes two containers. */
import type { ContainerEvidence } from '../evidence/index.ts';
import type { Property } from '../property.ts';

function sentenceOf(container: ContainerEvidence): string | null {
  if (container.backlog > 1) return `${container.id} has ${container.backlog} entries in the backlog`;
  if (container.backlog > 0 && container.leased)
    return `${container.id} is in the backlog while it is leased to ${container.takenBy ?? 'a gateway'}`;
  if (container.backlog === 0 && !container.leased) return null;
  const [worker] = container.assignedWorkers();
  const where = container.leased ? 'leased' : 'in the backlog';
  return worker === undefined ? null : `${container.id} is ${where} while it is placed on ${worker}`;
}

/** S7. */
export const noDuplicateBacklogEntry: Property = {
  id: 'S7',
  name: 'no-duplicate-backlog-entry',
  kind: 'safety',
  statement: 'A request has at most one entry in backlog and leases together, and none while it is placed on a worker.',
  evidence: 'backlog, leases, queues, deliveries, ownership and the runtime ledger after every step at Redis',
  watch: (court) => ({
    kinds: ['backlog', 'lease', 'queue', 'pending', 'owned'],
    commit(_commit, touched) {
      for (const container of touched) {
        const sentence = sentenceOf(container);
        if (sentence === null) continue;
        court.accuse({ sentence, facts: container.facts(), about: [container.id, ...container.assignedWorkers()] });
      }
    },
  }),
};
