/** A worker's place among the workers: a record, and a deadline that each renewal moves. */
import { ProtocolMismatchError } from '../../errors.ts';
import {
  PROTOCOL_KEY,
  WORKER_DEADLINES_KEY,
  WORKER_INDEX_KEY,
  workerOwnedKey,
  workerPendingKey,
  workerQueueKey,
  workerStateKey,
  workerStoppingKey,
  workerWakeChannel,
} from '../../keys.ts';
import { PROTOCOL_VERSION } from '../../protocol.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import { keepaliveScript, leaveScript, reconcileScript, registerScript, retireScript, spinDownScript } from '../../scripts/index.ts';
import { encodeOutcome } from './client.ts';
import type { EarlierLives, MembershipPart, PartMaker } from '../contracts.ts';

const FIRST_LIFE: EarlierLives = { earlier: [], seen: '' };

type SpinDownAnswer = 'leaves' | 'busy' | 'needed' | 'replaced';

/** The scripts of a membership. */
export interface MembershipScripts {
  readonly register: RedisScript;
  readonly keepalive: RedisScript;
  readonly reconcile: RedisScript;
  readonly spinDown: RedisScript;
  readonly retire: RedisScript;
  readonly leave: RedisScript;
}

/** Membership by incarnation and deadline. */
export function deadlineMembership(scripts: Partial<MembershipScripts> = {}): PartMaker<MembershipPart> {
  const { register, keepalive, reconcile, spinDown, retire, leave } = {
    register: registerScript,
    keepalive: keepaliveScript,
    reconcile: reconcileScript,
    spinDown: spinDownScript,
    retire: retireScript,
    leave: leaveScript,
    ...scripts,
  };
  return ({ link, timings }) => ({
    fencing: true,
    channel: workerWakeChannel,
    async register(worker, { earlier, seen } = FIRST_LIFE) {
      const { cpuMillicores, memoryMib, gpuCount, gpuType = '' } = worker.resources;
      const replaced = encodeOutcome({ kind: 'lost', reason: 'worker_replaced' });
      const values = [
        worker.id,
        worker.incarnation,
        timings.workerTtlMs,
        cpuMillicores,
        memoryMib,
        gpuCount,
        gpuType,
        worker.poolName,
        worker.priority,
        timings.outcomeTtlMs,
        replaced,
        worker.poolSelector,
        worker.requiresPoolSelector ? 1 : '',
        worker.isPreemptable ? 1 : '',
        seen,
        ...earlier,
      ];
      const reply = await link.insist(register, [workerStateKey(worker.id), WORKER_INDEX_KEY, WORKER_DEADLINES_KEY], values);
      if (reply === -1) throw new ProtocolMismatchError(asNumber(await link.client.get(PROTOCOL_KEY)), PROTOCOL_VERSION);
      return typeof reply === 'string' ? reply : null;
    },
    async renew({ id, incarnation }) {
      const keys = [
        workerStateKey(id),
        WORKER_DEADLINES_KEY,
        workerQueueKey(id),
        workerPendingKey(id),
        workerStoppingKey(id),
        workerOwnedKey(id),
      ];
      const [status, waiting, placed, ...stopping] = asList(await link.run(keepalive, keys, [id, incarnation, timings.workerTtlMs]));
      if (status === 'replaced') return { status: 'replaced' };
      return { status: 'renewed', waiting: asNumber(waiting), placed: asNumber(placed), stopping: stopping.map(asText) };
    },
    async spinDown({ id, incarnation }) {
      return asText(await link.run(spinDown, [workerStateKey(id), workerOwnedKey(id)], [id, incarnation])) as SpinDownAnswer;
    },
    async reconcile({ id, incarnation }, taken) {
      const forgotten = encodeOutcome({ kind: 'lost', reason: 'worker_forgot' });
      const values = [id, incarnation, timings.outcomeTtlMs, forgotten, ...taken.flatMap(({ containerId, token }) => [containerId, token])];
      const reply = asList(await link.run(reconcile, [workerStateKey(id), workerOwnedKey(id), workerStoppingKey(id)], values));
      return { lost: asNumber(reply[0]), foreign: reply.slice(1).map(asText) };
    },
    async retire({ id, incarnation }) {
      await link.run(retire, [workerStateKey(id)], [id, incarnation]);
    },
    async leave({ id, incarnation }) {
      const lost = encodeOutcome({ kind: 'lost', reason: 'worker_died' });
      const keys = [workerStateKey(id), WORKER_INDEX_KEY, WORKER_DEADLINES_KEY];
      await link.run(leave, keys, [id, incarnation, timings.outcomeTtlMs, lost]);
    },
  });
}
