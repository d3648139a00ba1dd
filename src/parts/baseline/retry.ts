/** A request that found no place waits in the memory of its gateway and dies with it (A3). */
import { BACKLOG_KEY } from '../../keys.ts';
import { backoffMs } from '../leased/backoff.ts';
import type { FailurePart, PartContext, RetryPart } from '../contracts.ts';
import { decodeWaiting, encodeWaiting } from './records.ts';

/** Waits in memory, then writes the request back under its original time; gives up after a count or a time. */
export function memoryRetry(): (context: PartContext, failure: FailurePart) => RetryPart {
  return ({ link: { client }, timings, emit, metrics }, failure) => {
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
              client.zadd(BACKLOG_KEY, timestampMs, member).then(
                () => metrics.count('requests_retried'),
                (error: unknown) => emit({ kind: 'requeue-failed', detail: taken.request.id, error }),
              );
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
