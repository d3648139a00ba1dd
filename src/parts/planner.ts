/**
 * Which worker takes which request: filters, then an order, over an in-memory copy whose free capacity shrinks as the batch is planned.
 * Pure and deterministic: the same requests and workers give the same plan, whatever order Redis listed them in.
 */
import { createHash } from 'node:crypto';
import type { ContainerRequest, WorkerRecord } from '../model.ts';
import { BestFit, fits, rankOf, type Seat } from './best-fit.ts';
import type { PartMaker, Placement, Plan, PlannerPart, TakenRequest } from './contracts.ts';

/** How the planner chooses among workers that fit. */
export interface PlannerOptions {
  /** `best-fit`: the least room left. `affinity`: CPU-only containers keep to a place given by the SHA-256 of their id. */
  readonly order: 'best-fit' | 'affinity';
  /**
   * Whoever plans, by name. In a large fleet, where many workers fit equally well, planners of different names begin at different ones, so that
   * they meet less often. Absent: the first by id.
   */
  readonly planner?: string;
}

/** A smaller fleet is used up by a batch or two: whoever plans meets everybody everywhere. */
const LARGE_FLEET = 100;

/** The full planner: status, GPU type and count, capacity; then CPU-only on CPU-only workers, priority, best fit or affinity. */
export function fullPlanner(options: PlannerOptions = { order: 'best-fit' }): PartMaker<PlannerPart> {
  return ({ actorId }) => ({ plan: (requests, workers) => planBatch(requests, workers, { planner: actorId, ...options }) });
}

/** Plans one batch. Workers must be sorted by id. */
export function planBatch(requests: readonly TakenRequest[], workers: readonly WorkerRecord[], options: PlannerOptions): Plan {
  const seats = openSeats(workers, options.planner);
  const bestFit = new BestFit(seats);
  const unplaced: TakenRequest[] = [];
  const used = new Set<Seat>();
  for (const taken of requests) {
    const isAffine = options.order === 'affinity' && taken.request.gpuCount === 0;
    const affine = isAffine ? bySha256(seats, taken.request) : undefined;
    const seat = affine ? bestFit.put(affine, taken) : isAffine ? undefined : bestFit.seat(taken);
    if (seat) used.add(seat);
    else unplaced.push(taken);
  }
  const placements: Placement[] = seats
    .filter((seat) => used.has(seat))
    .map(({ worker, requests: placed }) => ({ worker, requests: placed }));
  return { placements, unplaced };
}

function openSeats(workers: readonly WorkerRecord[], planner: string | undefined): Seat[] {
  const available = workers.filter(({ status }) => status === 'available');
  const count = available.length;
  const first = planner === undefined || count < LARGE_FLEET ? 0 : sha256Of(planner) % count;
  return available.map((worker, index) => {
    const { cpuMillicores, memoryMib, gpuCount } = worker.free;
    const place = index < first ? index + count - first : index - first;
    return { worker, place, cpu: cpuMillicores, memory: memoryMib, gpus: gpuCount, kept: worker.reservation, requests: [] };
  });
}

/** Among the best-ranked workers that fit, the one at the position of the id's SHA-256: the same on every gateway. */
function bySha256(seats: readonly Seat[], request: ContainerRequest): Seat | undefined {
  const candidates = seats.filter((seat) => fits(seat, request));
  if (candidates.length <= 1) return candidates[0];
  const top = Math.max(...candidates.map(({ worker }) => rankOf(worker, request)));
  const best = candidates.filter(({ worker }) => rankOf(worker, request) === top);
  return best[sha256Of(request.id) % best.length];
}

function sha256Of(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
