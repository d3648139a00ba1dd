/**
 * `processBatch` of document 001: all requests are planned against one snapshot and an in-memory tracker of what is left, so that a batch
 * does not book a worker twice. Another gateway's batch is not in the tracker.
 */
import type { Resources, WorkerRecord } from '../../model.ts';
import { bestWorker } from '../baseline/planner.ts';
import type { PartMaker, Placement, PlannerPart, TakenRequest } from '../contracts.ts';

/** Filters, priority and affinity of the baseline, against the tracker; one placement a worker. */
export function trackingPlanner(): PartMaker<PlannerPart> {
  return ({ timings }) => ({
    plan(requests, workers) {
      const free = new Map<string, Resources>(workers.map((worker) => [worker.id, worker.free]));
      const seats = new Map<WorkerRecord, TakenRequest[]>();
      const unplaced: TakenRequest[] = [];
      for (const taken of requests) {
        const best = bestWorker(taken.request, workers, timings.affinity, (worker) => free.get(worker.id) ?? worker.free);
        if (!best) {
          unplaced.push(taken);
          continue;
        }
        free.set(best.id, subtract(free.get(best.id) ?? best.free, taken.request));
        seats.set(best, [...(seats.get(best) ?? []), taken]);
      }
      return { placements: [...seats].map(([worker, seated]): Placement => ({ worker, requests: seated })), unplaced };
    },
  });
}

function subtract(free: Resources, demand: Resources): Resources {
  return {
    cpuMillicores: free.cpuMillicores - demand.cpuMillicores,
    memoryMib: free.memoryMib - demand.memoryMib,
    gpuCount: free.gpuCount - demand.gpuCount,
  };
}
