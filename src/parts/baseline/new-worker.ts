/**
 * `WorkerPoolController.AddWorker` of beta9: the pool is asked first, then the record is written as `pending`, and placements may be made on
 * it at once. A gateway that dies in between leaves a worker without a record (D4); a worker that never comes takes its queue with it (D9).
 */
import { randomUUID } from 'node:crypto';
import { WORKER_INDEX_KEY, workerLockKey, workerStateKey } from '../../keys.ts';
import { gpuPreference, matchesGpuType, matchesPool } from '../../matching.ts';
import type { CounterName } from '../../metrics.ts';
import type { ContainerRequest, Resources, WorkerRecord } from '../../model.ts';
import { newWorkerOf, selectorOf } from '../../pool-options.ts';
import type { NewWorker, WorkerPool } from '../../pools.ts';
import type { PartContext, Placement, TakenRequest } from '../contracts.ts';
import { underLock } from './lock.ts';
import { encodeWorkerHash } from './records.ts';

const WORKER_ID_LENGTH = 8;

/** What a worker is asked for. */
export interface WorkerWanted {
  /** At least so much; a pool's default size counts where it is larger. */
  readonly demand: Resources;
  readonly counter: CounterName;
}

/** `getControllers`: pools whose workers could be of use, the type asked for first, then by priority. Sizes are nobody's concern. */
export function poolsOfKind(pools: readonly WorkerPool[], request: ContainerRequest): readonly WorkerPool[] {
  const ofKind = pools.filter((pool) => {
    const { gpuType = '', requiresSelector = false, isPreemptable = false } = pool;
    if ((gpuType !== '') !== request.gpuCount > 0 || !matchesGpuType(gpuType, request)) return false;
    return matchesPool({ poolSelector: selectorOf(pool), requiresPoolSelector: requiresSelector, isPreemptable }, request);
  });
  return ofKind.sort(
    (left, right) =>
      gpuPreference(left.gpuType ?? '', request) - gpuPreference(right.gpuType ?? '', request) ||
      (right.priority ?? 0) - (left.priority ?? 0),
  );
}

/** Asks pool after pool until one accepts; null when none does. Rejects only when the link is closed. */
export async function addWorkerFor(
  context: PartContext,
  pools: readonly WorkerPool[],
  requests: readonly TakenRequest[],
  { demand, counter }: WorkerWanted,
): Promise<Placement | null> {
  for (const pool of pools) {
    try {
      const resources = largerOf(demand, pool.workerSize);
      const containerIds = requests.map(({ request }) => request.id);
      const workerId = randomUUID().slice(0, WORKER_ID_LENGTH);
      const worker = newWorkerOf(pool, context.timings, { workerId, resources, containerIds });
      await pool.controller.start(worker);
      context.metrics.count('workers_added');
      context.metrics.count(counter);
      return { worker: await writePending(context, worker), requests };
    } catch (error) {
      if (context.link.closed) throw error;
      context.emit({ kind: 'add-worker-failed', detail: `pool ${pool.name}`, error });
    }
  }
  return null;
}

function largerOf(left: Resources, right: Resources): Resources {
  return {
    cpuMillicores: Math.max(left.cpuMillicores, right.cpuMillicores),
    memoryMib: Math.max(left.memoryMib, right.memoryMib),
    gpuCount: Math.max(left.gpuCount, right.gpuCount),
  };
}

async function writePending({ link: { client }, lock, timings }: PartContext, asked: NewWorker): Promise<WorkerRecord> {
  const { workerId: id, resources, gpuType, poolName, poolSelector, requiresPoolSelector, isPreemptable, priority } = asked;
  const kind = { gpuType, poolName, poolSelector, requiresPoolSelector, isPreemptable, priority };
  const record: WorkerRecord = { id, status: 'pending', total: resources, free: resources, ...kind, resourceVersion: 0, incarnation: '' };
  await underLock(lock, workerLockKey(id), timings.lockRetries, async () => {
    await client.hset(workerStateKey(id), encodeWorkerHash(record));
    await client.pexpire(workerStateKey(id), timings.pendingTtlMs);
    await client.sadd(WORKER_INDEX_KEY, id);
  });
  return record;
}
