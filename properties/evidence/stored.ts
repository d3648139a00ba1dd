/** All records as Redis holds them at one moment, for judgements at rest: one pass over all keys. */
import { KEY_PREFIXES } from '../../src/index.ts';
import type { KeyspaceView } from '../../sim/redis/index.ts';
import { readRequest } from './records.ts';

/** What an index may be derived from. */
export interface StoredContainer {
  readonly id: string;
  readonly status: string;
  /** The worker that it names. */
  readonly worker: string | null;
  readonly isLeased: boolean;
  readonly workspace: string | null;
}

function readStored(id: string, hash: ReadonlyMap<string, string>): StoredContainer {
  const request = hash.get('request');
  return {
    id,
    status: hash.get('status') ?? '',
    worker: hash.get('worker_id') ?? null,
    isLeased: hash.has('lease_token'),
    workspace: request === undefined ? null : (readRequest(request)?.workspace ?? null),
  };
}

/** Workers, containers, and whose keys there are. */
export class Records {
  readonly workers: Set<string> = new Set();
  /** Workers that are kept free for a request. */
  readonly reserved: Set<string> = new Set();
  /** Workers by their pool; pools that only have an index are there, too. */
  readonly pools: Map<string, Set<string>> = new Map();
  readonly containers: Map<string, StoredContainer> = new Map();
  /** Workers that own or are to stop something, with or without a record. */
  readonly owners: Set<string> = new Set();
  /** Workers that received something (baseline). */
  readonly receivers: Set<string> = new Set();
  /** Workspaces with reservations. */
  readonly workspaces: Set<string> = new Set();

  constructor(view: KeyspaceView) {
    for (const key of view.keys()) this.#read(view, key);
  }

  #readWorker(view: KeyspaceView, key: string, worker: string): void {
    this.workers.add(worker);
    const record = view.hash(key);
    if (record?.has('reservation') === true) this.reserved.add(worker);
    const pool = record?.get('pool_name');
    if (pool !== undefined) this.#pool(pool).add(worker);
  }

  #pool(name: string): Set<string> {
    const members = this.pools.get(name) ?? new Set();
    this.pools.set(name, members);
    return members;
  }

  #read(view: KeyspaceView, key: string): void {
    const { workerState, containerState, workerOwned, workerStopping, workerContainers, quotaReservations, poolWorkers } = KEY_PREFIXES;
    if (key.startsWith(workerState)) this.#readWorker(view, key, key.slice(workerState.length));
    else if (key.startsWith(poolWorkers)) this.#pool(key.slice(poolWorkers.length));
    else if (key.startsWith(workerOwned)) this.owners.add(key.slice(workerOwned.length));
    else if (key.startsWith(workerStopping)) this.owners.add(key.slice(workerStopping.length));
    else if (key.startsWith(workerContainers)) this.receivers.add(key.slice(workerContainers.length));
    else if (key.startsWith(quotaReservations)) this.workspaces.add(key.slice(quotaReservations.length));
    else if (key.startsWith(containerState)) {
      const id = key.slice(containerState.length);
      this.containers.set(id, readStored(id, view.hash(key) ?? new Map()));
    }
  }
}
