/** L4: when nothing is asked for and nothing runs, every worker offers all that it has. */
import type { Obligation } from '../../sim/world/index.ts';
import { sameResources, sayResources, type ContainerEvidence } from '../evidence/index.ts';
import { workerRecoveryMs } from '../limits.ts';
import type { Accusation, Court, Property } from '../property.ts';

class Watch {
  readonly #court: Court;
  /** Containers that may still claim capacity. */
  readonly #active = new Set<string>();
  /** Workers whose record offers less or more than the total. */
  readonly #unbalanced = new Set<string>();
  #open: Obligation | null = null;

  constructor(court: Court) {
    this.#court = court;
  }

  container(container: ContainerEvidence): void {
    // Ownership says nothing here: a release that forgets it is what this property is for.
    const ended = container.outcome !== null && container.running === 0 && container.queued.size === 0;
    if (ended) this.#active.delete(container.id);
    else this.#active.add(container.id);
  }

  worker(id: string): void {
    const { record } = this.#court.evidence.worker(id);
    if (record === null || sameResources(record.free, record.total)) this.#unbalanced.delete(id);
    else this.#unbalanced.add(id);
  }

  judge(): void {
    const owed = this.#active.size === 0 && this.#unbalanced.size > 0;
    if (owed && this.#open === null) {
      this.#open = this.#court.owe(workerRecoveryMs(this.#court.limits), () => this.#accusation());
    } else if (!owed && this.#open !== null) {
      this.#open.met();
      this.#open = null;
    }
  }

  #accusation(): Accusation {
    const [id = ''] = this.#unbalanced;
    const worker = this.#court.evidence.worker(id);
    const record = worker.record;
    return {
      sentence:
        record === null
          ? 'capacity has not returned'
          : `nothing runs, but ${id} still offers ${sayResources(record.free)} of ${sayResources(record.total)}`,
      facts: worker.facts(),
      about: [id],
    };
  }
}

/** L4. */
export const capacityReturns: Property = {
  id: 'L4',
  name: 'capacity-returns',
  kind: 'liveness',
  statement: 'When every request has ended, free is total on all workers within worker TTL, lock TTL and two polls.',
  evidence: 'worker records, custody and outcomes after every step at Redis; the runtime ledger',
  watch: (court) => {
    const watch = new Watch(court);
    return {
      commit(commit, touched) {
        for (const container of touched) watch.container(container);
        for (const change of commit.changes) if (change.kind === 'worker') watch.worker(change.worker);
        watch.judge();
      },
      run({ run }) {
        watch.container(court.evidence.container(run.id));
        watch.judge();
      },
    };
  },
};
