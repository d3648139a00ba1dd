/** Intake, failure and the absent reaper of the baseline. A popped request exists only in the memory of its gateway (A1, A2). */
import { BACKLOG_KEY, containerLockKey, containerStateKey, requestStatusKey } from '../../keys.ts';
import { decodeRequest } from '../../request.ts';
import type { FailurePart, IntakePart, PartMaker, ReaperPart, TakenRequest } from '../contracts.ts';
import { underLock } from './lock.ts';
import { decodeWaiting } from './records.ts';

/** A popped backlog member. @throws SyntaxError, TypeError or InvalidRequestError when it is none. */
export function readMember(member: string): TakenRequest {
  const { timestampMs, retryCount } = decodeWaiting(member);
  return { request: decodeRequest(member), token: member, attempts: retryCount, ageMs: Date.now() - timestampMs };
}

/**
 * Pops up to `popSize` requests, one unless a design pops more; nobody else knows of them afterwards. One member that cannot be read takes
 * the whole pop with it (A9).
 */
export function popIntake(): PartMaker<IntakePart> {
  return ({ link: { client }, timings: { popSize }, metrics }) => ({
    async take() {
      const idle = { requests: [], reapDue: false, nextReadyMs: Number.POSITIVE_INFINITY };
      const size = await client.zcard(BACKLOG_KEY);
      metrics.set('backlog_size', size);
      if (size === 0) return idle;
      const popped = popSize === 1 ? await client.zpopmin(BACKLOG_KEY) : await client.zpopmin(BACKLOG_KEY, popSize);
      const requests = popped.filter((_text, index) => index % 2 === 0).map(readMember);
      return requests.length > 0 ? { requests, reapDue: false, nextReadyMs: 0 } : idle;
    },
  });
}

/** Deletes the record and leaves a mark, without asking whether somebody owns the container. */
export function unconditionalFailure(): PartMaker<FailurePart> {
  return ({ link: { client }, lock, timings, metrics }) => ({
    async fail(taken) {
      for (const { request } of taken) {
        await underLock(lock, containerLockKey(request.id), 0, () => client.del(containerStateKey(request.id)));
        await client.set(requestStatusKey(request.id), 'failed', 'PX', timings.outcomeTtlMs);
        metrics.count('requests_failed');
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
