/**
 * The baseline's commit: assign the GPU type, then take capacity under the worker's lock if its version is the one that was planned
 * with, then push to the queue. Whatever happens between the last two leaks the capacity (C1).
 */
import { containerLockKey, containerStateKey, workerQueueKey } from '../../keys.ts';
import type { CommitRefusal, WorkerRecord } from '../../model.ts';
import type { CommitResult, CommitterPart, PartContext, PartMaker, TakenRequest } from '../contracts.ts';
import { updateOnce, type CapacityUpdate } from './capacity.ts';
import { underLock } from './lock.ts';

/** Lock, compare, write whole, then push; one container after the other. */
export function versionedCommitter(update: CapacityUpdate = updateOnce): PartMaker<CommitterPart> {
  return (context) => ({
    async commit({ worker, requests }) {
      const results: CommitResult[] = [];
      for (const taken of requests) results.push({ taken, outcome: await schedule(context, worker, taken, update) });
      return results;
    },
  });
}

/** `scheduleRequest`: one container onto one worker. Rejects only when the link is closed. */
export async function schedule(
  context: PartContext,
  worker: WorkerRecord,
  taken: TakenRequest,
  update: CapacityUpdate,
): Promise<'committed' | CommitRefusal> {
  const { link, emit } = context;
  const { id } = taken.request;
  try {
    if (!(await assignGpu(context, taken, worker.gpuType))) return 'locked';
    const refusal = await update(context, worker, taken.request);
    if (refusal !== 'taken') return refusal;
    await link.client.rpush(workerQueueKey(worker.id), taken.token);
    return 'committed';
  } catch (error) {
    if (link.closed) throw error;
    emit({ kind: 'schedule-failed', detail: id, error });
    return 'error';
  }
}

/** Writes the whole record back, without a TTL: a record that expired meanwhile comes back as a ghost (C7). False without the lock. */
export async function assignGpu({ link: { client }, lock }: PartContext, { request }: TakenRequest, gpuType: string): Promise<boolean> {
  const key = containerStateKey(request.id);
  const done = await underLock(lock, containerLockKey(request.id), 0, async () => {
    const state = await client.hgetall(key);
    await client.hset(key, { ...state, gpu: request.gpuCount > 0 ? gpuType : '' });
    return true;
  });
  return done === true;
}
