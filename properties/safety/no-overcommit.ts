/**
 * S3: what really runs on a machine fits into it, whatever the records say; and when everything rests, the records agree with what is
 * placed. The first half is judged by the runtime's ledger against the machine's real size.
 */
import type { Resources } from '../../src/index.ts';
import { sameResources, sayResources, tell, type WorkerEvidence } from '../evidence/index.ts';
import type { Court, Property } from '../property.ts';
import { fitsInto, subtractResources, sumResources } from '../resources.ts';

/** Demands of everything that holds a reservation on the worker, each container once. */
function reserved(court: Court, worker: WorkerEvidence): Resources {
  const demands = new Map<string, Resources>(worker.owned);
  for (const run of worker.running) demands.set(run.id, run.demand);
  for (const id of [...worker.queue.keys(), ...worker.pending.keys()]) {
    const demand = court.evidence.container(id).record?.demand;
    if (demand !== undefined && !demands.has(id)) demands.set(id, demand);
  }
  return sumResources(demands.values());
}

function judgeAtRest(court: Court, worker: WorkerEvidence): void {
  if (worker.record === null) return;
  const charged = subtractResources(worker.record.total, worker.record.free);
  const owed = reserved(court, worker);
  if (sameResources(charged, owed)) return;
  court.accuse({
    sentence: `at rest ${worker.id} is charged for ${sayResources(charged)} while containers on it hold ${sayResources(owed)}`,
    facts: worker.facts(),
    about: [worker.id],
  });
}

/** S3. */
export const noOvercommit: Property = {
  id: 'S3',
  name: 'no-overcommit',
  kind: 'safety',
  statement:
    'The demands of the containers that really run on a worker never exceed its machine; at rest, total minus free is the sum of what is placed on it.',
  evidence: 'the runtime ledger against the machines; worker records and queues at rest',
  watch: (court) => ({
    run({ run, change }) {
      if (change !== 'started') return;
      const worker = court.evidence.worker(run.worker);
      const used = sumResources([...worker.running].map((one) => one.demand));
      if (worker.shape === null || fitsInto(used, worker.shape)) return;
      court.accuse({
        sentence: `${run.worker} runs containers of ${sayResources(used)} on a machine of ${sayResources(worker.shape)}`,
        facts: tell(
          [...worker.running].map((one) => ({
            atMs: one.startedAtMs,
            host: one.worker,
            text: () => `started ${one.id} (${sayResources(one.demand)})`,
            source: one.source,
          })),
        ),
        about: [run.worker, ...[...worker.running].map((one) => one.id)],
      });
    },
    rest() {
      for (const worker of court.evidence.workers.values()) judgeAtRest(court, worker);
    },
  }),
};
