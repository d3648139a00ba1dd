/**
 * S29: a healthy container is not killed because a record is missing. A run that ends by a signal on a living worker needs a reason: its
 * user stopped it, or its worker's life was over. In `leased` a worker that cannot renew ends its life in time by design, so there only
 * the container's own record counts; in the baseline an expired record, its own or the worker's, is no reason.
 */
import type { RunFact } from '../evidence/index.ts';
import type { Accusation, Court, Property } from '../property.ts';

const SIGNALS: ReadonlySet<string> = new Set(['SIGTERM', 'SIGKILL']);

function accusation(court: Court, { run }: RunFact): Accusation | null {
  const container = court.evidence.container(run.id);
  const worker = court.evidence.worker(run.worker);
  const isMissing = container.record === null;
  const isFalseDeath = court.limits.terms === 'baseline' && worker.record === null;
  if (!isMissing && !isFalseDeath) return null;
  // Whoever removed the record with an outcome has answered for it; others judge that.
  if (isMissing && container.outcome !== null && court.limits.terms === 'leased') return null;
  const what = isMissing ? `its record was missing` : `the record of ${run.worker} was missing`;
  return {
    sentence: `${run.id} ran on ${run.worker} in good health and was killed because ${what}`,
    facts: [...container.facts(), ...(isMissing ? [] : worker.facts(12).filter(({ text }) => text.includes('disappeared')))].sort(
      (left, right) => left.atMs - right.atMs,
    ),
    about: [run.id, run.worker],
  };
}

/** S29. */
export const noFalseOrphan: Property = {
  id: 'S29',
  name: 'no-false-orphan',
  kind: 'safety',
  statement:
    'A container that runs on a living worker and was not stopped is not killed because its record is missing (baseline: nor because the record of its worker is).',
  evidence: 'the runtime ledger against container and worker records, and stops',
  watch: (court) => {
    const stopped = new Set<string>();
    return {
      kinds: ['container', 'outcome'],
      commit(commit) {
        for (const change of commit.changes) {
          if (change.kind === 'container' && change.after?.status === 'STOPPING') stopped.add(change.id);
          else if (change.kind === 'outcome' && change.after === 'stopped') stopped.add(change.id);
        }
      },
      run(fact) {
        const { run, change } = fact;
        if (change !== 'ended' || stopped.has(run.id) || !SIGNALS.has(run.reason ?? '')) return;
        const found = accusation(court, fact);
        if (found !== null) court.accuse(found);
      },
    };
  },
};
