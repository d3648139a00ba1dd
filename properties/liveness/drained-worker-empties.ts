/** L11: a cordoned worker becomes empty: what it holds runs to its end or is stopped, and nothing comes after it. */
import type { Obligation } from '../../sim/world/index.ts';
import type { LedgerCommit, RunFact } from '../evidence/index.ts';
import { drainMs } from '../limits.ts';
import type { Court, Property, PropertyListener } from '../property.ts';

class Watch implements PropertyListener {
  readonly kinds = ['cordon', 'worker', 'owned', 'queue', 'pending'] as const;
  readonly #court: Court;
  readonly #open = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
  }

  commit({ changes, atMs }: LedgerCommit): void {
    const isBaseline = this.#court.limits.terms === 'baseline';
    for (const change of changes) {
      if (change.kind === 'cordon') this.#cordoned(change.worker, change.after, atMs);
      else if (isBaseline && change.kind === 'worker') this.#cordoned(change.worker, change.after?.status === 'disabled', atMs);
      else if (this.#open.size > 0 && 'worker' in change) this.#settle(change.worker);
    }
  }

  run({ run }: RunFact): void {
    this.#settle(run.worker);
  }

  #cordoned(worker: string, isCordoned: boolean, atMs: number): void {
    if (!isCordoned) {
      this.#open.get(worker)?.withdraw();
      this.#open.delete(worker);
    } else if (!this.#open.has(worker) && this.#court.evidence.worker(worker).busy) this.#open.set(worker, this.#owe(worker, atMs));
  }

  #owe(worker: string, atMs: number): Obligation {
    return this.#court.owe(drainMs(this.#court.limits), () => {
      const { owned, queue, pending, running } = this.#court.evidence.worker(worker);
      const held = new Set([...owned.keys(), ...queue.keys(), ...pending.keys(), ...[...running].map((run) => run.id)]);
      return {
        sentence: `${worker} was cordoned at ${(atMs / 1_000).toFixed(3)} s and still holds ${[...held].slice(0, 3).join(', ')}`,
        facts: this.#court.evidence.worker(worker).facts(),
        about: [worker, ...held],
      };
    });
  }

  #settle(worker: string): void {
    const obligation = this.#open.get(worker);
    if (obligation === undefined || this.#court.evidence.worker(worker).busy) return;
    obligation.met();
    this.#open.delete(worker);
  }
}

/** L11. */
export const drainedWorkerEmpties: Property = {
  id: 'L11',
  name: 'drained-worker-empties',
  kind: 'liveness',
  statement:
    'A cordoned worker holds nothing any more within delivery, longest run, stop grace and recovery of a worker, counted from the cordon or the end of the last fault, unless it is put back first.',
  evidence: 'cordon marks, worker records, ownership, queues and deliveries after every step at Redis; the runtime ledger',
  watch: (court) => new Watch(court),
};
