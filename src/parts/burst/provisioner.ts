/**
 * Provisioning of document 003: requests without GPUs are collected for one large worker while the backlog is long, get a larger worker than
 * they need while it is longer still, and one of their own otherwise. A collected request also goes back to the backlog, so that it exists
 * twice from then on (B1); the collection comes first and its threshold is lower, so that larger workers are practically never asked for. A single request that its new worker refuses goes on to the next pool (D3).
 */
import { BACKLOG_KEY } from '../../keys.ts';
import type { Resources } from '../../model.ts';
import { addWorkerFor, poolsOfKind } from '../baseline/new-worker.ts';
import { decodeWaiting, encodeWaiting } from '../baseline/records.ts';
import type { WorkerPool } from '../../pools.ts';
import type { PartContext, PartMaker, Placement, Provisioned, ProvisionerPart, TakenRequest } from '../contracts.ts';

/** The three ways, chosen by the length of the backlog. The collection is in the memory of one gateway. */
export function burstProvisioner(): PartMaker<ProvisionerPart> {
  return (context) => new BurstProvisioner(context);
}

class BurstProvisioner implements ProvisionerPart {
  readonly #context: PartContext;
  /** `failedCpuRequests`. */
  readonly #collected: TakenRequest[] = [];

  constructor(context: PartContext) {
    this.#context = context;
  }

  async provision(unplaced: readonly TakenRequest[]): Promise<Provisioned> {
    const each: Provisioned[] = [];
    for (const taken of unplaced) each.push(await this.#provide(taken));
    return { placements: each.flatMap(({ placements }) => placements), unplaced: each.flatMap((one) => one.unplaced) };
  }

  async #provide(taken: TakenRequest): Promise<Provisioned> {
    const { link, timings, metrics, emit } = this.#context;
    try {
      const backlog = await link.client.zcard(BACKLOG_KEY);
      metrics.set('backlog_size', backlog);
      const isPlain = taken.request.gpuCount === 0;
      if (isPlain && backlog >= timings.cpuBatchBacklogThreshold) return await this.#collect(taken);
      if (isPlain && backlog >= timings.burstBacklogThreshold) return await this.#larger(taken);
      return await this.#individual(taken);
    } catch (error) {
      if (link.closed) throw error;
      emit({ kind: 'provisioning-failed', detail: taken.request.id, error });
      return { placements: [], unplaced: [taken] };
    }
  }

  /** `provisionCpuBatchWorker`: whatever is in the collection goes onto the new worker, wherever it may be by now. */
  async #collect(taken: TakenRequest): Promise<Provisioned> {
    const { timings } = this.#context;
    this.#collected.push(taken);
    if (this.#collected.length < timings.cpuBatchSize) return { placements: [], unplaced: [taken] };
    const all = this.#collected.splice(0);
    const limits = { cpuMillicores: timings.cpuBatchWorkerMaxCpuMillicores, memoryMib: timings.cpuBatchWorkerMaxMemoryMib };
    const demand = clip(sum(all), limits);
    const pools = poolsOfKind(this.#context.pools, taken.request);
    const placement = await addWorkerFor(this.#context, pools, all, { demand, counter: 'provisioned_cpu_batch' });
    if (placement) return { placements: [placement], unplaced: [] };
    // The collection is requeued, and then its caller requeues the last one once more.
    return { placements: [], unplaced: [...all, requeuedBefore(taken)] };
  }

  async #larger(taken: TakenRequest): Promise<Provisioned> {
    const { timings } = this.#context;
    const { cpuMillicores, memoryMib, gpuCount } = taken.request;
    const factor = timings.burstSizeMultiplier;
    const larger = { cpuMillicores: Math.ceil(cpuMillicores * factor), memoryMib: Math.ceil(memoryMib * factor), gpuCount };
    const limits = { cpuMillicores: timings.burstWorkerMaxCpuMillicores, memoryMib: timings.burstWorkerMaxMemoryMib };
    const pools = poolsOfKind(this.#context.pools, taken.request);
    const placement = await addWorkerFor(this.#context, pools, [taken], { demand: clip(larger, limits), counter: 'provisioned_burst' });
    return placement ? { placements: [placement], unplaced: [] } : { placements: [], unplaced: [taken] };
  }

  async #individual(taken: TakenRequest): Promise<Provisioned> {
    const placement = await this.#ask(taken, poolsOfKind(this.#context.pools, taken.request));
    return placement ? { placements: [placement], unplaced: [] } : { placements: [], unplaced: [taken] };
  }

  /**
   * One controller after the other until one gives a worker and the container can be scheduled on it; a worker on which it cannot stays, empty
   * (D3). The attempt to schedule it writes the GPU type into the request, and so it stays.
   */
  async #ask(taken: TakenRequest, pools: readonly WorkerPool[]): Promise<Placement | null> {
    const placement = await addWorkerFor(this.#context, pools, [taken], { demand: taken.request, counter: 'provisioned_individual' });
    if (!placement) return null;
    const { worker } = placement;
    const gpuType = taken.request.gpuCount > 0 ? { gpuType: worker.gpuType } : {};
    const token = encodeWaiting(taken.token, { ...decodeWaiting(taken.token), ...gpuType });
    const others = pools.slice(pools.findIndex(({ name }) => name === worker.poolName) + 1);
    return { worker, requests: [{ ...taken, token }], next: () => this.#ask(taken, others) };
  }
}

function requeuedBefore(taken: TakenRequest): TakenRequest {
  const waiting = decodeWaiting(taken.token);
  return { ...taken, token: encodeWaiting(taken.token, { ...waiting, retryCount: waiting.retryCount + 1 }) };
}

function sum(requests: readonly TakenRequest[]): Resources {
  let [cpuMillicores, memoryMib] = [0, 0];
  for (const { request } of requests) {
    cpuMillicores += request.cpuMillicores;
    memoryMib += request.memoryMib;
  }
  return { cpuMillicores, memoryMib, gpuCount: 0 };
}

function clip({ cpuMillicores, memoryMib, gpuCount }: Resources, limits: Omit<Resources, 'gpuCount'>): Resources {
  return {
    cpuMillicores: Math.min(cpuMillicores, limits.cpuMillicores),
    memoryMib: Math.min(memoryMib, limits.memoryMib),
    gpuCount,
  };
}
