/** The worker's side of the baseline: records with a TTL, a popped queue, heartbeats per container, capacity given back as a delta. */
import {
  STOP_EVENT_CHANNEL,
  WORKER_INDEX_KEY,
  containerLockKey,
  containerStateKey,
  exitCodeKey,
  workerContainersKey,
  workerLockKey,
  workerQueueKey,
  workerStateKey,
} from '../../keys.ts';
import type { ContainerRequest, WorkerRecord } from '../../model.ts';
import { decodeRequest } from '../../request.ts';
import { pause } from '../../wake.ts';
import type {
  AdmissionPart,
  DeliveryPart,
  ExecutionPart,
  MembershipPart,
  PartContext,
  PartMaker,
  ReleasePart,
  WorkerIdentity,
} from '../contracts.ts';
import { underLock } from './lock.ts';
import { decodeWorkerHash, encodeWorkerHash } from './records.ts';

const COMPLETION_RETRY_MS = 1_000;

/**
 * Registers as pending and toggles to available; a record that whoever asked for the worker has written as pending is kept, with what was
 * placed on it already. A renewal is a bare EXPIRE that says nothing when the record is gone (D7).
 */
export function expiringMembership(): PartMaker<MembershipPart> {
  return (context) => {
    const {
      link: { client },
      lock,
      timings,
    } = context;
    return {
      fencing: false,
      channel: () => STOP_EVENT_CHANNEL,
      async register(worker) {
        const key = workerStateKey(worker.id);
        await underLock(lock, workerLockKey(worker.id), timings.lockRetries, async () => {
          if ((await client.hget(key, 'status')) === 'pending') return;
          await client.hset(key, encodeWorkerHash(newRecord(worker)));
          await client.pexpire(key, timings.pendingTtlMs);
          await client.sadd(WORKER_INDEX_KEY, worker.id);
        });
        await underLock(lock, workerLockKey(worker.id), timings.lockRetries, async () => {
          await client.hset(key, { ...(await client.hgetall(key)), status: 'available' });
          await client.pexpire(key, timings.workerTtlMs);
        });
        return null;
      },
      async renew({ id }) {
        await client.pexpire(workerStateKey(id), timings.workerTtlMs);
        return { status: 'renewed', waiting: 0, stopping: [] };
      },
      async retire() {
        // There is no drain: placements go on until the record is removed.
      },
      async leave({ id }) {
        await underLock(lock, workerLockKey(id), timings.lockRetries, async () => {
          await client.srem(WORKER_INDEX_KEY, id);
          await client.del(workerStateKey(id));
          // What is still queued goes with it (A6).
          await client.del(workerQueueKey(id));
        });
      },
    };
  };
}

function newRecord({ resources, ...announced }: WorkerIdentity): WorkerRecord {
  const { cpuMillicores, memoryMib, gpuCount, gpuType = '' } = resources;
  const total = { cpuMillicores, memoryMib, gpuCount };
  return { ...announced, status: 'pending', total, free: total, gpuType, resourceVersion: 0, incarnation: '' };
}

/**
 * Looks, pops one, starts it; a reply that is lost takes the request with it (A5). beta9's handler takes the lock of all containers before it looks
 * whether this one is there already, and returns with the lock held when it is: requests, stop events and heartbeats wait for it from then on, while
 * the keepalive goes on, so that placements keep coming (A12). What runs ends by itself; the capacity of the second copy is never given back. The
 * original does the same when the mount of a workspace fails; there are no mounts here.
 */
export function popDelivery(): PartMaker<DeliveryPart> {
  return ({ link: { client }, timings, emit }) => ({
    pollMs: timings.queuePollMs,
    async reserve({ id }) {
      if ((await client.llen(workerQueueKey(id))) === 0) return [];
      const json = await client.lpop(workerQueueKey(id));
      if (json === null) return [];
      const request = decodeRequest(json);
      await client.sadd(workerContainersKey(id), request.id);
      return [{ request, token: json }];
    },
    async acknowledge() {
      return 'start';
    },
    hangsOn(_worker, { request }) {
      emit({ kind: 'worker-hangs', detail: `on ${request.id}, which is here already` });
      return true;
    },
    async giveBack() {
      // A popped request has no way back.
    },
  });
}

/** Everything that arrives is started. */
export function noAdmission(): PartMaker<AdmissionPart> {
  return () => ({ admits: () => true });
}

/** Writes RUNNING with a TTL at the start and at each heartbeat; a missing record means an orphan that is killed (D8). */
export function heartbeatExecution(): PartMaker<ExecutionPart> {
  return (context) => ({
    heartbeatMs: context.timings.heartbeatMs,
    started: (_worker, { request }) => writeRunning(context, request),
    heartbeat: (_worker, { request }) => writeRunning(context, request),
  });
}

async function writeRunning({ link, lock, timings, emit }: PartContext, { id }: ContainerRequest): Promise<'running' | 'stop' | 'gone'> {
  const key = containerStateKey(id);
  try {
    const verdict = await underLock(lock, containerLockKey(id), 0, async () => {
      const state = await link.client.hgetall(key);
      if (Object.keys(state).length === 0) return 'gone' as const;
      if (state['status'] === 'STOPPING') return 'stop' as const;
      await link.client.hset(key, { ...state, status: 'RUNNING', started_at: state['started_at'] ?? Math.floor(Date.now() / 1000) });
      await link.client.pexpire(key, timings.runningTtlMs);
      return 'running' as const;
    });
    return verdict ?? 'running';
  } catch (error) {
    if (link.closed) throw error;
    emit({ kind: 'heartbeat-failed', detail: id, error });
    return 'running';
  }
}

/** Exit code, then the capacity as a delta until it succeeds, then the record. The delta is not idempotent (C3). */
export function deltaRelease(): PartMaker<ReleasePart> {
  return (context) => ({
    async release({ id }, { request }, outcome) {
      const {
        link: { client },
        lock,
        timings,
      } = context;
      const exitCode = outcome.kind === 'exited' ? outcome.exitCode : 1;
      await client.set(exitCodeKey(request.id), exitCode, 'PX', timings.outcomeTtlMs);
      const answer = await addCapacity(context, id, request);
      await underLock(lock, containerLockKey(request.id), 0, () => client.del(containerStateKey(request.id)));
      await client.srem(workerContainersKey(id), request.id);
      return answer;
    },
  });
}

async function addCapacity(
  { link, lock, timings, emit }: PartContext,
  workerId: string,
  request: ContainerRequest,
): Promise<'released' | 'worker_gone'> {
  const key = workerStateKey(workerId);
  for (;;) {
    try {
      const answer = await underLock(lock, workerLockKey(workerId), timings.lockRetries, async () => {
        const worker = decodeWorkerHash(await link.client.hgetall(key));
        if (!worker) return 'worker_gone' as const;
        const free = {
          cpuMillicores: worker.free.cpuMillicores + request.cpuMillicores,
          memoryMib: worker.free.memoryMib + request.memoryMib,
          gpuCount: worker.free.gpuCount + request.gpuCount,
        };
        await link.client.hset(key, encodeWorkerHash({ ...worker, free, resourceVersion: worker.resourceVersion + 1 }));
        return 'released' as const;
      });
      if (answer) return answer;
    } catch (error) {
      if (link.closed) throw error;
      emit({ kind: 'completion-failed', detail: request.id, error });
    }
    await pause(COMPLETION_RETRY_MS);
  }
}
