/** The baseline's choice: GPU workers for GPU requests only, highest score first, first listed wins; pending workers are eligible. */
import { gpuPreference, matchesGpuType, matchesPool } from '../../matching.ts';
import type { ContainerRequest, Resources, WorkerRecord } from '../../model.ts';
import type { Timings } from '../../timings.ts';
import type { PartMaker, Placement, PlannerPart, TakenRequest } from '../contracts.ts';
import { affinityOrder } from './affinity.ts';

const AVAILABLE_BONUS = 10;

/** Plans each request against the snapshot as it was read, without remembering what it planned before. */
export function scorePlanner(): PartMaker<PlannerPart> {
  return ({ timings }) => ({
    plan(requests, workers) {
      const placements: Placement[] = [];
      const unplaced: TakenRequest[] = [];
      for (const taken of requests) {
        const best = bestWorker(taken.request, workers, timings.affinity, ({ free }) => free);
        if (best) placements.push({ worker: best, requests: [taken] });
        else unplaced.push(taken);
      }
      return { placements, unplaced };
    },
  });
}

/** The worker with the highest score among those that the request fits into; the first of equals, after the affinity of CPU-only requests. */
export function bestWorker(
  request: ContainerRequest,
  workers: readonly WorkerRecord[],
  affinity: Timings['affinity'],
  freeOf: (worker: WorkerRecord) => Resources,
): WorkerRecord | undefined {
  const candidates = workers.filter((worker) => fits(worker, request, freeOf(worker)));
  const ordered = affinity === 'on' && request.gpuCount === 0 ? affinityOrder(request.id, candidates) : candidates;
  return ordered.sort((left, right) => score(right, request) - score(left, request))[0];
}

function fits(worker: WorkerRecord, request: ContainerRequest, free: Resources): boolean {
  const { status, gpuType } = worker;
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
