/**
 * `BatchUpdateWorkerCapacity` of documents 000 and 001: one lock and one versioned update take the capacity for all containers of a worker,
 * and the answer is one for the worker; then every container is finished in parallel, and nobody looks at what comes of that.
 */
import { workerQueueKey } from '../../keys.ts';
import type { CommitRefusal, Resources, WorkerRecord } from '../../model.ts';
import { updateOnce } from '../baseline/capacity.ts';
import { assignGpu } from '../baseline/committer.ts';
import type { CommitterPart, PartContext, PartMaker, TakenRequest } from '../contracts.ts';

/** All or none of a placement; workers are independent of each other. */
export function batchedCommitter(): PartMaker<CommitterPart> {
  return (context) => ({
    async commit({ worker, requests }) {
      const answer = await reserve(context, worker, requests);
      if (answer !== 'taken') return requests.map((taken) => ({ taken, outcome: answer }));
      const pushed = await Promise.all(requests.map((taken) => finalize(context, worker, taken)));
      return requests.map((taken, index) => ({ taken, outcome: 'committed' as const, ...(pushed[index] ? {} : { isLost: true }) }));
    },
  });
}

async function reserve(context: PartContext, worker: WorkerRecord, requests: readonly TakenRequest[]): Promise<'taken' | CommitRefusal> {
  try {
    return await updateOnce(context, worker, sum(requests));
  } catch (error) {
    if (context.link.closed) throw error;
    context.emit({ kind: 'schedule-failed', detail: worker.id, error });
    return 'error';
  }
}

function sum(requests: readonly TakenRequest[]): Resources {
  let [cpuMillicores, memoryMib, gpuCount] = [0, 0, 0];
  for (const { request } of requests) {
    cpuMillicores += request.cpuMillicores;
    memoryMib += request.memoryMib;
    gpuCount += request.gpuCount;
  }
  return { cpuMillicores, memoryMib, gpuCount };
}

/** `finalizeScheduling`: GPU type and queue. When it fails, the capacity stays taken and the container is nowhere (C1, up to a batch at once). */
async function finalize(context: PartContext, worker: WorkerRecord, taken: TakenRequest): Promise<boolean> {
  const { link, emit } = context;
  const detail = taken.request.id;
  try {
    if (await assignGpu(context, taken, worker.gpuType)) {
      await link.client.rpush(workerQueueKey(worker.id), taken.token);
      return true;
    }
    emit({ kind: 'finalize-failed', detail });
  } catch (error) {
    if (link.closed) throw error;
    emit({ kind: 'finalize-failed', detail, error });
  }
  return false;
}
