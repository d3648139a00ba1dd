/** The client's side of the baseline: check, then act, in separate commands. */
import { BACKLOG_KEY, STOP_EVENT_CHANNEL, containerLockKey, containerStateKey, exitCodeKey, requestStatusKey } from '../../keys.ts';
import { SchedulerError } from '../../errors.ts';
import type { PartMaker, StatusPart, StopPart, SubmitPart } from '../contracts.ts';
import { underLock } from './lock.ts';
import { admitWithin, readLimits } from './quota.ts';
import { encodeWaiting } from './records.ts';

const STATE_READ_RETRIES = 2;

/** State check, quota, state write and backlog entry, each on its own; two submissions of one id can pass the check together (B5). */
export function checkThenActSubmit(): PartMaker<SubmitPart> {
  return (context) => ({
    async submit(request, payload) {
      const { link, lock, timings } = context;
      const { client } = link;
      const { id, workspaceId } = request;
      const timestampMs = Date.now();
      const state = await underLock(lock, containerLockKey(id), STATE_READ_RETRIES, () => client.hget(containerStateKey(id), 'status'));
      if (state === 'PENDING' || state === 'RUNNING') return { status: 'accepted', id };
      const limits = workspaceId === undefined ? null : await readLimits(context, workspaceId);
      const write = (): Promise<boolean | null> =>
        underLock(lock, containerLockKey(id), 0, async () => {
          await client.hset(containerStateKey(id), {
            container_id: id,
            status: 'PENDING',
            cpu: request.cpuMillicores,
            memory: request.memoryMib,
            gpu: '',
            gpu_count: request.gpuCount,
            scheduled_at: Math.floor(timestampMs / 1000),
            ...(workspaceId === undefined ? {} : { workspace_id: workspaceId }),
          });
          await client.pexpire(containerStateKey(id), timings.pendingTtlMs);
          return true;
        });
      const written = await admitWithin(context, request, limits, async () => (await write()) === true);
      if (!written) throw new SchedulerError('REDIS_UNAVAILABLE', `the lock of container ${id} was not obtained; submit it again`);
      await client.zadd(BACKLOG_KEY, timestampMs, encodeWaiting(payload, { timestampMs, retryCount: 0 }));
      return { status: 'accepted', id };
    },
  });
}

/** Sets STOPPING and tells all workers; a request still in the backlog stays there (B6). */
export function eventStop(): PartMaker<StopPart> {
  return ({ link: { client }, lock, timings }) => ({
    async stop(id) {
      const stopped = await underLock(lock, containerLockKey(id), 0, async () => {
        if ((await client.exists(containerStateKey(id))) === 0) return 'missing' as const;
        await client.hset(containerStateKey(id), 'status', 'STOPPING');
        await client.pexpire(containerStateKey(id), timings.stoppingTtlMs);
        return 'stopping' as const;
      });
      if (stopped === 'missing') return (await client.exists(exitCodeKey(id), requestStatusKey(id))) > 0 ? 'ended' : 'unknown';
      await client.publish(STOP_EVENT_CHANNEL, `stop:${id}`);
      return 'stopping';
    },
  });
}

/** Record, exit code and failure mark, read one after the other. No record of the worker exists. */
export function keyedStatus(): PartMaker<StatusPart> {
  return ({ link: { client } }) => ({
    async status(id) {
      const state = await client.hget(containerStateKey(id), 'status');
      const [exitCode, failure] = await client.mget(exitCodeKey(id), requestStatusKey(id));
      if (typeof exitCode === 'string') return { state: 'ENDED', outcome: { kind: 'exited', exitCode: Number(exitCode) } };
      if (typeof failure === 'string') return { state: 'ENDED', outcome: { kind: 'failed', reason: 'retry_limit' } };
      if (state === 'PENDING') return { state, workerId: null };
      if (state === 'RUNNING' || state === 'STOPPING') return { state, workerId: '' };
      return { state: 'UNKNOWN' };
    },
  });
}
