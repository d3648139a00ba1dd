/** Commits a placement with one script per worker. The script decides again, on the records as they are at that moment. */
import { randomUUID } from 'node:crypto';
import { LEASES_KEY, workerOwnedKey, workerQueueKey, workerStateKey } from '../../keys.ts';
import type { CommitRefusal } from '../../model.ts';
import { asList, asText, type RedisScript } from '../../redis/index.ts';
import { commitScript } from '../../scripts/index.ts';
import { byToken } from './by-token.ts';
import type { CommitterPart, PartMaker } from '../contracts.ts';

/** All requests of one call have one commit id; the requests of one placement come from one intake or from several. */
export function atomicCommitter(script: RedisScript = commitScript): PartMaker<CommitterPart> {
  return ({ link, metrics }) => {
    const life = randomUUID();
    let commits = 0;
    return {
      async commit({ worker, requests }) {
        const keys = [workerStateKey(worker.id), workerQueueKey(worker.id), workerOwnedKey(worker.id), LEASES_KEY];
        const results = [...byToken(requests)].map(async ([token, taken]) => {
          commits += 1;
          const values = [worker.id, worker.incarnation, `${life}:${commits}`, token, ...taken.map(({ request }) => request.id)];
          const reply = asList(await link.run(script, keys, values));
          if (reply.includes('committed')) metrics.count('capacity_updates');
          return taken.map((one, index) => ({ taken: one, outcome: asText(reply[index]) as 'committed' | CommitRefusal }));
        });
        return (await Promise.all(results)).flat();
      },
    };
  };
}
