/** The baseline's choice: GPU workers for GPU requests only, highest score first, first listed wins; pending workers are eligible. */
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

function fits({ free, status, gpuType }: WorkerRecord, request: ContainerRequest): boolean {
  if (status === 'disabled' || free.cpuMillicores < request.cpuMillicores || free.memoryMib < request.memoryMib) return false;
  if ((gpuType !== '') !== request.gpuCount > 0) return false;
  if (request.gpuCount === 0) return true;
  return free.gpuCount >= request.gpuCount && (request.gpuTypes.length === 0 || request.gpuTypes.includes(gpuType));
}

function score({ priority, status, gpuType }: WorkerRecord, request: ContainerRequest): number {
  const preference = Math.max(0, request.gpuTypes.indexOf(gpuType));
  return priority - preference + (status === 'available' ? AVAILABLE_BONUS : 0);
}
