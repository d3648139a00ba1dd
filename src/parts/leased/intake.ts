/** Leases requests from the backlog: a gateway that dies holds nothing, because its leases run out. */
import { randomUUID } from 'node:crypto';
import { BACKLOG_KEY, LEASES_KEY, REAPER_SWEPT_KEY, WORKER_DEADLINES_KEY, gatewayIntakeKey } from '../../keys.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { decodeRequest } from '../../request.ts';
import { intakeScript } from '../../scripts/index.ts';
import type { IntakePart, PartMaker, TakenRequest } from '../contracts.ts';

const FIELDS_PER_REQUEST = 4;

/** One script per look; each look has its own id, which is the token of the leases it gives. */
export function leasedIntake(script: RedisScript = intakeScript): PartMaker<IntakePart> {
  return ({ link, timings, actorId, emit }) => {
    const life = randomUUID();
    const keys = [BACKLOG_KEY, LEASES_KEY, gatewayIntakeKey(actorId), WORKER_DEADLINES_KEY, REAPER_SWEPT_KEY];
    let looks = 0;
    return {
      async take() {
        looks += 1;
        const token = `${life}:${looks}`;
        const values = [token, actorId, timings.batchSizeMax, timings.leaseTtlMs, timings.sweepMs];
        const reply = asList(await link.run(script, keys, values));
        const requests: TakenRequest[] = [];
        for (let at = 2; at < reply.length; at += FIELDS_PER_REQUEST) {
          const json = asText(reply[at + 1]);
          try {
            requests.push({ request: decodeRequest(json), token, attempts: asNumber(reply[at + 2]), ageMs: asNumber(reply[at + 3]) });
          } catch (error) {
            // Only this entry suffers: its lease runs out and it is looked at again; the rest of the batch is placed.
            emit({ kind: 'undecodable-request', detail: asText(reply[at]), error });
          }
        }
        const nextReadyMs = asNumber(reply[1]);
        return { requests, reapDue: reply[0] === 1, nextReadyMs: nextReadyMs < 0 ? Number.POSITIVE_INFINITY : nextReadyMs };
      },
    };
  };
}
