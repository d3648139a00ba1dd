/** Intake, snapshot, retry and failure of the baseline. A popped request exists only in the memory of its gateway (A1, A2, A3). */
import {
  BACKLOG_KEY,
  WORKER_INDEX_KEY,
  containerLockKey,
  containerStateKey,
  requestStatusKey,
  workerLockKey,
  workerStateKey,
} from '../../keys.ts';
import type { WorkerRecord } from '../../model.ts';
import { decodeRequest } from '../../request.ts';
import type { FailurePart, IntakePart, PartContext, PartMaker, ReaperPart, RetryPart, SnapshotPart } from '../contracts.ts';
import { backoffMs } from '../leased/backoff.ts';
import { underLock } from './lock.ts';
import { decodeWaiting, decodeWorkerHash, encodeWaiting } from './records.ts';

/** Pops one request; nobody else knows of it afterwards. */
export function popOneIntake(): PartMaker<IntakePart> {
  return ({ link: { client } }) => ({
    async take() {
      const idle = { requests: [], reapDue: false, nextReadyMs: Number.POSITIVE_INFINITY };
      if ((await client.zcard(BACKLOG_KEY)) === 0) return idle;
      const [member] = await client.zpopmin(BACKLOG_KEY);
      if (member === undefined) return idle;
      const { timestampMs, retryCount } = decodeWaiting(member);
      const taken = { request: decodeRequest(member), token: member, attempts: retryCount, ageMs: Date.now() - timestampMs };
      return { ...idle, requests: [taken] };
    },
  });
}

/** Reads every worker under its lock, without waiting: a worker whose lock is held is not seen (D1). */
export function lockedSnapshot(): PartMaker<SnapshotPart> {
  return ({ link: { client }, lock }) => ({
    async read() {
      const workers: WorkerRecord[] = [];
      for (const id of await client.smembers(WORKER_INDEX_KEY)) {
        const hash = await underLock(lock, workerLockKey(id), 0, () => client.hgetall(workerStateKey(id)));
        const worker = hash && decodeWorkerHash(hash);
        if (worker) workers.push(worker);
        else if (hash) await client.srem(WORKER_INDEX_KEY, id);
      }
      return workers;
    },
  });
}

/** Waits in memory, then writes the request back under its original time; gives up after a count or a time. */
export function memoryRetry(): (context: PartContext, failure: FailurePart) => RetryPart {
  return ({ link: { client }, timings, emit }, failure) => {
    const waiting = new Set<ReturnType<typeof setTimeout>>();
    return {
      async retry(unplaced) {
        for (const { taken } of unplaced) {
          const { timestampMs, retryCount } = decodeWaiting(taken.token);
          if (retryCount >= timings.retryCountMax || taken.ageMs >= timings.requestTimeoutMs) {
            await failure.fail([taken], 'retry_limit');
            continue;
          }
          const member = encodeWaiting(taken.token, { timestampMs, retryCount: retryCount + 1 });
          const timer = setTimeout(
            () => {
              waiting.delete(timer);
              client
                .zadd(BACKLOG_KEY, timestampMs, member)
                .catch((error: unknown) => emit({ kind: 'requeue-failed', detail: taken.request.id, error }));
            },
            backoffMs(retryCount, timings),
          );
          waiting.add(timer);
        }
        return Number.POSITIVE_INFINITY;
      },
      async close() {
        for (const timer of waiting) clearTimeout(timer);
      },
    };
  };
}

/** Deletes the record and leaves a mark, without asking whether somebody owns the container. */
export function unconditionalFailure(): PartMaker<FailurePart> {
  return ({ link: { client }, lock, timings }) => ({
    async fail(taken) {
      for (const { request } of taken) {
        await underLock(lock, containerLockKey(request.id), 0, () => client.del(containerStateKey(request.id)));
        await client.set(requestStatusKey(request.id), 'failed', 'PX', timings.outcomeTtlMs);
      }
    },
  });
}

/** Nobody looks after what the dead leave: worker records expire by their TTL, their queues stay (A7). */
export function noReaper(): PartMaker<ReaperPart> {
  return () => ({
    async reap() {
      // Expiry is all there is.
    },
    async close() {
      // Nothing is held.
    },
  });
}
