/** Keeps a copy of the worker records and asks Redis only for what changed. A stale copy costs a refused commit, never a wrong one. */
import { WORKER_CHANGES_FLOOR_KEY, WORKER_CHANGES_KEY, WORKER_REVISION_KEY } from '../../keys.ts';
import type { WorkerRecord, WorkerStatus } from '../../model.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { snapshotScript } from '../../scripts/index.ts';
import type { PartMaker, SnapshotPart } from '../contracts.ts';

const KEYS = [WORKER_REVISION_KEY, WORKER_CHANGES_KEY, WORKER_CHANGES_FLOOR_KEY];

/** Reads the change feed; starts over after every reconnect, because Redis may have come back with less. */
export function changeFeedSnapshot(script: RedisScript = snapshotScript): PartMaker<SnapshotPart> {
  return ({ link, metrics }) => {
    const known = new Map<string, WorkerRecord>();
    let sorted: readonly WorkerRecord[] = [];
    let revision = 0;
    link.client.on('ready', () => {
      revision = 0;
    });
    return {
      async read() {
        const [next, full, ...changed] = asList(await link.run(script, KEYS, [revision]));
        if (full === 1) known.clear();
        for (const fields of changed) {
          const record = decodeWorker(asList(fields));
          if (record.status === 'gone') known.delete(record.id);
          else known.set(record.id, record.worker);
        }
        revision = asNumber(next);
        metrics.count('cache_misses');
        if (changed.length > 0 || full === 1) sorted = [...known.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
        return sorted;
      },
    };
  };
}

type Decoded =
  | { readonly status: 'gone'; readonly id: string }
  | { readonly status: 'known'; readonly id: string; readonly worker: WorkerRecord };

/** One element of the snapshot reply: id, then `SNAPSHOT_FIELDS`. */
function decodeWorker(fields: readonly unknown[]): Decoded {
  const id = asText(fields[0]);
  if (fields[1] === null) return { status: 'gone', id };
  const worker: WorkerRecord = {
    id,
    status: asText(fields[1]) as WorkerStatus,
    total: { cpuMillicores: asNumber(fields[2]), memoryMib: asNumber(fields[3]), gpuCount: asNumber(fields[4]) },
    free: { cpuMillicores: asNumber(fields[5]), memoryMib: asNumber(fields[6]), gpuCount: asNumber(fields[7]) },
    gpuType: asText(fields[8]),
    poolName: asText(fields[9]),
    priority: asNumber(fields[10]),
    resourceVersion: asNumber(fields[11]),
    incarnation: asText(fields[12]),
    poolSelector: asText(fields[13]),
    requiresPoolSelector: asText(fields[14]) === '1',
    isPreemptable: asText(fields[15]) === '1',
    ...decodeReservation(asText(fields[16])),
  };
  return { status: 'known', id, worker };
}

/** `cpu memory gpus until since container`; whether its time is over is for Redis to say. */
function decodeReservation(text: string): Pick<WorkerRecord, 'reservation'> {
  const [cpu, memory, gpus, , since, containerId] = text.split(' ');
  if (containerId === undefined) return {};
  const demand = { cpuMillicores: Number(cpu), memoryMib: Number(memory), gpuCount: Number(gpus) };
  return { reservation: { containerId, demand, sinceMs: Number(since) } };
}
