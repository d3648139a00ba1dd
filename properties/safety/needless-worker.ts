/**
 * Was a worker asked for although what is there would have done? Judged so carefully that no way of packing can be the excuse: one single worker,
 * there or on its way, has room for everything that waits.
 */
import { KEY_PREFIXES, type Resources } from '../../src/index.ts';
import type { ContainerEvidence, Evidence, WorkerEvidence } from '../evidence/index.ts';
import type { Court } from '../property.ts';
import { fitsInto, sumResources } from '../resources.ts';

/** Room for containers, of one kind. */
export interface Room {
  readonly worker: string;
  readonly free: Resources;
  readonly gpuType: string;
}

/** Everything that is asked for and has no place. */
export function unplaced(evidence: Evidence): readonly ContainerEvidence[] {
  return [...evidence.containers.values()].filter(
    (one) => one.record?.status === 'PENDING' && one.outcome === null && one.assignedWorkers().size === 0,
  );
}

function takesContainer({ gpuType }: Room, { record, request }: ContainerEvidence): boolean {
  const wanted = request?.gpuTypes ?? [];
  if ((record?.demand.gpuCount ?? 0) === 0) return true;
  return gpuType !== '' && (wanted.length === 0 || wanted.includes('any') || wanted.includes(gpuType));
}

/** Is the worker kept free for somebody? Then its room is not for everybody. */
function isReserved(evidence: Evidence, worker: WorkerEvidence): boolean {
  return evidence.keyspace?.hash(KEY_PREFIXES.workerState + worker.id)?.has('reservation') ?? true;
}

/** Workers that take placements, and what they have left. */
function roomsThere({ evidence }: Court): readonly Room[] {
  return [...evidence.workers.values()].flatMap((worker): readonly Room[] => {
    const { record, cordoned, id } = worker;
    if (record?.status !== 'available' || cordoned || isReserved(evidence, worker)) return [];
    return [{ worker: id, free: record.free, gpuType: record.gpuType }];
  });
}

/** The one that has room for everything that waits; null when there is none, or when nothing waits. */
export function sufficientRoom(court: Court, onTheirWay: readonly Room[]): Room | null {
  const waiting = unplaced(court.evidence);
  if (waiting.length === 0) return null;
  const demand = sumResources(waiting.flatMap(({ record }) => (record === null ? [] : [record.demand])));
  const takesAll = (room: Room): boolean => fitsInto(demand, room.free) && waiting.every((one) => takesContainer(room, one));
  return [...roomsThere(court), ...onTheirWay].find(takesAll) ?? null;
}
