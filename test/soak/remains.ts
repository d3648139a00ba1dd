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

/** What a process of a soak is there for. A probe is how a worker that has just begun finds out what its machine can limit; nobody asked for it. */
export type ProcessKind = 'gateway' | 'worker' | 'container' | 'probe' | 'stranger';

/** One process of a soak. */
export interface SoakProcess {
  readonly pid: number;
  readonly command: string;
  readonly kind: ProcessKind;
}

/** Processes of one soak by the mark in their environment; null where there is no /proc to read. */
export function processesOf(runId: string): readonly SoakProcess[] | null {
  let pids: readonly string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return null;
  }
  return pids.flatMap((pid) => {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
      if (!environment.includes(`${RUN_VARIABLE}=${runId}`)) return [];
      const words = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').filter(Boolean);
      return [{ pid: Number(pid), command: words.join(' ').slice(0, 120), kind: processKind(environment, words) }];
    } catch {
      // It ended while we looked, or belongs to somebody else.
      return [];
    }
  });
}

/** The container as which a worker of `src/process-limits.ts` finds out what its machine keeps. */
const PROBE_ID = 'memory-probe';

/** What a process is, by its environment as `NAME=value` and its command line as words. Whatever a container started carries the container's id too. */
export function processKind(environment: readonly string[], words: readonly string[]): ProcessKind {
  const mark = 'CONTAINER_ID=';
  const id = environment.find((entry) => entry.startsWith(mark))?.slice(mark.length);
  if (id !== undefined) return id === PROBE_ID ? 'probe' : 'container';
  const role = words[2];
  return words[1]?.endsWith('main.js') === true && (role === 'gateway' || role === 'worker') ? role : 'stranger';
}
