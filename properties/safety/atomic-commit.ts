/**
 * S22: capacity, ownership and the push to the worker's queue become visible in one step. The baseline writes capacity first and pushes
 * afterwards by design, so there the two halves must come together within a bound; a charge that stays alone is leaked capacity.
 */
import type { Change, LedgerCommit } from '../evidence/index.ts';
import { sameResources, sayResources } from '../evidence/index.ts';
import { Charges } from './charges.ts';
import type { Court, Property, PropertyListener } from '../property.ts';
import { fitsInto, subtractResources, sumResources } from '../resources.ts';

/** What one step did to one worker. */
interface Placement {
  readonly newlyOwned: Set<string>;
  readonly pushed: Set<string>;
  /** Did its free capacity go down? */
  charged: boolean;
}

function lowers({ before, after }: Extract<Change, { kind: 'worker' }>): boolean {
  return before !== null && after !== null && fitsInto(after.free, before.free) && !sameResources(before.free, after.free);
}

function placementsOf(commit: LedgerCommit): Map<string, Placement> {
  const placements = new Map<string, Placement>();
  for (const change of commit.changes) {
    if (!('worker' in change) || change.kind === 'received') continue;
    let placement = placements.get(change.worker);
    if (placement === undefined) placements.set(change.worker, (placement = { newlyOwned: new Set(), pushed: new Set(), charged: false }));
    if (change.kind === 'owned' && change.before === null) placement.newlyOwned.add(change.id);
    if (change.kind === 'queue' && change.after > change.before) placement.pushed.add(change.id);
    if (change.kind === 'pending' && change.before === null) placement.pushed.add(change.id);
    if (change.kind === 'worker' && lowers(change)) placement.charged = true;
  }
  return placements;
}

function tornSentence(court: Court, worker: string, placement: Placement): string | null {
  const evidence = court.evidence.worker(worker);
  for (const id of placement.newlyOwned)
    if (!placement.pushed.has(id)) return `${worker} owns ${id} but nothing was pushed to its queue in the same step`;
  for (const id of placement.pushed)
    if (!evidence.owned.has(id)) return `${id} was pushed to the queue of ${worker}, which does not own it`;
  if (evidence.record === null || !(placement.charged || placement.newlyOwned.size > 0)) return null;
  const { total, free } = evidence.record;
  const owned = sumResources(evidence.owned.values());
  if (sameResources(subtractResources(total, free), owned)) return null;
  return `${worker} is charged for ${sayResources(subtractResources(total, free))} but owns containers of ${sayResources(owned)}`;
}

function watchLeased(court: Court): PropertyListener {
  return {
    kinds: ['owned', 'queue', 'pending', 'worker'],
    commit(commit) {
      for (const [worker, placement] of placementsOf(commit)) {
        const sentence = tornSentence(court, worker, placement);
        if (sentence !== null)
          court.accuse({ sentence, facts: court.evidence.worker(worker).facts(), about: [worker, ...placement.newlyOwned] });
      }
    },
  };
}

function watchBaseline(court: Court): PropertyListener {
  const charges = new Charges(court);
  return {
    host({ host, change }) {
      if (change === 'crashed' || change === 'died') charges.died(host);
    },
    commit(commit) {
      const gateway = commit.client ?? '';
      for (const change of commit.changes) {
        if (change.kind === 'queue' && change.after > change.before) charges.push(gateway, commit.connection, change.worker);
        if (change.kind !== 'worker' || change.before === null) continue;
        if (change.after === null) {
          charges.forget(change.worker);
          continue;
        }
        if (lowers(change))
          charges.charge(gateway, commit.connection, change.worker, sayResources(subtractResources(change.before.free, change.after.free)));
      }
    },
  };
}

/** S22. */
export const atomicCommit: Property = {
  id: 'S22',
  name: 'atomic-commit',
  kind: 'safety',
  statement:
    'Capacity, ownership and queue push of a placement become visible in one step (baseline: a charge is followed by its push within the lock TTL and the time to reconnect).',
  evidence: 'worker records, ownership and queues after every step at Redis',
  watch: (court) => (court.limits.terms === 'leased' ? watchLeased(court) : watchBaseline(court)),
};
