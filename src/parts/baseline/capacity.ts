/**
 * `UpdateWorkerCapacity` of beta9: the version of the record is compared and the whole record written back between taking and releasing the
 * worker's lock. The comparison happens in the gateway, so a holder that slept through its TTL writes all the same (C5).
 */
import { workerLockKey, workerStateKey } from '../../keys.ts';
import type { CommitRefusal, Resources, WorkerRecord } from '../../model.ts';
import { countOutcome } from '../outcomes.ts';
import type { PartContext } from '../contracts.ts';
import { underLock } from './lock.ts';
import { decodeWorkerHash, encodeWorkerHash } from './records.ts';

/** Takes capacity of a worker as it was planned with. */
export type CapacityUpdate = (context: PartContext, planned: WorkerRecord, demand: Resources) => Promise<'taken' | CommitRefusal>;

/** One attempt: lock, compare, write, release. */
export const updateOnce: CapacityUpdate = async (context, planned, demand) => {
  const { lock, timings } = context;
  const answer = await underLock(lock, workerLockKey(planned.id), timings.lockRetries, () => takeCapacity(context, planned, demand));
  return answer ?? 'locked';
};

/**
 * Document 002's option 2: when the version has moved, the worker is read again and the update repeated, `commitAttempts` times in all.
 * Nobody plans again, so what does not fit any more is only refused where the update itself sees it.
 */
export const updateWithRetries: CapacityUpdate = async (context, planned, demand) => {
  let worker = planned;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await updateOnce(context, worker, demand);
    if (answer !== 'conflict' || attempt >= context.timings.commitAttempts) return answer;
    countOutcome(context.metrics, { outcome: answer });
    const fresh = await readWorker(context, worker.id);
    if (typeof fresh === 'string') return fresh;
    worker = fresh;
  }
};

/** `GetWorkerById`: one worker, read under its lock. */
export async function readWorker(context: PartContext, workerId: string): Promise<WorkerRecord | 'worker_gone' | 'locked'> {
  const { link, lock, timings } = context;
  const hash = await underLock(lock, workerLockKey(workerId), timings.lockRetries, () => link.client.hgetall(workerStateKey(workerId)));
  if (hash === null) return 'locked';
  return decodeWorkerHash(hash) ?? 'worker_gone';
}

async function takeCapacity(
  { link: { client }, metrics }: PartContext,
  planned: WorkerRecord,
  demand: Resources,
): Promise<'taken' | CommitRefusal> {
  const key = workerStateKey(planned.id);
  const current = decodeWorkerHash(await client.hgetall(key));
  if (!current) return 'worker_gone';
  if (current.resourceVersion !== planned.resourceVersion) return 'conflict';
  const free = {
    cpuMillicores: current.free.cpuMillicores - demand.cpuMillicores,
    memoryMib: current.free.memoryMib - demand.memoryMib,
    gpuCount: current.free.gpuCount - demand.gpuCount,
  };
  // The GPU count is unsigned there, so its test for "below zero" never held; only the version saves it (C2).
  if (free.cpuMillicores < 0 || free.memoryMib < 0) return 'capacity';
  await client.hset(key, encodeWorkerHash({ ...current, free, resourceVersion: current.resourceVersion + 1 }));
  metrics.count('capacity_updates');
  return 'taken';
}
