/** S2: a worker never offers more than it has in all; otherwise the next placement overcommits it. */
import { sayResources } from '../evidence/index.ts';
import type { Property } from '../property.ts';

/** S2. */
export const noOverCredit: Property = {
  id: 'S2',
  name: 'no-over-credit',
  kind: 'safety',
  statement: 'In every worker record free CPU, memory and GPUs are at most the totals.',
  evidence: 'worker records after every step at Redis',
  watch: (court) => ({
    kinds: ['worker'],
    commit(commit) {
      for (const change of commit.changes) {
        if (change.kind !== 'worker' || change.after === null) continue;
        const { free, total } = change.after;
        const credited = free.cpuMillicores > total.cpuMillicores || free.memoryMib > total.memoryMib || free.gpuCount > total.gpuCount;
        if (!credited) continue;
        court.accuse({
          sentence: `${change.worker} offers ${sayResources(free)} but has ${sayResources(total)} in all`,
          facts: court.evidence.worker(change.worker).facts(),
          about: [change.worker],
        });
      }
    },
  }),
};
