/**
 * The choice of document 003, as its production loop made it: workers in the order in which Redis lists them, the first with room first. There
 * is no filter for the status of a worker, none that keeps CPU-only containers off GPU workers, and no priority (D11).
 */
import { matchesPool } from '../../matching.ts';
import type { WorkerRecord } from '../../model.ts';
import { decodeWaiting } from '../baseline/records.ts';
import type { PartMaker, Placement, PlannerPart, TakenRequest } from '../contracts.ts';

/** All candidates of each request, on what everybody else of the batch sees too; nothing is subtracted. */
export function firstFitPlanner(): PartMaker<PlannerPart> {
  return () => ({
    plan(requests, workers) {
      const placements: Placement[] = [];
      const unplaced: TakenRequest[] = [];
      for (const taken of requests) {
        const [worker, ...alternatives] = candidates(taken, workers);
        if (worker) placements.push({ worker, requests: [taken], alternatives });
        else unplaced.push(taken);
      }
      return { placements, unplaced };
    },
  });
}

function candidates(taken: TakenRequest, workers: readonly WorkerRecord[]): WorkerRecord[] {
  const { request } = taken;
  const gpuType = request.gpuCount > 0 ? assignedGpu(taken) : null;
  return workers.filter((worker) => {
    const { free } = worker;
    if (!matchesPool(worker, request)) return false;
    if (free.cpuMillicores < request.cpuMillicores || free.memoryMib < request.memoryMib) return false;
    return gpuType === null || (worker.gpuType === gpuType && free.gpuCount >= request.gpuCount);
  });
}

/**
 * The one type that is compared. beta9 compares the assigned type, which is empty until a first attempt unless the caller set it; a request that
 * names exactly one type stands for such a caller here. Others find no worker that is there already.
 */
function assignedGpu({ request, token }: TakenRequest): string {
  const [only, ...others] = request.gpuTypes;
  return decodeWaiting(token).gpuType ?? (others.length === 0 && only !== 'any' ? (only ?? '') : '');
}
