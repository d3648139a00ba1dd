/** S12: whoever is told that a request failed may submit another; so a failed one must hold no place and must never start. */
import type { Property } from '../property.ts';

const failed = (outcome: string | null): boolean => outcome !== null && outcome.startsWith('failed');

/** S12. */
export const truthfulFailure: Property = {
  id: 'S12',
  name: 'truthful-failure',
  kind: 'safety',
  statement: 'A request is reported failed only while it has no live assignment, and a failed one is never placed and never starts.',
  evidence: 'outcomes against queues, deliveries and ownership after every step; the runtime ledger',
  watch: (court) => ({
    kinds: ['outcome', 'queue', 'pending', 'owned'],
    commit(_commit, touched) {
      for (const container of touched) {
        if (!failed(container.outcome)) continue;
        const [worker] = container.assignedWorkers();
        if (worker === undefined) continue;
        court.accuse({
          sentence: `${container.id} was reported ${container.outcome ?? 'failed'} while it has a place on ${worker}`,
          facts: container.facts(),
          about: [container.id, worker],
        });
      }
    },
    run({ run, change }) {
      const container = court.evidence.container(run.id);
      if (change !== 'started' || !failed(container.outcome)) return;
      court.accuse({
        sentence: `${run.id} was reported ${container.outcome ?? 'failed'} and started on ${run.worker} afterwards`,
        facts: container.facts(),
        about: [run.id, run.worker],
      });
    },
  }),
};
