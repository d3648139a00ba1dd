/** L9: a worker that was asked for and has nothing to do goes away again, unless its pool is at its minimum. */
import type { Obligation } from '../../sim/world/index.ts';
import type { ContainerEvidence, LedgerCommit } from '../evidence/index.ts';
import { spinDownMs } from '../limits.ts';
import type { Court, Property, PropertyListener } from '../property.ts';

class Watch implements PropertyListener {
  readonly kinds = ['worker', 'owned', 'queue', 'received'] as const;
  readonly #court: Court;
  readonly #minimumOf: ReadonlyMap<string, number>;
  readonly #open = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
    this.#minimumOf = new Map((court.limits.pools ?? []).map(({ name, workersMin }) => [name, workersMin]));
  }

  commit(_commit: LedgerCommit, _touched: readonly ContainerEvidence[]): void {
    this.#judge();
  }

  run(): void {
    this.#judge();
  }

  host(): void {
    this.#judge();
  }

  #judge(): void {
    const serving = this.#serving();
    for (const { worker } of this.#court.evidence.provisioning.asked.values()) {
      const id = worker.workerId;
      const isSpare = (serving.get(worker.poolName) ?? 0) > (this.#minimumOf.get(worker.poolName) ?? 0);
      const isIdle = worker.idleTimeoutMs > 0 && this.#isThere(id) && !this.#court.evidence.worker(id).busy;
      if (isIdle && isSpare) this.#owe(id);
      else this.#settle(id);
    }
  }

  /** How many workers of each pool take placements. */
  #serving(): ReadonlyMap<string, number> {
    const serving = new Map<string, number>();
    for (const { worker } of this.#court.evidence.provisioning.asked.values()) {
      if (this.#court.evidence.workers.get(worker.workerId)?.record?.status !== 'available') continue;
      serving.set(worker.poolName, (serving.get(worker.poolName) ?? 0) + 1);
    }
    return serving;
  }

  #isThere(id: string): boolean {
    return (this.#court.evidence.workers.get(id)?.record ?? null) !== null;
  }

  #owe(id: string): void {
    if (this.#open.has(id)) return;
    const sinceMs = this.#court.nowMs();
    const obligation = this.#court.owe(spinDownMs(this.#court.limits), () => ({
      sentence: `${id} was asked for, has had nothing to do since ${(sinceMs / 1_000).toFixed(3)} s, and is still there`,
      facts: this.#court.evidence.worker(id).facts(),
      about: [id],
    }));
    this.#open.set(id, obligation);
  }

  #settle(id: string): void {
    this.#open.get(id)?.met();
    this.#open.delete(id);
  }
}

/** L9. */
export const spuriousWorkersLeave: Property = {
  id: 'L9',
  name: 'spurious-workers-leave',
  kind: 'liveness',
  statement:
    'A worker that a pool was asked for, holds nothing and runs nothing is gone within two idle times and one recovery of a worker, while its pool has more workers than its minimum.',
  evidence: 'the log of whoever starts machines; worker records, what is placed on them, and what runs there',
  watch: (court) => ((court.limits.pools ?? []).length === 0 ? {} : new Watch(court)),
};
