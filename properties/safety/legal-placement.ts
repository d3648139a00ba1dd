/**
 * S9: a placement meets every hard condition of its request at the moment it is made, whatever the planner knew when it decided. The
 * baseline also places on pending workers and keeps GPU workers for GPU requests; its push names the container only after the charge, so
 * there the status at the push says nothing.
 */
import type { RequestFacts, WorkerFacts } from '../evidence/index.ts';
import type { Terms } from '../limits.ts';
import type { Court, Property } from '../property.ts';
import { kindObjection } from '../kinds.ts';
import type { Resources } from '../../src/index.ts';

/** What stands against the placement; null when nothing does. */
function objection(terms: Terms, worker: WorkerFacts, demand: Resources, request: RequestFacts | null): string | null {
  if (terms === 'leased' && worker.status !== 'available') return `is ${worker.status === '' ? 'without a status' : worker.status}`;
  const objected = kindObjection(worker, demand, request);
  if (objected === null && terms === 'baseline' && demand.gpuCount === 0 && worker.gpuType !== '')
    return 'is kept for containers that need GPUs';
  return objected;
}

function judge(court: Court, id: string, workerId: string): void {
  const { record } = court.evidence.worker(workerId);
  const container = court.evidence.container(id);
  if (record === null || container.record === null) return;
  const why = objection(court.limits.terms, record, container.record.demand, container.request);
  if (why === null) return;
  court.accuse({ sentence: `${id} was placed on ${workerId}, which ${why}`, facts: container.facts(), about: [id, workerId] });
}

/** S9. */
export const legalPlacement: Property = {
  id: 'S9',
  name: 'legal-placement',
  kind: 'safety',
  statement:
    'At the step that places a container, the worker is available, is big enough, is of the pool that is asked for or of one that anybody may use, does not vanish unless that is tolerated, and has GPUs of an accepted type when GPUs are asked for (baseline: a pending worker will do, and CPU-only containers stay off GPU workers).',
  evidence: 'worker records, ownership, queues and stored requests after every step at Redis',
  watch: (court) => ({
    kinds: ['owned', 'queue'],
    commit(commit) {
      for (const change of commit.changes) {
        if (change.kind === 'owned' && change.before === null) judge(court, change.id, change.worker);
        else if (court.limits.terms === 'baseline' && change.kind === 'queue' && change.after > change.before)
          judge(court, change.id, change.worker);
      }
    },
  }),
};
