/**
 * L7: nobody waits for ever beside a machine that would do. From the moment that a worker has room for the request that has waited
 * longest, that request gets its turn within a bound, even if others take the room first.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { ContainerEvidence, LedgerCommit, WorkerEvidence } from '../evidence/index.ts';
import { turnMs } from '../limits.ts';
import type { Court, Property, PropertyListener } from '../property.ts';
import { fitsInto } from '../resources.ts';

function suits(worker: WorkerEvidence, container: ContainerEvidence): boolean {
  const { record } = worker;
  const demand = container.record?.demand;
  if (record === null || demand === undefined || record.status !== 'available' || worker.cordoned) return false;
  if (!fitsInto(demand, record.free)) return false;
  const wanted = container.request?.gpuTypes ?? [];
  return demand.gpuCount === 0 || (record.gpuType !== '' && (wanted.length === 0 || wanted.includes(record.gpuType)));
}

const isWaiting = (container: ContainerEvidence): boolean => container.backlog > 0 || container.leased;

class Watch implements PropertyListener {
  readonly #court: Court;
  /** In the order of their first entry. */
  readonly #waiting = new Set<string>();
  readonly #turns = new Map<string, Obligation>();

  constructor(court: Court) {
    this.#court = court;
  }

  commit({ changes }: LedgerCommit, touched: readonly ContainerEvidence[]): void {
    for (const container of touched) this.#track(container);
    if (this.#waiting.size === 0) return;
    for (const change of changes) if (change.kind === 'worker' && change.after !== null) this.#offered(change.worker);
  }

  #track(container: ContainerEvidence): void {
    const { id } = container;
    if (isWaiting(container)) {
      this.#waiting.add(id);
      return;
    }
    // Between two places that hold it; only a place on a worker or an outcome ends the wait.
    if (container.outcome === null && container.queued.size === 0 && container.owned.size === 0) return;
    this.#waiting.delete(id);
    this.#turns.get(id)?.met();
    this.#turns.delete(id);
  }

  #offered(worker: string): void {
    const [longest] = this.#waiting;
    if (longest === undefined || this.#turns.has(longest)) return;
    const container = this.#court.evidence.container(longest);
    if (!suits(this.#court.evidence.worker(worker), container)) return;
    const sinceMs = this.#court.nowMs();
    const turn = this.#court.owe(turnMs(this.#court.limits), () => ({
      sentence: `${longest} has waited longest since ${worker} had room for it at ${(sinceMs / 1_000).toFixed(3)} s, and still waits`,
      facts: [{ atMs: sinceMs, host: worker, text: `had room for ${longest}` }, ...container.facts()],
      about: [longest, worker],
    }));
    this.#turns.set(longest, turn);
  }
}

/** L7. */
export const noStarvation: Property = {
  id: 'L7',
  name: 'no-starvation',
  kind: 'liveness',
  statement:
    'The request that has waited longest is placed or ended within lease recovery and request timeout (or the sum of all runs) from the moment that a worker has room for it, or the end of the last fault.',
  evidence: 'backlog, leases, queues, ownership and worker records after every step at Redis',
  watch: (court) => new Watch(court),
};
