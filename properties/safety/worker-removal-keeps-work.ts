/**
 * S28: when a worker's record goes, the work that it had not acknowledged goes back, once. What is left in the queue of a worker without
 * a record is read by nobody. The baseline gets the time of one reaper's round, though it has no reaper.
 */
import type { LedgerCommit } from '../evidence/index.ts';
import { reapMs } from '../limits.ts';
import type { Accusation, Court, Property } from '../property.ts';

/** Containers that were queued at or delivered to the worker when the step began. */
function unacknowledged(court: Court, worker: string, commit: LedgerCommit): Set<string> {
  const evidence = court.evidence.worker(worker);
  const ids = new Set([...evidence.queue.keys(), ...evidence.pending.keys()]);
  for (const change of commit.changes) {
    if (change.kind === 'queue' && change.worker === worker && change.before > 0) ids.add(change.id);
    if (change.kind === 'pending' && change.worker === worker && change.before !== null) ids.add(change.id);
  }
  return ids;
}

function accusation(court: Court, worker: string, id: string): Accusation | null {
  const container = court.evidence.container(id);
  if (container.outcome !== null) return null;
  const entries = container.backlog + (container.leased ? 1 : 0);
  const elsewhere = [...container.assignedWorkers()].filter((other) => other !== worker);
  if (entries + elsewhere.length === 1) return null;
  return {
    sentence:
      entries + elsewhere.length === 0
        ? `the record of ${worker} is gone and ${id}, which it had not acknowledged, did not go back`
        : `the record of ${worker} is gone and ${id}, which it had not acknowledged, went back ${entries + elsewhere.length} times`,
    facts: container.facts(),
    about: [id, worker],
    missed: false,
  };
}

function judge(court: Court, worker: string, id: string): void {
  const present = accusation(court, worker, id);
  if (present === null) return;
  if (court.limits.terms === 'leased') {
    court.accuse(present);
    return;
  }
  const obligation = court.owe(reapMs(court.limits), () => accusation(court, worker, id) ?? present);
  court.evidence.listen({
    commit(commit) {
      if (commit.changes.some((change) => 'id' in change && change.id === id) && accusation(court, worker, id) === null) obligation.met();
    },
  });
}

/** S28. */
export const workerRemovalKeepsWork: Property = {
  id: 'S28',
  name: 'worker-removal-keeps-work',
  kind: 'safety',
  statement:
    'When the record of a worker is removed or expires, everything that it had not acknowledged is back in the backlog exactly once, or has ended (baseline: within a round of recovery).',
  evidence: 'worker records, queues, pending deliveries, backlog and leases after every step at Redis',
  watch: (court) => ({
    kinds: ['worker'],
    commit(commit) {
      for (const change of commit.changes) {
        if (change.kind !== 'worker' || change.before === null || change.after !== null) continue;
        for (const id of unacknowledged(court, change.worker, commit)) judge(court, change.worker, id);
      }
    },
  }),
};
