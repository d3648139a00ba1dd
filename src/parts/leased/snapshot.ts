/** Keeps a copy of the worker records and asks Redis only for what changed. A stale copy costs a refused commit, never a wrong one. */
import { WORKER_CHANGES_FLOOR_KEY, WORKER_CHANGES_KEY, WORKER_REVISION_KEY } from '../../keys.ts';
import type { WorkerRecord, WorkerStatus } from '../../model.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { snapshotScript } from '../../scripts/index.ts';
import type { PartMaker, SnapshotPart } from '../contracts.ts';

/** Workers that one step reads; some milliseconds of Redis. */
const STEP_SIZE = 1_000;

const KEYS = [WORKER_REVISION_KEY, WORKER_CHANGES_KEY, WORKER_CHANGES_FLOOR_KEY];

/** Reads the change feed; starts over after every reconnect, because Redis may have come back with less. */
export function changeFeedSnapshot(script: RedisScript = snapshotScript): PartMaker<SnapshotPart> {
  return ({ link, metrics }) => {
    const fleet = new Fleet();
    let revision = 0;
    link.client.on('ready', () => {
      revision = 0;
    });
    return {
      async read() {
        for (;;) {
          const [next, full, ...changed] = asList(await link.run(script, KEYS, [revision, STEP_SIZE]));
          metrics.count('cache_misses');
          if (full === 1) fleet.clear();
          for (const fields of changed) fleet.apply(decodeWorker(asList(fields)));
          revision = asNumber(next);
          if (changed.length < STEP_SIZE) break;
        }
        return fleet.sorted();
      },
    };
  };
}

/** Worker records sorted by id. Sorted anew only when workers come or go; capacity changes with every batch. */
class Fleet {
  readonly #known = new Map<string, WorkerRecord>();
  /** Where each worker is in `#sorted`; out of date, like that, when a worker came or went since. */
  readonly #places = new Map<string, number>();
  #sorted: readonly WorkerRecord[] = [];
  #isSorted = true;
  readonly #changed = new Set<string>();

  clear(): void {
    this.#known.clear();
    this.#isSorted = false;
  }

  apply(record: Decoded): void {
    if (record.status === 'gone') {
      if (this.#known.delete(record.id)) this.#isSorted = false;
      return;
    }
    if (!this.#known.has(record.id)) this.#isSorted = false;
    this.#known.set(record.id, record.worker);
    this.#changed.add(record.id);
  }

  /** Never changed afterwards: who reads later gets another list. */
  sorted(): readonly WorkerRecord[] {
    if (!this.#isSorted) this.#sort();
    else if (this.#changed.size > 0) this.#replace();
    this.#changed.clear();
    return this.#sorted;
  }

  #sort(): void {
    this.#sorted = [...this.#known.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
    this.#places.clear();
    for (const [place, { id }] of this.#sorted.entries()) this.#places.set(id, place);
    this.#isSorted = true;
  }

  #replace(): void {
    const next = [...this.#sorted];
    for (const id of this.#changed) {
      const [place, worker] = [this.#places.get(id), this.#known.get(id)];
      if (place !== undefined && worker) next[place] = worker;
    }
    this.#sorted = next;
  }
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
