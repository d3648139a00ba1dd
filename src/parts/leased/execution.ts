/** Reports of a worker about the containers that it runs, checked by owner and delivery token. */
import { BACKLOG_KEY, containerStateKey, workerOwnedKey, workerStoppingKey } from '../../keys.ts';
import { asText, type RedisScript } from '../../redis/index.ts';
import { releaseScript, startedScript } from '../../scripts/index.ts';
import { encodeOutcome } from './client.ts';
import type { ExecutionPart, PartMaker, ReleasePart } from '../contracts.ts';

/** RUNNING is written once; the worker's own renewals stand for its containers afterwards. */
export function ownedExecution(script: RedisScript = startedScript): PartMaker<ExecutionPart> {
  return ({ link }) => ({
    heartbeatMs: Number.POSITIVE_INFINITY,
    async started({ id }, { request, token }) {
      return asText(await link.insist(script, [containerStateKey(request.id)], [id, token])) as 'running' | 'stop' | 'gone';
    },
    async heartbeat() {
      return 'running';
    },
  });
}

/** Record, ownership, capacity and outcome in one script, repeated until Redis says that it is done. */
export function ownedRelease(script: RedisScript = releaseScript): PartMaker<ReleasePart> {
  return ({ link, timings }) => ({
    async release({ id }, { request, token }, outcome) {
      const keys = [containerStateKey(request.id), workerOwnedKey(id), workerStoppingKey(id), BACKLOG_KEY];
      const exitCode = outcome.kind === 'exited' ? outcome.exitCode : '';
      await link.insist(script, keys, [id, request.id, token, encodeOutcome(outcome), exitCode, timings.outcomeTtlMs]);
      return 'released';
    },
  });
}
