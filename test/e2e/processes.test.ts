/**
 * The scheduler as it runs in production: a real redis-server, two gateway and two worker processes, containers that are child
 * processes. One gateway and one worker are killed in the middle. Nothing here depends on how fast the machine is.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient, type ContainerOutcome, type SchedulerClient } from '../../src/index.ts';
import { builtScheduler } from '../program/built.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from './real-redis.ts';

const CONTAINERS = 200;
const KILL_AFTER_ENDED = 60;
const TIMINGS = { workerTtlMs: 20_000, keepaliveMs: 500, workerTtlMarginMs: 2_000, leaseTtlMs: 2_000, pollMs: 200, lockTtlMs: 1_000 };
const MACHINE = ['--cpu', '10000', '--memory', '10000'];

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e ${NO_REDIS_SERVER}`);

describe.skipIf(!available)('two gateways and two workers on a real Redis', () => {
  const processes: ChildProcess[] = [];
  let folder = '';
  let log = '';
  let redis: RealRedis;
  let client: SchedulerClient;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scheduler-e2e-'));
    log = join(folder, 'containers.log');
    writeFileSync(log, '');
    redis = await startRealRedis();
    client = createClient({ redis: redis.url });
  }, 120_000);

  afterAll(async () => {
    await client?.close();
    for (const child of processes) child.kill('SIGKILL');
    await redis?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(role: 'gateway' | 'worker', id: string): ChildProcess {
    const timings = Object.entries(TIMINGS).flatMap(([name, value]) => ['--timing', `${name}=${value}`]);
    const machine = role === 'worker' ? MACHINE : [];
    const child = spawn(process.execPath, [builtScheduler, role, '--redis', redis.url, '--id', id, ...machine, ...timings], {
      stdio: 'ignore',
    });
    processes.push(child);
    return child;
  }

  /** Lines `start <id>` and `end <id>` that the containers themselves wrote. */
  function logged(): Map<string, { starts: number; ends: number }> {
    const counts = new Map<string, { starts: number; ends: number }>();
    for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
      const [what, id = ''] = line.split(' ');
      const count = counts.get(id) ?? { starts: 0, ends: 0 };
      if (what === 'start') count.starts += 1;
      else count.ends += 1;
      counts.set(id, count);
    }
    return counts;
  }

  const endedSoFar = (): number => [...logged().values()].filter(({ ends }) => ends > 0).length;

  it('runs every container exactly once, or reports it lost with its reason, while a gateway and a worker are killed', async () => {
    const [gateway] = [start('gateway', 'gateway-1'), start('gateway', 'gateway-2')];
    const [worker] = [start('worker', 'worker-1'), start('worker', 'worker-2')];
    const ids = Array.from({ length: CONTAINERS }, (_, index) => `container-${index}`);
    const command = ['/bin/sh', '-c', `echo start $CONTAINER_ID >> ${log}; sleep 0.3; echo end $CONTAINER_ID >> ${log}`];
    await Promise.all(ids.map((id) => client.submit({ id, cpuMillicores: 1_000, memoryMib: 500, gpuCount: 0, gpuTypes: [], command })));

    await until(() => endedSoFar() >= KILL_AFTER_ENDED);
    gateway.kill('SIGKILL');
    worker.kill('SIGKILL');

    const outcomes = await allEnded(ids);
    const runs = logged();
    const lost = [...outcomes].filter(([, { kind }]) => kind === 'lost');
    console.log(`e2e: ${CONTAINERS} containers, ${outcomes.size - lost.length} exited, ${lost.length} lost, ${runs.size} started`);

    for (const [id, outcome] of outcomes) {
      const { starts, ends } = runs.get(id) ?? { starts: 0, ends: 0 };
      if (outcome.kind === 'exited')
        expect({ id, outcome, starts, ends }).toEqual({ id, outcome: { kind: 'exited', exitCode: 0 }, starts: 1, ends: 1 });
      else expect({ id, outcome }).toEqual({ id, outcome: { kind: 'lost', reason: 'worker_died' } });
      expect(starts, `${id} started`).toBeLessThanOrEqual(1);
    }
    expect(lost.length, 'only what ran on the dead worker').toBeLessThanOrEqual(10);
    expect(lost.length, 'the dead worker was busy').toBeGreaterThan(0);

    const workers = await client.workers();
    expect(workers.map(({ id }) => id)).toEqual(['worker-2']);
    expect(workers[0]?.free).toEqual(workers[0]?.total);
  }, 180_000);

  it('lets the remaining worker leave when it is asked to', async () => {
    const [, , , worker] = processes;
    const exited = new Promise((resolve) => worker?.once('exit', resolve));
    worker?.kill('SIGTERM');
    expect(await exited).toBe(0);
    expect(await client.workers()).toEqual([]);
  }, 60_000);

  async function allEnded(ids: readonly string[]): Promise<Map<string, ContainerOutcome>> {
    const outcomes = new Map<string, ContainerOutcome>();
    await until(async () => {
      for (const id of ids.filter((one) => !outcomes.has(one))) {
        const status = await client.status(id);
        if (status.state === 'ENDED') outcomes.set(id, status.outcome);
      }
      return outcomes.size === ids.length;
    });
    return outcomes;
  }
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}
