/**
 * Gives requests that did not fit back to the backlog with a ready-at time, so that waiting happens in Redis and survives the gateway.
 * A request that waited too long is failed; both scripts leave alone what is placed or leased by somebody else by now.
 */
import { LEASES_KEY } from '../../keys.ts';
import type { RedisScript } from '../../redis/index.ts';
import { requeueScript } from '../../scripts/index.ts';
import type { Timings } from '../../timings.ts';
import { byToken } from './by-token.ts';
import type { FailurePart, PartContext, RetryPart, TakenRequest, Unplaced } from '../contracts.ts';

/** Refusals after which the request is in other hands or at its end: nothing is to be done here. */
const SETTLED: ReadonlySet<Unplaced['reason']> = new Set(['lease_lost', 'not_pending', 'already_placed']);

/** Exponential wait with a cap; the exponent is bounded, so no count can overflow it. */
export function backoffMs(attempts: number, timings: Timings): number {
  return Math.min(timings.retryBackoffMaxMs, timings.retryBackoffMs * 2 ** Math.min(attempts, 20));
}

/** Requeues by script. */
export function readyAtRetry(script: RedisScript = requeueScript): (context: PartContext, failure: FailurePart) => RetryPart {
  return ({ link, timings }, failure) => {
    const expired = (taken: TakenRequest): boolean => timings.requestTimeoutMs > 0 && taken.ageMs >= timings.requestTimeoutMs;
    return {
      async retry(unplaced) {
        const open = unplaced.filter(({ reason }) => !SETTLED.has(reason)).map(({ taken }) => taken);
        const waiting = byToken(open.filter((taken) => !expired(taken)));
        const requeues = [...waiting].map(([token, taken]) =>
          link.run(script, [LEASES_KEY], [token, ...taken.flatMap(({ request, attempts }) => [request.id, backoffMs(attempts, timings)])]),
        );
        await Promise.all([...requeues, failure.fail(open.filter(expired), 'request_timeout')]);
        return Math.min(Number.POSITIVE_INFINITY, ...open.map(({ attempts }) => backoffMs(attempts, timings)));
      },
      async close() {
        // Nothing waits in memory.
      },
    };
  };
}
