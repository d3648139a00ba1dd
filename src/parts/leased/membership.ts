/** A worker's place among the workers: a record, and a deadline that each renewal moves. */
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
import { mismatchOf } from '../../protocol.ts';
import { asList, asNumber, asText, type RedisScript } from '../../redis/index.ts';
import {
  compareScript,
  forgetScript,
  keepaliveScript,
  leaveScript,
  registerScript,
  retireScript,
  spinDownScript,
} from '../../scripts/index.ts';
import { encodeOutcome } from './client.ts';
import type { Comparison, Delivery, EarlierLives, MembershipPart, PartMaker } from '../contracts.ts';

const FIRST_LIFE: EarlierLives = { earlier: [], seen: '' };

type SpinDownAnswer = 'leaves' | 'busy' | 'needed' | 'replaced';

/** The scripts of a membership. */
export interface MembershipScripts {
  readonly register: RedisScript;
  readonly keepalive: RedisScript;
  readonly compare: RedisScript;
  readonly forget: RedisScript;
  readonly spinDown: RedisScript;
  readonly retire: RedisScript;
  readonly leave: RedisScript;
}

/** Membership by incarnation and deadline. */
export function deadlineMembership(scripts: Partial<MembershipScripts> = {}): PartMaker<MembershipPart> {
  const { register, keepalive, compare, forget, spinDown, retire, leave } = {
    register: registerScript,
    keepalive: keepaliveScript,
    compare: compareScript,
    forget: forgetScript,
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
      const mismatch = reply === -1 ? mismatchOf(asText(await link.client.get(PROTOCOL_KEY)), 'leased') : null;
      if (mismatch !== null) throw mismatch;
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
    async compare({ id, incarnation }, taken) {
      const reply = await link.run(compare, [workerStateKey(id), workerOwnedKey(id)], [id, incarnation, ...inTurn(taken)]);
      return decodeComparison(asList(reply).map(asText));
    },
    async forget({ id, incarnation }, forgotten) {
      const outcome = encodeOutcome({ kind: 'lost', reason: 'worker_forgot' });
      const values = [id, incarnation, timings.outcomeTtlMs, outcome, ...inTurn(forgotten)];
      return asNumber(await link.run(forget, [workerStateKey(id), workerOwnedKey(id), workerStoppingKey(id)], values));
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

const FIELDS_PER_DIFFERENCE = 3;

/** Container id and token of each. */
function inTurn(deliveries: readonly Delivery[]): string[] {
  return deliveries.flatMap(({ containerId, token }) => [containerId, token]);
}

function decodeComparison(reply: readonly string[]): Comparison {
  const foreign: Delivery[] = [];
  const forgotten: Delivery[] = [];
  for (let at = 0; at < reply.length; at += FIELDS_PER_DIFFERENCE) {
    const [what, containerId = '', token = ''] = reply.slice(at, at + FIELDS_PER_DIFFERENCE);
    (what === 'foreign' ? foreign : forgotten).push({ containerId, token });
  }
  return { foreign, forgotten };
}
