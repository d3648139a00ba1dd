/** Which containers a step touched. */
import type { LedgerCommit } from './changes.ts';
import type { ContainerEvidence } from './custody.ts';
import type { Evidence } from './evidence.ts';

const cache = new WeakMap<LedgerCommit, readonly ContainerEvidence[]>();

/** The evidence of every container that a step changed, each once. */
export function changedContainers(evidence: Evidence, commit: LedgerCommit): readonly ContainerEvidence[] {
  let containers = cache.get(commit);
  if (containers === undefined) {
    const changed = new Set<ContainerEvidence>();
    for (const change of commit.changes) if ('id' in change) changed.add(evidence.container(change.id));
    cache.set(commit, (containers = [...changed]));
  }
  return containers;
}
