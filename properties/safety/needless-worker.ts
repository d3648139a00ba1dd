/**
 * Was a worker asked for although what is there would have done? Judged so carefully that no way of packing can be the excuse: one single worker,
 * there or on its way, has room for everything that waits.
 */
import type { Resources } from '../../src/index.ts';
import type { ContainerEvidence, Evidence, WorkerFacts } from '../evidence/index.ts';
import { kindObjection } from '../kinds.ts';
import type { Court } from '../property.ts';
import { fitsInto, sumResources } from '../resources.ts';

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

/** The one that has room for everything that waits; null when there is none, or when nothing waits. */
export function sufficientRoom(court: Court, onTheirWay: readonly Room[]): Room | null {
  const waiting = unplaced(court.evidence);
  if (waiting.length === 0) return null;
  const demand = sumResources(waiting.flatMap(({ record }) => (record === null ? [] : [record.demand])));
  const suits = (room: Room, { record, request }: ContainerEvidence): boolean =>
    record !== null && kindObjection(room.offers, record.demand, request) === null;
  const takesAll = (room: Room): boolean => fitsInto(demand, room.free) && waiting.every((one) => suits(room, one));
  return [...roomsThere(court), ...onTheirWay].find(takesAll) ?? null;
}
