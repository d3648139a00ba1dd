/**
 * S33: whatever one look at the backlog took is accounted for one by one: placed, given back, failed or stopped, and each only once. In
 * `leased` the end of a lease and what follows from it are one step; in the baseline the popped request is in memory in between.
 */
import type { Change, ContainerEvidence, LedgerCommit } from '../evidence/index.ts';
import { isGateway, type Court, type Property, type PropertyListener } from '../property.ts';

/** How often the step accounts for the container: a place, an entry, an outcome. */
function accounts(id: string, changes: readonly Change[]): number {
  let count = 0;
  for (const change of changes) {
    if (!('id' in change) || change.id !== id) continue;
    if (change.kind === 'owned' && change.before === null) count += 1;
    else if (change.kind === 'backlog' && change.after > change.before) count += 1;
    else if (change.kind === 'outcome' && change.after !== null) count += 1;
  }
  return count;
}

function accuse(court: Court, container: ContainerEvidence, sentence: string): void {
  court.accuse({ sentence, facts: container.facts(), about: [container.id] });
}

function watchLeased(court: Court): PropertyListener {
  return {
    kinds: ['lease'],
    commit({ changes }) {
      for (const change of changes) {
        if (change.kind !== 'lease' || change.after) continue;
        const count = accounts(change.id, changes);
        if (count === 1) continue;
        const how = count === 0 ? 'was neither placed nor given back nor ended' : `was accounted for ${count} times`;
        accuse(court, court.evidence.container(change.id), `the lease of ${change.id} ended and it ${how}`);
      }
    },
  };
}

/** baseline: pops of each container that nothing accounts for yet. */
class Pops {
  readonly #court: Court;
  readonly #open = new Map<string, number>();

  constructor(court: Court) {
    this.#court = court;
  }

  see(change: Change, commit: LedgerCommit): void {
    if (!isGateway(commit.client)) return;
    if (change.kind === 'backlog') {
      if (change.after < change.before) this.#open.set(change.id, (this.#open.get(change.id) ?? 0) + 1);
      else this.#account(change.id, 'was given back');
    } else if (change.kind === 'queue' && change.after > change.before) this.#account(change.id, `was pushed to ${change.worker}`);
    // The same outcome again says nothing new: the command was sent twice.
    else if (change.kind === 'outcome' && change.after === 'failed' && change.before !== 'failed') this.#account(change.id, 'was failed');
  }

  #account(id: string, how: string): void {
    const open = this.#open.get(id) ?? 0;
    if (open > 0) this.#open.set(id, open - 1);
    else accuse(this.#court, this.#court.evidence.container(id), `${id} ${how} although everything that was taken of it is accounted for`);
  }
}

function watchBaseline(court: Court): PropertyListener {
  const pops = new Pops(court);
  return {
    kinds: ['backlog', 'queue', 'outcome'],
    commit(commit) {
      for (const change of commit.changes) pops.see(change, commit);
    },
  };
}

/** S33. */
export const batchAccounting: Property = {
  id: 'S33',
  name: 'batch-accounting',
  kind: 'safety',
  statement:
    'Everything that is taken from the backlog is accounted for exactly once: placed, given back, failed or stopped (baseline: at most once; what is never accounted for is lost, see S6).',
  evidence: 'leases, ownership, backlog, queues and outcomes after every step at Redis',
  watch: (court) => (court.limits.terms === 'leased' ? watchLeased(court) : watchBaseline(court)),
};
