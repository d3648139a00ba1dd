/**
 * The baseline's commit: assign the GPU type, then take capacity under the worker's lock if its version is the one that was planned
 * with, then push to the queue. Whatever happens between the last two leaks the capacity (C1).
 */
import { containerLockKey, containerStateKey, workerLockKey, workerQueueKey, workerStateKey } from '../../keys.ts';
import type { CommitRefusal, WorkerRecord } from '../../model.ts';
import type { CommitterPart, PartContext, PartMaker, TakenRequest } from '../contracts.ts';
import { underLock } from './lock.ts';
import { decodeWorkerHash, encodeWorkerHash } from './records.ts';

/** Lock, compare, write whole, then push. */
export function versionedCommitter(): PartMaker<CommitterPart> {
  return (context) => ({
    async commit({ worker, requests }) {
      const results = [];
      for (const taken of requests) results.push({ taken, outcome: await schedule(context, worker, taken) });
      return results;
    },
  });
}

async function schedule(context: PartContext, worker: WorkerRecord, taken: TakenRequest): Promise<'committed' | CommitRefusal> {
  const { link, lock, timings, emit } = context;
  const { id } = taken.request;
  try {
    if (!(await assignGpu(context, taken, worker.gpuType))) return 'conflict';
    const refusal = await underLock(lock, workerLockKey(worker.id), timings.lockRetries, () => takeCapacity(context, worker, taken));
    if (refusal !== 'taken') return refusal ?? 'conflict';
    await link.client.rpush(workerQueueKey(worker.id), taken.token);
    return 'committed';
  } catch (error) {
    if (link.closed) throw error;
    emit({ kind: 'schedule-failed', detail: id, error });
    return 'error';
  }
}

/** Writes the whole record back, without a TTL: a record that expired meanwhile comes back as a ghost (C7). */
async function assignGpu({ link: { client }, lock }: PartContext, { request }: TakenRequest, gpuType: string): Promise<boolean> {
  const key = containerStateKey(request.id);
  const done = await underLock(lock, containerLockKey(request.id), 0, async () => {
    const state = await client.hgetall(key);
    await client.hset(key, { ...state, gpu: request.gpuCount > 0 ? gpuType : '' });
    return true;
  });
  return done === true;
}

async function takeCapacity(
  { link: { client } }: PartContext,
  planned: WorkerRecord,
  { request }: TakenRequest,
): Promise<'taken' | CommitRefusal> {
  const key = workerStateKey(planned.id);
  const current = decodeWorkerHash(await client.hgetall(key));
  if (!current) return 'worker_gone';
  if (current.resourceVersion !== planned.resourceVersion) return 'conflict';
  const free = {
    cpuMillicores: current.free.cpuMillicores - request.cpuMillicores,
    memoryMib: current.free.memoryMib - request.memoryMib,
    gpuCount: current.free.gpuCount - request.gpuCount,
  };
  // The GPU count is unsigned there, so its test for "below zero" never held; only the version saves it (C2).
  if (free.cpuMillicores < 0 || free.memoryMib < 0) return 'capacity';
  await client.hset(key, encodeWorkerHash({ ...current, free, resourceVersion: current.resourceVersion + 1 }));
  return 'taken';
}
