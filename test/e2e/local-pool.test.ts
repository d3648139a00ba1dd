/**
 * A gateway that starts its own workers: a real redis-server, no worker at first, containers that are processes. Workers come when they are
 * needed, go when they are idle, stay at the minimum, and none is left when the gateway has closed. Nothing here depends on how fast the machine is.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  localPool,
  startGateway,
  type Gateway,
  type LocalPool,
  type NewWorker,
  type SchedulerClient,
  type SchedulerEvent,
  type WorkerPool,
} from '../../src/index.ts';
import { builtScheduler } from '../program/built.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from './real-redis.ts';

const CONTAINERS = 20;
const WORKERS_MAX = 3;
const timings = { pollMs: 100, sizerMs: 100, workerTtlMs: 6_000, keepaliveMs: 500, workerTtlMarginMs: 1_000, drainMs: 5_000 };

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/local-pool ${NO_REDIS_SERVER}`);

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.skipIf(!available)('a gateway with a local pool on a real Redis', () => {
  let folder = '';
  let redis: RealRedis;
  let client: SchedulerClient;
  let gateway: Gateway | undefined;
  let events: SchedulerEvent[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scheduler-pool-'));
    redis = await startRealRedis();
    client = createClient({ redis: redis.url });
  }, 120_000);

  afterEach(async () => {
    await gateway?.close();
    gateway = undefined;
  }, 60_000);

  afterAll(async () => {
    await client?.close();
    await redis?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = async (overrides: Partial<WorkerPool>): Promise<LocalPool> => {
    events = [];
    const controller = localPool({
      redis: redis.url,
      timings,
      command: [process.execPath, builtScheduler],
      machine: { cpuMillicores: 100_000, memoryMib: 100_000, gpuCount: 0 },
      onEvent: (event) => void events.push(event),
    });
    const workerSize = { cpuMillicores: 4_000, memoryMib: 4_000, gpuCount: 0 };
    const pools = [{ name: 'local', workerSize, workersMax: WORKERS_MAX, idleTimeoutMs: 500, controller, ...overrides }];
    gateway = await startGateway({ redis: redis.url, timings, pools, onEvent: (event) => void events.push(event) });
    return controller;
  };
  const pids = (): number[] =>
    events.filter(({ kind }) => kind === 'local-worker-started').map(({ detail }) => Number(/process (\d+)$/.exec(detail)?.[1]));

  it('starts workers for what waits, runs every container once, and has none left when they are idle', async () => {
    const log = join(folder, 'containers.log');
    writeFileSync(log, '');
    const pool = await open({});
    const ids = Array.from({ length: CONTAINERS }, (_, index) => `container-${index}`);
    const command = ['/bin/sh', '-c', `echo $CONTAINER_ID >> ${log}; sleep 0.1`];
    for (const id of ids) await client.submit({ id, cpuMillicores: 1_000, memoryMib: 500, gpuCount: 0, gpuTypes: [], command });
    for (const id of ids) await until(async () => (await client.status(id)).state === 'ENDED');

    const outcomes = await Promise.all(ids.map((id) => client.status(id)));
    expect(outcomes).toEqual(ids.map(() => ({ state: 'ENDED', outcome: { kind: 'exited', exitCode: 0 } })));
    const ran = readFileSync(log, 'utf8').split('\n').filter(Boolean);
    expect(ran.toSorted()).toEqual(ids.toSorted());
    expect(pids().length).toBeGreaterThan(0);

    await until(async () => pool.running().length === 0 && (await client.workers()).length === 0);
    expect(pids().filter(isAlive)).toEqual([]);
    const ends = events.filter(({ kind }) => kind === 'local-worker-ended');
    expect(ends.map(({ detail }) => detail.replace(/^.*: /, ''))).toEqual(ends.map(() => 'exit code 0'));
    expect(ends).toHaveLength(pids().length);
  }, 120_000);

  it('keeps the minimum, never exceeds the maximum, and leaves nothing when the gateway has closed', async () => {
    const pool = await open({ workersMin: 2, workersMax: 2, idleTimeoutMs: 200 });
    await until(async () => (await client.workers()).length === 2);
    // Several idle times pass, in which both ask whether they may go.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(pool.running()).toHaveLength(2);
    expect(pids()).toHaveLength(2);
    await gateway?.close();
    expect(pool.running()).toEqual([]);
    expect(pids().filter(isAlive)).toEqual([]);
    expect(await client.workers()).toEqual([]);
  }, 120_000);

  it('starts a worker once however often it is asked, and refuses what the machine does not have', async () => {
    const pool = await open({});
    const worker: NewWorker = {
      workerId: 'local-by-hand',
      poolName: 'local',
      resources: { cpuMillicores: 60_000, memoryMib: 1_000, gpuCount: 0 },
      gpuType: '',
      poolSelector: 'local',
      requiresPoolSelector: false,
      isPreemptable: false,
      priority: 0,
      idleTimeoutMs: 0,
      containerIds: [],
    };
    await Promise.all([pool.start(worker), pool.start(worker)]);
    expect(pool.running()).toEqual(['local-by-hand']);
    await expect(pool.start({ ...worker, workerId: 'too-much' })).rejects.toThrow(
      'worker too-much wants 60000 of cpuMillicores; 60000 of 100000 are in use on this machine',
    );
    await pool.close();
    expect(pids().filter(isAlive)).toEqual([]);
    await expect(pool.start({ ...worker, workerId: 'late' })).rejects.toThrow('the local pool is closed');
  }, 60_000);
});
