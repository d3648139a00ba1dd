/**
 * Counts what gateways do at the simulated Redis: commands, locks, reads of workers, capacity that is taken, pushes to queues. It reads the
 * keyspace and nothing that the scheduler says about itself.
 */
import type { KeyspaceCommit, KeyspaceView } from '../../sim/redis/index.ts';
import { KeyspaceDecoder, type Change } from '../../properties/evidence/index.ts';
import { KEY_PREFIXES, WORKER_INDEX_KEY } from '../../src/index.ts';
import type { LockKind } from './figures.ts';

/** One container got a place. */
export type PlacementListener = (id: string, worker: string) => void;

/** How a meter learns of what it cannot see at Redis. */
export interface RedisMeterOptions {
  readonly isGateway: (client: string) => boolean;
  /** Is this the time that is measured? */
  readonly isOpen: () => boolean;
  readonly onPlacement: PlacementListener;
  readonly onFailure: (id: string) => void;
}

const zero = (): Record<LockKind, number> => ({ worker: 0, container: 0, other: 0 });

/** Counts; feed it every commit. */
export class RedisMeter {
  commands = 0;
  workerReads = 0;
  queuePushes = 0;
  capacityUpdates = 0;
  capacityLocks = 0;
  readonly granted: Record<LockKind, number> = zero();
  readonly refused: Record<LockKind, number> = zero();
  readonly workersBelowZero: Set<string> = new Set();
  readonly #options: RedisMeterOptions;
  readonly #decoder: KeyspaceDecoder;
  /** Worker locks under which no capacity was taken yet, by the worker's id. */
  readonly #unused = new Set<string>();

  constructor(view: KeyspaceView, options: RedisMeterOptions) {
    this.#decoder = new KeyspaceDecoder(view);
    this.#options = options;
  }

  commit(step: KeyspaceCommit): void {
    const changes: Change[] = [];
    if (step.writes.length > 0) this.#decoder.decode(step.writes, changes);
    for (const change of changes) this.#result(change);
    if (step.client === null || !this.#options.isGateway(step.client)) return;
    if (this.#options.isOpen()) this.#count(step, changes);
    for (const change of changes) {
      if (change.kind === 'queue' && change.after > change.before) this.#options.onPlacement(change.id, change.worker);
    }
  }

  /** What holds over the whole world, whoever did it. */
  #result(change: Change): void {
    if (change.kind === 'outcome' && change.after?.startsWith('failed') === true) this.#options.onFailure(change.id);
    if (change.kind !== 'worker' || change.after === null) return;
    const { cpuMillicores, memoryMib, gpuCount } = change.after.free;
    if (cpuMillicores < 0 || memoryMib < 0 || gpuCount < 0) this.workersBelowZero.add(change.worker);
  }

  #count(step: KeyspaceCommit, changes: readonly Change[]): void {
    this.commands += 1;
    this.#countLock(step);
    if (readsWorkers(step)) this.workerReads += 1;
    if (changes.some((change) => change.kind === 'queue' && change.after > change.before)) this.queuePushes += 1;
    const charged = changes.flatMap((change) => (takesCapacity(change) ? [change.worker] : []));
    if (charged.length > 0) this.capacityUpdates += 1;
    for (const worker of charged) if (this.#unused.delete(worker)) this.capacityLocks += 1;
  }

  #countLock({ command, args, writes }: KeyspaceCommit): void {
    const [key = ''] = args;
    if (command !== 'SET' || !args.includes('NX')) return;
    const isGranted = writes.includes(key);
    const kind = kindOfLock(key);
    (isGranted ? this.granted : this.refused)[kind] += 1;
    if (isGranted && kind === 'worker') this.#unused.add(key.slice(KEY_PREFIXES.workerLock.length));
  }
}

function kindOfLock(key: string): LockKind {
  if (key.startsWith(KEY_PREFIXES.workerLock)) return 'worker';
  return key.startsWith(KEY_PREFIXES.containerLock) ? 'container' : 'other';
}

/** A step that looked at worker records, or at the list of them, and changed nothing. */
function readsWorkers({ reads, writes }: KeyspaceCommit): boolean {
  return writes.length === 0 && reads.some((key) => key === WORKER_INDEX_KEY || key.startsWith(KEY_PREFIXES.workerState));
}

function takesCapacity(change: Change): change is Extract<Change, { kind: 'worker' }> {
  if (change.kind !== 'worker' || change.before === null || change.after === null) return false;
  const { before, after } = change;
  return after.free.cpuMillicores < before.free.cpuMillicores || after.free.gpuCount < before.free.gpuCount;
}
