/** The baseline's choice: GPU workers for GPU requests only, highest score first, first listed wins; pending workers are eligible. */
import { gpuPreference, matchesGpuType, matchesPool } from '../../matching.ts';
import type { ContainerRequest, WorkerRecord } from '../../model.ts';
import type { PartMaker, Placement, PlannerPart, TakenRequest } from '../contracts.ts';

const AVAILABLE_BONUS = 10;

/** Plans each request against the snapshot as it was read, without remembering what it planned before. */
export function scorePlanner(): PartMaker<PlannerPart> {
  return () => ({
    plan(requests, workers) {
      const placements: Placement[] = [];
      const unplaced: TakenRequest[] = [];
      for (const taken of requests) {
        const [best] = workers
          .filter((worker) => fits(worker, taken.request))
          .sort((left, right) => score(right, taken.request) - score(left, taken.request));
        if (best) placements.push({ worker: best, requests: [taken] });
        else unplaced.push(taken);
      }
      return { placements, unplaced };
    },
  });
}

function fits(worker: WorkerRecord, request: ContainerRequest): boolean {
  const { free, status, gpuType } = worker;
  if (
    !matchesPool(worker, request) ||
    status === 'disabled' ||
    free.cpuMillicores < request.cpuMillicores ||
    free.memoryMib < request.memoryMib
  )
    return false;
  if ((gpuType !== '') !== request.gpuCount > 0) return false;
  return request.gpuCount === 0 || (free.gpuCount >= request.gpuCount && matchesGpuType(gpuType, request));
}

function score({ priority, status, gpuType }: WorkerRecord, request: ContainerRequest): number {
  return priority - gpuPreference(gpuType, request) + (status === 'available' ? AVAILABLE_BONUS : 0);
}
