/**
 * Keeps a worker free for a request that has waited long, so that smaller ones do not pass it for ever. It is the reservation of backfilling
 * schedulers (Lifka, The ANL/IBM SP Scheduling System, 1995; Mu'alem and Feitelson, IEEE TPDS 12(6), 2001), one a worker: who has waited
 * longest always gets one, others may be placed beside it as long as they leave its demand free. Redis decides (`requeue`); this only chooses.
 */
import { isOfKind } from '../../matching.ts';
import type { ContainerRequest, Resources, WorkerRecord } from '../../model.ts';
import type { PartMaker, PlannerPart, TakenRequest } from '../contracts.ts';

/** Of the workers that suit a request, one in so many may be kept free, but always one: the others go on as ever. */
const KEPT_ONE_IN = 4;

/** A planner that also says which worker to keep free for what it could not place. */
export function ageingPlanner(inner: PartMaker<PlannerPart>): PartMaker<PlannerPart> {
  return (context) => {
    const planner = inner(context);
    const { ageingMs } = context.timings;
    return {
      plan(requests, workers) {
        const { placements, unplaced } = planner.plan(requests, workers);
        if (ageingMs === 0) return { placements, unplaced };
        return { placements, unplaced: unplaced.map((taken) => (taken.ageMs < ageingMs ? taken : withWorkerToKeep(taken, workers))) };
      },
    };
  };
}

function withWorkerToKeep(taken: TakenRequest, workers: readonly WorkerRecord[]): TakenRequest {
  const keepWorker = workerToKeep(taken.request, workers)?.id;
  return keepWorker === undefined ? taken : { ...taken, keepWorker };
}

/** The worker to keep free for the request; undefined when none is big enough. The same on every gateway that sees the same workers. */
export function workerToKeep(request: ContainerRequest, workers: readonly WorkerRecord[]): WorkerRecord | undefined {
  const suiting = workers.filter((worker) => worker.status === 'available' && covers(worker.total, request) && isOfKind(worker, request));
  const own = suiting.find(({ reservation }) => reservation?.containerId === request.id);
  if (own) return own;
  const kept = suiting.filter(({ reservation }) => reservation !== undefined);
  if (kept.length >= Math.max(1, Math.floor(suiting.length / KEPT_ONE_IN))) {
    // Only one that is held by somebody younger can be had, if there is any; Redis compares.
    return lowest(kept, ({ reservation }) => -(reservation?.sinceMs ?? 0));
  }
  const free = suiting.filter(({ reservation }) => reservation === undefined);
  return lowest(free, (worker) => distance(worker, request));
}

/** How far the worker is from having room, as a sum of shares of what it has; GPU workers are the last to be kept for others. */
function distance({ free, total, gpuType }: WorkerRecord, request: ContainerRequest): number {
  const missing = (['cpuMillicores', 'memoryMib', 'gpuCount'] as const).reduce(
    (sum, kind) => sum + Math.max(0, request[kind] - free[kind]) / Math.max(1, total[kind]),
    0,
  );
  return missing + (request.gpuCount === 0 && gpuType !== '' ? 10 : 0);
}

function covers(total: Resources, request: Resources): boolean {
  return total.cpuMillicores >= request.cpuMillicores && total.memoryMib >= request.memoryMib && total.gpuCount >= request.gpuCount;
}

/** The first of those with the lowest value. */
function lowest(workers: readonly WorkerRecord[], value: (worker: WorkerRecord) => number): WorkerRecord | undefined {
  let best: WorkerRecord | undefined;
  let bestValue = Number.POSITIVE_INFINITY;
  for (const worker of workers) {
    const one = value(worker);
    if (best && one >= bestValue) continue;
    best = worker;
    bestValue = one;
  }
  return best;
}
