/**
 * S27: what a container held is offered again once, and only when its runtime has really gone. In `leased` that is the end of its
 * ownership beside a living worker record; the baseline adds an amount to the record, so there each credit of a worker must belong to a
 * container of that size which the worker received and has not credited yet.
 */
import { sayResources, type Change, type LedgerCommit } from '../evidence/index.ts';
import type { Court, Property, PropertyListener } from '../property.ts';
import { fitsInto, subtractResources } from '../resources.ts';

type WorkerChange = Extract<Change, { kind: 'worker' }>;

function watchLeased(court: Court): PropertyListener {
  return {
    kinds: ['owned'],
    commit(commit) {
      for (const change of commit.changes) {
        if (change.kind !== 'owned' || change.after !== null) continue;
        const worker = court.evidence.worker(change.worker);
        // A record that goes takes its capacity with it; nothing is offered again.
        if (worker.record === null) continue;
        for (const run of worker.running) {
          if (run.id !== change.id) continue;
          court.accuse({
            sentence: `the capacity of ${change.id} went back to ${change.worker} while it still runs there`,
            facts: court.evidence.container(change.id).facts(),
            about: [change.id, change.worker],
          });
        }
      }
    },
  };
}

/** baseline: what one life of a worker record received and has not credited, by size. */
class Books {
  readonly #court: Court;
  readonly #open = new Map<string, Map<string, number>>();

  constructor(court: Court) {
    this.#court = court;
  }

  receive(worker: string, id: string): void {
    const demand = this.#court.evidence.container(id).record?.demand;
    if (demand !== undefined) this.#add(worker, sayResources(demand), 1);
  }

  see({ worker, before, after }: WorkerChange, { client }: LedgerCommit): void {
    if (before === null || after === null || after.status === 'pending') this.#open.delete(worker);
    else if (client === worker && !fitsInto(after.free, before.free))
      this.#credit(worker, sayResources(subtractResources(after.free, before.free)));
  }

  #credit(worker: string, size: string): void {
    if ((this.#open.get(worker)?.get(size) ?? 0) > 0) {
      this.#add(worker, size, -1);
      return;
    }
    this.#court.accuse({
      sentence: `${worker} gave back ${size}, which no container that it received and has not given back yet had taken`,
      facts: this.#court.evidence.worker(worker).facts(),
      about: [worker],
    });
  }

  #add(worker: string, size: string, count: number): void {
    let sizes = this.#open.get(worker);
    if (sizes === undefined) this.#open.set(worker, (sizes = new Map()));
    sizes.set(size, (sizes.get(size) ?? 0) + count);
  }
}

function watchBaseline(court: Court): PropertyListener {
  const books = new Books(court);
  return {
    kinds: ['queue', 'worker'],
    commit(commit) {
      for (const change of commit.changes) {
        // What left the queue by the worker's own hand was received, whether it wrote that down or not.
        if (change.kind === 'queue' && change.after < change.before && commit.client === change.worker)
          books.receive(change.worker, change.id);
        else if (change.kind === 'worker') books.see(change, commit);
      }
    },
  };
}

/** S27. */
export const releaseOnce: Property = {
  id: 'S27',
  name: 'release-once',
  kind: 'safety',
  statement:
    'The capacity of a container is offered again once, and not before its runtime has gone (baseline: a worker gives back the amount of each container that it received at most once).',
  evidence: 'ownership, queues and worker records after every step at Redis against the runtime ledger',
  watch: (court) => (court.limits.terms === 'leased' ? watchLeased(court) : watchBaseline(court)),
};
