/**
 * Was a worker asked for although what is there would have done? Judged so carefully that no way of packing can be the excuse: what is there or
 * on its way has room for everything that waits, in whatever order it is placed.
 */
import type { Resources } from '../../src/index.ts';
import type { ContainerEvidence, Evidence, WorkerFacts } from '../evidence/index.ts';
import { kindObjection } from '../kinds.ts';
import type { Court } from '../property.ts';
import { fitsInto, sumResources } from '../resources.ts';

const KINDS = ['cpuMillicores', 'memoryMib', 'gpuCount'] as const;

/** Room for containers, of one kind. */
export interface Room {
  readonly worker: string;
  readonly free: Resources;
  readonly offers: Pick<WorkerFacts, 'total' | 'gpuType' | 'poolSelector' | 'requiresPoolSelector' | 'isPreemptable'>;
}

/** Everything that is asked for and has no place. */
export function unplaced(evidence: Evidence): readonly ContainerEvidence[] {
  return [...evidence.containers.values()].filter(
    (one) => one.record?.status === 'PENDING' && one.outcome === null && one.assignedWorkers().size === 0,
  );
}

/** Workers that take placements, and what they have left. The room of one that is kept free for somebody is not for everybody. */
function roomsThere({ evidence }: Court): readonly Room[] {
  return [...evidence.workers.values()].flatMap(({ record, cordoned, id }): readonly Room[] => {
    if (record?.status !== 'available' || cordoned || record.reservation !== null) return [];
    return [{ worker: id, free: record.free, offers: record }];
  });
}

/** So many of the demand fit, whatever their order. */
function timesIn(demand: Resources, { free }: Room): number {
  return Math.min(
    ...KINDS.map((kind) => (demand[kind] === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(free[kind] / demand[kind])))),
  );
}

/** The largest demand in each respect. */
function largestOf(demands: readonly Resources[]): Resources {
  const largest = (kind: (typeof KINDS)[number]): number => Math.max(...demands.map((demand) => demand[kind]));
  return { cpuMillicores: largest('cpuMillicores'), memoryMib: largest('memoryMib'), gpuCount: largest('gpuCount') };
}

/**
 * Workers that have room for everything that waits, however it is packed: one that has room for the sum; or several that together have room for as
 * many of the largest demand as there are requests, because then each request finds a worker that is not full yet. Empty when there are none, or
 * when nothing waits.
 */
export function sufficientRoom(court: Court, onTheirWay: readonly Room[]): readonly Room[] {
  const waiting = unplaced(court.evidence);
  if (waiting.length === 0) return [];
  const demands = waiting.flatMap(({ record }) => (record === null ? [] : [record.demand]));
  const suits = (room: Room, { record, request }: ContainerEvidence): boolean =>
    record !== null && kindObjection(room.offers, record.demand, request) === null;
  const rooms = [...roomsThere(court), ...onTheirWay].filter((room) => waiting.every((one) => suits(room, one)));
  const sum = sumResources(demands);
  const alone = rooms.find((room) => fitsInto(sum, room.free));
  if (alone) return [alone];
  const largest = largestOf(demands);
  const roomy = rooms.filter((room) => timesIn(largest, room) > 0);
  const places = roomy.reduce((total, room) => total + timesIn(largest, room), 0);
  return places >= waiting.length ? roomy : [];
}
