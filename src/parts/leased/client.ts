/** The client's side of `leased`: each call is one idempotent script. */
import { createHash } from 'node:crypto';
import { ConflictingRequestError, QuotaExceededError } from '../../errors.ts';
import { BACKLOG_KEY, LEASES_KEY, containerStateKey, exitCodeKey, requestDigestKey, requestStatusKey } from '../../keys.ts';
import type { ContainerOutcome, FailureReason } from '../../model.ts';
import { asList, asText, type RedisScript } from '../../redis/index.ts';
import { statusScript, stopScript, submitScript } from '../../scripts/index.ts';
import type { StopResult } from '../../options.ts';
import type { PartMaker, StatusPart, StopPart, SubmitPart } from '../contracts.ts';

/** Reads the outcome keys. */
export function decodeOutcome(status: string, exitCode: string): ContainerOutcome {
  const colon = status.indexOf(':');
  const [kind, reason] = colon < 0 ? [status, ''] : [status.slice(0, colon), status.slice(colon + 1)];
  if (kind === 'exited') return { kind, exitCode: Number(exitCode) };
  if (kind === 'stopped') return { kind };
  if (kind === 'lost') return { kind, reason };
  return { kind: 'failed', reason: (reason as FailureReason | '') || 'unknown' };
}

/** Writes the status half of the outcome keys. */
export function encodeOutcome(outcome: ContainerOutcome): string {
  return 'reason' in outcome ? `${outcome.kind}:${outcome.reason}` : outcome.kind;
}

/** Record and backlog entry in one script. */
export function scriptedSubmit(script: RedisScript = submitScript): PartMaker<SubmitPart> {
  return ({ link }) => ({
    async submit(request, payload) {
      const { id } = request;
      const keys = [containerStateKey(id), BACKLOG_KEY, requestStatusKey(id), exitCodeKey(id), requestDigestKey(id)];
      const digest = createHash('sha256').update(payload).digest('base64url');
      const values = [id, payload, request.cpuMillicores, request.memoryMib, request.gpuCount, request.workspaceId ?? '', digest];
      const [verdict, outcome, exitCode, used] = asList(await link.run(script, keys, values)).map(asText);
      if (verdict === 'conflict') throw new ConflictingRequestError(id);
      if (verdict === 'quota') throw new QuotaExceededError(request.workspaceId ?? '', outcome ?? '', exitCode ?? '', used ?? '');
      if (verdict === 'ended') return { status: 'ended', id, outcome: decodeOutcome(outcome ?? '', exitCode ?? '') };
      return { status: 'accepted', id };
    },
  });
}

/** Cancels what no worker acknowledged, asks for the end of the rest. */
export function scriptedStop(script: RedisScript = stopScript): PartMaker<StopPart> {
  return ({ link, timings }) => ({
    async stop(id) {
      const reply = await link.run(script, [containerStateKey(id), BACKLOG_KEY, LEASES_KEY], [id, timings.outcomeTtlMs]);
      return asText(reply) as StopResult;
    },
  });
}

/** Record or outcome, read in one moment. */
export function scriptedStatus(script: RedisScript = statusScript): PartMaker<StatusPart> {
  return ({ link }) => ({
    async status(id) {
      const reply = await link.run(script, [containerStateKey(id), requestStatusKey(id), exitCodeKey(id)], []);
      const [state, workerId, outcome, exitCode] = asList(reply).map(asText);
      if (state === 'PENDING') return { state, workerId: workerId || null };
      if (state === 'RUNNING' || state === 'STOPPING') return { state, workerId: workerId ?? '' };
      if (outcome) return { state: 'ENDED', outcome: decodeOutcome(outcome, exitCode ?? '') };
      return { state: 'UNKNOWN' };
    },
  });
}
