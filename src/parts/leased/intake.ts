/** Leases requests from the backlog: a gateway that dies holds nothing, because its leases run out. */
import { randomUUID } from 'node:crypto';
import { BACKLOG_KEY, LEASES_KEY, REAPER_SWEPT_KEY, WORKER_DEADLINES_KEY, gatewayIntakeKey } from '../../keys.ts';
import type { FailureReason } from '../../model.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { decodeRequest } from '../../request.ts';
import { failScript, intakeScript } from '../../scripts/index.ts';
import type { IntakePart, PartMaker, TakenRequest } from '../contracts.ts';

const FIELDS_PER_REQUEST = 4;
/** Reap due, next ready, size of the backlog. */
const FIELDS_BEFORE = 3;
const UNDECODABLE: FailureReason = 'undecodable';

/** One script per look; each look has its own id, which is the token of the leases it gives. */
export function leasedIntake(script: RedisScript = intakeScript): PartMaker<IntakePart> {
  return ({ link, timings, actorId, emit, metrics }) => {
    const life = randomUUID();
    const keys = [BACKLOG_KEY, LEASES_KEY, gatewayIntakeKey(actorId), WORKER_DEADLINES_KEY, REAPER_SWEPT_KEY];
    let looks = 0;
    return {
      async take(atMost = timings.batchSizeMax) {
        looks += 1;
        const token = `${life}:${looks}`;
        const values = [token, actorId, Math.min(atMost, timings.batchSizeMax), timings.leaseTtlMs, timings.sweepMs];
        const reply = asList(await link.run(script, keys, values));
        metrics.set('backlog_size', asNumber(reply[2]));
        const { requests, undecodable } = decodeTaken(reply.slice(FIELDS_BEFORE), token);
        if (undecodable.length > 0) {
          // Only these suffer; the rest of the batch is placed.
          emit({ kind: 'undecodable-request', detail: undecodable.join(' ') });
          const failed = await link.run(failScript, [LEASES_KEY, BACKLOG_KEY], [token, UNDECODABLE, timings.outcomeTtlMs, ...undecodable]);
          metrics.count('requests_failed', asNumber(failed));
        }
        const nextReadyMs = asNumber(reply[1]);
        return { requests, reapDue: reply[0] === 1, nextReadyMs: nextReadyMs < 0 ? Number.POSITIVE_INFINITY : nextReadyMs };
      },
    };
  };
}

function decodeTaken(fields: readonly unknown[], token: string): { requests: TakenRequest[]; undecodable: string[] } {
  const requests: TakenRequest[] = [];
  const undecodable: string[] = [];
  for (let at = 0; at < fields.length; at += FIELDS_PER_REQUEST) {
    try {
      const request = decodeRequest(asText(fields[at + 1]));
      requests.push({ request, token, attempts: asNumber(fields[at + 2]), ageMs: asNumber(fields[at + 3]) });
    } catch {
      undecodable.push(asText(fields[at]));
    }
  }
  return { requests, undecodable };
}
