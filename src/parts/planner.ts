/**
 * Which worker takes which request: filters, then an order, over an in-memory copy whose free capacity shrinks as the batch is planned.
 * Pure and deterministic: the same requests and workers give the same plan on every gateway, whatever order Redis listed them in.
 */
import { createHash } from 'node:crypto';
import { gpuPreference, matchesGpuType, matchesPool } from '../matching.ts';
import type { ContainerRequest, Reservation, WorkerRecord } from '../model.ts';
import type { PartMaker, Placement, Plan, PlannerPart, TakenRequest } from './contracts.ts';

/** How the planner chooses among workers that fit. */
export interface PlannerOptions {
  /** `best-fit`: the least room left. `affinity`: CPU-only containers keep to a place given by the SHA-256 of their id. */
  readonly order: 'best-fit' | 'affinity';
}

interface Seat {
  readonly worker: WorkerRecord;
  cpu: number;
  memory: number;
  gpus: number;
  /** For whom it is kept free; nobody once that one has its place. */
  kept: Reservation | undefined;
  readonly requests: TakenRequest[];
}

/** The full planner: status, GPU type and count, capacity; then CPU-only on CPU-only workers, priority, best fit or affinity. */
export function fullPlanner(options: PlannerOptions = { order: 'best-fit' }): PartMaker<PlannerPart> {
  return () => ({ plan: (requests, workers) => planBatch(requests, workers, options) });
}

/** Plans one batch. Workers must be sorted by id. */
export function planBatch(requests: readonly TakenRequest[], workers: readonly WorkerRecord[], options: PlannerOptions): Plan {
  const seats = workers.filter(({ status }) => status === 'available').map(openSeat);
  const unplaced: TakenRequest[] = [];
  for (const taken of requests) {
    const { request } = taken;
    const seat = options.order === 'affinity' && request.gpuCount === 0 ? bySha256(seats, request) : byBestFit(seats, request);
    if (!seat) {
      unplaced.push(taken);
      continue;
    }
    seat.cpu -= request.cpuMillicores;
    seat.memory -= request.memoryMib;
    seat.gpus -= request.gpuCount;
    if (seat.kept?.containerId === request.id) seat.kept = undefined;
    seat.requests.push(taken);
  }
  const placements: Placement[] = seats.filter((seat) => seat.requests.length > 0).map(({ worker, requests }) => ({ worker, requests }));
  return { placements, unplaced };
}

function openSeat(worker: WorkerRecord): Seat {
  const { cpuMillicores, memoryMib, gpuCount } = worker.free;
  return { worker, cpu: cpuMillicores, memory: memoryMib, gpus: gpuCount, kept: worker.reservation, requests: [] };
}

function fits(seat: Seat, request: ContainerRequest): boolean {
  if (seat.cpu < request.cpuMillicores || seat.memory < request.memoryMib || seat.gpus < request.gpuCount) return false;
  if (seat.kept && !leavesKeptFree(seat, seat.kept, request)) return false;
  return matchesPool(seat.worker, request) && matchesGpuType(seat.worker.gpuType, request);
}

/** A worker that is kept free for somebody takes others only beside the holder's demand. */
function leavesKeptFree(seat: Seat, { containerId, demand }: Reservation, request: ContainerRequest): boolean {
  if (containerId === request.id) return true;
  const { cpuMillicores, memoryMib, gpuCount } = request;
  return (
    (cpuMillicores === 0 || seat.cpu - cpuMillicores >= demand.cpuMillicores) &&
    (memoryMib === 0 || seat.memory - memoryMib >= demand.memoryMib) &&
    (gpuCount === 0 || seat.gpus - gpuCount >= demand.gpuCount)
  );
}

/** CPU-only requests leave GPU workers alone while they can; then the type asked for first, priority, and the least room left. */
function byBestFit(seats: readonly Seat[], request: ContainerRequest): Seat | undefined {
  let best: Seat | undefined;
  let bestRank = 0;
  let bestRoom = 0;
  for (const seat of seats) {
    if (!fits(seat, request)) continue;
    const rank = rankOf(seat.worker, request);
    const room = seat.cpu + seat.memory + 1_000_000 * seat.gpus;
    if (best && (rank < bestRank || (rank === bestRank && room >= bestRoom))) continue;
    best = seat;
    bestRank = rank;
    bestRoom = room;
  }
  return best;
}

/** Higher is better. Types count in steps of 1e6 below, priorities are int32 of which practice uses a few thousands. */
function rankOf(worker: WorkerRecord, request: ContainerRequest): number {
  if (request.gpuCount === 0) return worker.priority - (worker.gpuType === '' ? 0 : 1e9);
  return worker.priority - 1e6 * gpuPreference(worker.gpuType, request);
}

/** Among the best-ranked workers that fit, the one at the position of the id's SHA-256: the same on every gateway. */
function bySha256(seats: readonly Seat[], request: ContainerRequest): Seat | undefined {
  const candidates = seats.filter((seat) => fits(seat, request));
  if (candidates.length <= 1) return candidates[0];
  const top = Math.max(...candidates.map(({ worker }) => rankOf(worker, request)));
  const best = candidates.filter(({ worker }) => rankOf(worker, request) === top);
  return best[createHash('sha256').update(request.id).digest().readUInt32BE(0) % best.length];
}
