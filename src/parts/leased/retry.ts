/**
 * Gives requests that did not fit back to the backlog with a ready-at time, so that waiting happens in Redis and survives the gateway; a
 * worker is kept free for those that have waited long.
 * A request that waited too long or too often is failed; both scripts leave alone what is placed or leased by somebody else by now.
 */
import { LEASES_KEY } from '../../keys.ts';
import type { FailureReason } from '../../model.ts';
import { asNumber, type RedisScript } from '../../redis/index.ts';
import { requeueScript } from '../../scripts/index.ts';
import type { Timings } from '../../timings.ts';
import { backoffMs, equalJitterMs } from './backoff.ts';
import { byToken } from './by-token.ts';
import type { FailurePart, PartContext, RetryPart, TakenRequest, Unplaced } from '../contracts.ts';

/** Refusals after which the request is in other hands or at its end: nothing is to be done here. */
const SETTLED: ReadonlySet<Unplaced['reason']> = new Set(['lease_lost', 'not_pending', 'already_placed']);

const GIVE_UP_REASONS = ['request_timeout', 'retry_limit'] as const satisfies readonly FailureReason[];

/** A request and how long it is to wait. */
interface Waiting {
  readonly taken: TakenRequest;
  readonly waitMs: number;
}

/** Why the request is given up now, or null to try it again. */
function giveUpReason({ ageMs, attempts }: TakenRequest, { requestTimeoutMs, retryCountMax }: Timings): FailureReason | null {
  if (requestTimeoutMs > 0 && ageMs >= requestTimeoutMs) return 'request_timeout';
  return retryCountMax > 0 && attempts >= retryCountMax ? 'retry_limit' : null;
}

/** Arguments of the script for one request. */
function requeued({ request, keepWorker }: TakenRequest, waitMs = 0): [string, number, string] {
  return [request.id, waitMs, keepWorker ?? ''];
}

/** Requeues by script. */
export function readyAtRetry(script: RedisScript = requeueScript): (context: PartContext, failure: FailurePart) => RetryPart {
  return ({ link, timings, metrics }, failure) => {
    const requeue = async (waiting: readonly Waiting[]): Promise<void> => {
      const waitMs = new Map(waiting.map(({ taken, waitMs: ms }) => [taken, ms]));
      const requeues = [...byToken([...waitMs.keys()])].map(([token, group]) =>
        link.run(script, [LEASES_KEY], [token, timings.reservationTtlMs, ...group.flatMap((taken) => requeued(taken, waitMs.get(taken)))]),
      );
      for (const returned of await Promise.all(requeues)) metrics.count('requests_retried', asNumber(returned));
    };
    return {
      async retry(unplaced) {
        const open = unplaced.filter(({ reason }) => !SETTLED.has(reason)).map(({ taken }) => taken);
        const tired = (reason: FailureReason): TakenRequest[] => open.filter((taken) => giveUpReason(taken, timings) === reason);
        const waiting = open
          .filter((taken) => giveUpReason(taken, timings) === null)
          .map((taken) => ({ taken, waitMs: equalJitterMs(backoffMs(taken.attempts, timings), Math.random()) }));
        await Promise.all([requeue(waiting), ...GIVE_UP_REASONS.map((reason) => failure.fail(tired(reason), reason))]);
        return Math.min(Number.POSITIVE_INFINITY, ...waiting.map(({ waitMs }) => waitMs));
      },
      async close() {
        // Nothing waits in memory.
      },
    };
  };
}
