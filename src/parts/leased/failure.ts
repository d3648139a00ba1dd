/** Gives up on requests that this gateway holds and that nobody owns; anything else is refused by the script. */
import { BACKLOG_KEY, LEASES_KEY } from '../../keys.ts';
import { asNumber, type RedisScript } from '../../redis/index.ts';
import { failScript } from '../../scripts/index.ts';
import { byToken } from './by-token.ts';
import type { FailurePart, PartMaker } from '../contracts.ts';

/** One script per lease token. */
export function truthfulFailure(script: RedisScript = failScript): PartMaker<FailurePart> {
  return ({ link, timings, metrics }) => ({
    async fail(taken, reason) {
      const failures = [...byToken(taken)].map(([token, group]) =>
        link.run(script, [LEASES_KEY, BACKLOG_KEY], [token, reason, timings.outcomeTtlMs, ...group.map(({ request }) => request.id)]),
      );
      for (const failed of await Promise.all(failures)) metrics.count('requests_failed', asNumber(failed));
    },
  });
}
