/**
 * Best fit without looking at every worker for every request. Workers of one GPU type and priority are of one rank for a request, so each such
 * group is kept sorted by the room that is left: the search begins where the room can be enough and ends at the first worker that fits.
 */
import { gpuPreference, matchesGpuType, matchesPool } from '../matching.ts';
import type { ContainerRequest, Reservation, WorkerRecord } from '../model.ts';
import type { TakenRequest } from './contracts.ts';

/** A worker as a batch is being planned. */
export interface Seat {
  readonly worker: WorkerRecord;
  /** Breaks ties of room; smaller comes first, and no two are alike. */
  readonly place: number;
  cpu: number;
  memory: number;
  gpus: number;
  /** For whom it is kept free; nobody once that one has its place. */
  kept: Reservation | undefined;
  readonly requests: TakenRequest[];
}

/** Whether a request fits into what is left, and the worker is of the right kind. */
export function fits(seat: Seat, request: ContainerRequest): boolean {
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

/**
 * Higher is better. CPU-only requests leave GPU workers alone while they can; then the type asked for first, then priority. Types count in steps
 * of 1e6 below, priorities are int32 of which practice uses a few thousands.
 */
export function rankOf(worker: Pick<WorkerRecord, 'priority' | 'gpuType'>, request: ContainerRequest): number {
  if (request.gpuCount === 0) return worker.priority - (worker.gpuType === '' ? 0 : 1e9);
  return worker.priority - 1e6 * gpuPreference(worker.gpuType, request);
}

function occupy(seat: Seat, taken: TakenRequest): void {
  const { request } = taken;
  seat.cpu -= request.cpuMillicores;
  seat.memory -= request.memoryMib;
  seat.gpus -= request.gpuCount;
  if (seat.kept?.containerId === request.id) seat.kept = undefined;
  seat.requests.push(taken);
}

/** One number for three kinds of resource; a GPU weighs more than any processor. */
function roomOf(cpu: number, memory: number, gpus: number): number {
  return cpu + memory + 1_000_000 * gpus;
}

const roomIn = (seat: Seat): number => roomOf(seat.cpu, seat.memory, seat.gpus);

/** Workers that are alike in everything that ranks are made of. */
interface Group {
  readonly priority: number;
  readonly gpuType: string;
  /** By room, then place. */
  readonly seats: Seat[];
}

const groupKey = ({ priority, gpuType }: Pick<WorkerRecord, 'priority' | 'gpuType'>): string => `${priority} ${gpuType}`;

/** The seats of one batch. */
export class BestFit {
  readonly #groups = new Map<string, Group>();
  /** Groups by rank, best first, for each list of GPU types that was asked for. */
  readonly #levels = new Map<string, readonly (readonly Group[])[]>();

  constructor(seats: readonly Seat[]) {
    for (const seat of seats) {
      const { priority, gpuType } = seat.worker;
      const key = groupKey(seat.worker);
      let group = this.#groups.get(key);
      if (!group) this.#groups.set(key, (group = { priority, gpuType, seats: [] }));
      group.seats.push(seat);
    }
    for (const { seats: sorted } of this.#groups.values())
      sorted.sort((left, right) => roomIn(left) - roomIn(right) || left.place - right.place);
  }

  /** Seats a request where the least room is left, and returns the seat; undefined when it fits nowhere. */
  seat(taken: TakenRequest): Seat | undefined {
    for (const level of this.#levelsFor(taken.request)) {
      let best: Seat | undefined;
      for (const group of level) {
        const seat = firstThatFits(group, taken.request);
        if (seat && !(best && isBefore(best, roomIn(seat), seat.place))) best = seat;
      }
      if (best) return this.put(best, taken);
    }
    return undefined;
  }

  /** Seats a request here, whatever fits, and returns the seat. */
  put(seat: Seat, taken: TakenRequest): Seat {
    const group = this.#groups.get(groupKey(seat.worker));
    group?.seats.splice(positionOf(group, roomIn(seat), seat.place), 1);
    occupy(seat, taken);
    group?.seats.splice(positionOf(group, roomIn(seat), seat.place), 0, seat);
    return seat;
  }

  #levelsFor(request: ContainerRequest): readonly (readonly Group[])[] {
    const key = request.gpuCount === 0 ? '' : `gpu ${request.gpuTypes.join('|')}`;
    let levels = this.#levels.get(key);
    if (!levels) this.#levels.set(key, (levels = levelsOf([...this.#groups.values()], request)));
    return levels;
  }
}

function levelsOf(groups: readonly Group[], request: ContainerRequest): readonly (readonly Group[])[] {
  const byRank = new Map<number, Group[]>();
  for (const group of groups) {
    if (!matchesGpuType(group.gpuType, request)) continue;
    const rank = rankOf(group, request);
    const level = byRank.get(rank);
    if (level) level.push(group);
    else byRank.set(rank, [group]);
  }
  return [...byRank].sort(([left], [right]) => right - left).map(([, level]) => level);
}

/** Whether a seat comes before a room and place. */
function isBefore(seat: Seat, room: number, place: number): boolean {
  const own = roomIn(seat);
  return own < room || (own === room && seat.place < place);
}

/** Where the first seat with at least this room, and at least this place if the room is the same, is or would be. */
function positionOf({ seats }: Group, room: number, place: number): number {
  let low = 0;
  let high = seats.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const seat = seats[middle];
    if (seat && isBefore(seat, room, place)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What has less room than is asked for in all cannot fit; from there on the first that fits has the least room. */
function firstThatFits(group: Group, request: ContainerRequest): Seat | undefined {
  const needed = roomOf(request.cpuMillicores, request.memoryMib, request.gpuCount);
  for (let at = positionOf(group, needed, -1); at < group.seats.length; at += 1) {
    const seat = group.seats[at];
    if (seat && fits(seat, request)) return seat;
  }
  return undefined;
}
