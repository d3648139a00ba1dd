/**
 * `WorkerStateCache` of documents 000 and 001: a snapshot of the workers that is used again for `workerCacheMs`, kept by each gateway for
 * itself. There is no waiting for a read that is under way: whoever finds nothing reads, as the threads of document 001's trace do.
 */
import type { WorkerRecord } from '../../model.ts';
import { readWorkers } from '../baseline/snapshot.ts';
import type { PartContext, PartMaker, SnapshotPart } from '../contracts.ts';

/**
 * What is forgotten when one worker is invalidated. `everything` is document 000's, as 001 tells of it ("Cache MISS → Get Redis" after each
 * schedule); `worker` is document 001's own ("Invalidate cache for Workers A-J only"): only those are read again.
 */
export type Forgets = 'everything' | 'worker';

/** The snapshots of `source`, cached. With `workerCacheMs` 0 there is no cache, which is the rollback that document 000 promises. */
export function cachedSnapshot(source: PartMaker<SnapshotPart>, forgets: Forgets): PartMaker<SnapshotPart> {
  return (context) => (context.timings.workerCacheMs === 0 ? source(context) : new CachedSnapshot(context, source(context), forgets));
}

interface Kept {
  /** When its read began, by the monotonic clock: what it says is at least so old. */
  readonly sinceMs: number;
  readonly workers: Map<string, WorkerRecord>;
}

class CachedSnapshot implements SnapshotPart {
  readonly #context: PartContext;
  readonly #source: SnapshotPart;
  readonly #forgets: Forgets;
  #kept: Kept | null = null;
  readonly #invalid = new Set<string>();

  constructor(context: PartContext, source: SnapshotPart, forgets: Forgets) {
    this.#context = context;
    this.#source = source;
    this.#forgets = forgets;
  }

  async read(): Promise<readonly WorkerRecord[]> {
    const kept = this.#kept;
    if (kept === null || performance.now() - kept.sinceMs >= this.#context.timings.workerCacheMs) return this.#readAll();
    if (this.#invalid.size > 0) await this.#readAgain(kept);
    else this.#context.metrics.count('cache_hits');
    return [...kept.workers.values()];
  }

  invalidate(workerIds: readonly string[] | 'everything'): void {
    const known = this.#kept?.workers.size ?? 0;
    this.#context.metrics.count('cache_invalidations', workerIds === 'everything' ? known : workerIds.length);
    if (workerIds === 'everything' || this.#forgets === 'everything') this.#kept = null;
    else for (const id of workerIds) this.#invalid.add(id);
  }

  async #readAll(): Promise<readonly WorkerRecord[]> {
    const sinceMs = performance.now();
    this.#invalid.clear();
    const workers = await this.#source.read();
    this.#kept = { sinceMs, workers: new Map(workers.map((worker) => [worker.id, worker])) };
    return workers;
  }

  /** The others stay as old as they are. */
  async #readAgain({ workers }: Kept): Promise<void> {
    const ids = [...this.#invalid];
    this.#invalid.clear();
    const found = await readWorkers(this.#context.link.client, ids);
    for (const id of ids) workers.delete(id);
    for (const worker of found) workers.set(worker.id, worker);
    this.#context.metrics.count('cache_misses');
  }
}
