/**
 * L12: batching must not cost the one who is alone. In a world with one container and no faults, whose gateway and worker are up when the
 * request arrives, it is placed after the batch window and a few round trips. Where the only worker that may have it is cordoned meanwhile, or
 * gone, there is nothing to place it on.
 */
import type { Obligation } from '../../sim/world/index.ts';
import type { LedgerCommit, WorkerEvidence } from '../evidence/index.ts';
import { loneMs } from '../limits.ts';
import { isGateway, type Court, type Property, type PropertyListener, type RedisStep } from '../property.ts';
import { hasRoomFor, isPlaceFor } from '../kinds.ts';

/** The hosts start at 0. */
const AT_ONCE_MS = 1;

class Watch implements PropertyListener {
  readonly kinds = ['backlog', 'queue', 'outcome', 'worker', 'cordon'] as const;
  readonly #court: Court;
  #gatewayIsUp = false;
  /** A world without faults is calm as soon as its hosts have started. */
  #isFaultless = false;
  #open: { readonly id: string; readonly obligation: Obligation } | null = null;

  constructor(court: Court) {
    this.#court = court;
  }

  calm(): void {
    this.#isFaultless = this.#court.nowMs() <= AT_ONCE_MS;
  }

  activity({ client, command }: RedisStep): void {
    if (!this.#gatewayIsUp && isGateway(client) && command === 'SUBSCRIBE') this.#gatewayIsUp = true;
  }

  commit({ changes }: LedgerCommit): void {
    for (const change of changes) {
      if (change.kind === 'backlog' && change.before === 0 && change.after > 0) this.#arrived(change.id);
      else if ((change.kind === 'queue' && change.after > change.before) || change.kind === 'outcome') this.#open?.obligation.met();
      else if (change.kind === 'worker' || change.kind === 'cordon') this.#workerChanged();
    }
  }

  /** What is free is not asked here: with one container, only a scheduler that loses capacity takes that away. */
  #workerChanged(): void {
    if (this.#open === null) return;
    const { id, obligation } = this.#open;
    if (!this.#isAnywhere((worker) => isPlaceFor(worker, this.#court.evidence.container(id)), id)) obligation.met();
  }

  #arrived(id: string): void {
    const container = this.#court.evidence.container(id);
    const isAwaited = this.#open === null && this.#isFaultless && this.#gatewayIsUp;
    if (!isAwaited || !this.#isAnywhere((worker) => hasRoomFor(worker, container), id)) return;
    const withinMs = loneMs(this.#court.limits);
    const obligation = this.#court.owe(withinMs, () => ({
      sentence: `${id} is alone, and was not placed within ${withinMs} ms`,
      facts: container.facts(),
      about: [id],
    }));
    this.#open = { id, obligation };
  }

  #isAnywhere(suits: (worker: WorkerEvidence) => boolean, id: string): boolean {
    const isCpuOnly = this.#court.evidence.container(id).record?.demand.gpuCount === 0;
    return [...this.#court.evidence.workers.values()].some((worker) => {
      if (this.#court.limits.terms === 'baseline' && isCpuOnly && worker.record?.gpuType !== '') return false;
      return suits(worker);
    });
  }
}

/** L12. */
export const loneRequestIsQuick: Property = {
  id: 'L12',
  name: 'lone-request-is-quick',
  kind: 'liveness',
  statement:
    'In a world of one container without faults, a request that finds a gateway and a worker with room is placed within the batch window and a second of processing (baseline: and one poll), unless every worker that may have it is cordoned or leaves meanwhile.',
  evidence: 'backlog, queues and worker records after every step at Redis',
  watch: (court) => (court.limits.containers === 1 ? new Watch(court) : {}),
};
