/** How the historical designs look at the workers: under a lock each, or all at once without locks. Neither sorts what Redis lists. */
import type { Redis } from 'ioredis';
import { WORKER_INDEX_KEY, workerLockKey, workerStateKey } from '../../keys.ts';
import type { WorkerRecord } from '../../model.ts';
import type { PartMaker, SnapshotPart } from '../contracts.ts';
import { underLock } from './lock.ts';
import { decodeWorkerHash } from './records.ts';

/** Reads every worker under its lock, without waiting: a worker whose lock is held is not seen (D1). */
export function lockedSnapshot(): PartMaker<SnapshotPart> {
  return ({ link: { client }, lock, metrics }) => ({
    async read() {
      const workers: WorkerRecord[] = [];
      for (const id of await client.smembers(WORKER_INDEX_KEY)) {
        const hash = await underLock(lock, workerLockKey(id), 0, () => client.hgetall(workerStateKey(id)));
        const worker = hash && decodeWorkerHash(hash);
        if (worker) workers.push(worker);
        else if (hash) await client.srem(WORKER_INDEX_KEY, id);
      }
      metrics.count('cache_misses');
      return workers;
    },
  });
}

/** Reads all workers in one pipeline without locks, as document 003's `GetAllWorkersLockFree` does; two round trips however many there are. */
export function freshSnapshot(): PartMaker<SnapshotPart> {
  return ({ link: { client }, metrics }) => ({
    async read() {
      const workers = await readWorkers(client, await client.smembers(WORKER_INDEX_KEY));
      metrics.count('cache_misses');
      return workers;
    },
  });
}

/** These workers, in this order, without locks and in one round trip; those without a record are left out. */
export async function readWorkers(client: Redis, ids: readonly string[]): Promise<readonly WorkerRecord[]> {
  if (ids.length === 0) return [];
  const pipeline = client.pipeline();
  for (const id of ids) pipeline.hgetall(workerStateKey(id));
  const workers: WorkerRecord[] = [];
  for (const [error, hash] of (await pipeline.exec()) ?? []) {
    if (error) throw error;
    const worker = decodeWorkerHash(hash as Record<string, string>);
    if (worker) workers.push(worker);
  }
  return workers;
}
