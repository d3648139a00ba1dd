/** Looks at what is left when everything should be over: in Redis, and among the processes of this machine. */
import { readFileSync, readdirSync } from 'node:fs';
import type { Redis } from 'ioredis';
import {
  BACKLOG_KEY,
  KEY_PREFIXES,
  LEASES_KEY,
  workerOwnedKey,
  workerPendingKey,
  workerQueueKey,
  type SchedulerClient,
} from '../../src/index.ts';
import type { Remains } from './evidence.ts';
import { RUN_VARIABLE } from './machines.ts';

/** Reads Redis. */
export async function readRemains(redis: Redis, client: SchedulerClient, workers: readonly string[]): Promise<Remains> {
  const sum = async (count: (worker: string) => Promise<number>): Promise<number> =>
    (await Promise.all(workers.map(count))).reduce((total, one) => total + one, 0);
  return {
    backlog: await redis.zcard(BACKLOG_KEY),
    leases: await redis.zcard(LEASES_KEY),
    queued: await sum((id) => redis.llen(workerQueueKey(id))),
    unacknowledged: await sum((id) => redis.hlen(workerPendingKey(id))),
    owned: await sum((id) => redis.hlen(workerOwnedKey(id))),
    records: (await redis.keys(`${KEY_PREFIXES.containerState}*`)).length,
    workers: await client.workers(),
  };
}

/** Processes of one soak by their environment, as `pid command`; null where there is no /proc to read. */
export function processesOf(runId: string): readonly { readonly pid: number; readonly command: string }[] | null {
  let pids: readonly string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  return pids.flatMap((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${RUN_VARIABLE}=${runId}`)) return [];
      return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 120) }];
    } catch {
      // It ended while we looked, or belongs to somebody else.
      return [];
    }
  });
}
