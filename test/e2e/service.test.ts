/**
 * The scheduler as somebody would run it: a gateway with HTTP and a worker as processes, a real Redis that keeps what it acknowledged.
 * Callers use HTTP only. Redis restarts in the middle; at the end the roles are asked to leave. Nothing here depends on how fast the machine is.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContainerStatus } from '../../src/index.ts';
import { freePort, NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from './real-redis.ts';
import { startScheduler, until, type SchedulerProcess } from './scheduler-process.ts';

const TOKEN = 'a.token';
const TIMINGS = { clientTimeoutMs: 1_000, leaseTtlMs: 2_000, pollMs: 200, drainMs: 2_000, stopGraceMs: 1_000, reconnectMaxMs: 500 };

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/service ${NO_REDIS_SERVER}`);

describe.skipIf(!available)('a gateway with HTTP, a worker, and a Redis that restarts', { timeout: 240_000 }, () => {
  const timings = Object.entries(TIMINGS).flatMap(([name, value]) => ['--timing', `${name}=${value}`]);
  const roles: SchedulerProcess[] = [];
  let [folder, url] = ['', ''];
  let redis: RealRedis;
  let [gateway, worker]: SchedulerProcess[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'scheduler-service-'));
    mkdirSync(join(folder, 'redis'));
    redis = await startRealRedis({ durableIn: join(folder, 'redis') });
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    gateway = start('gateway', ['--id', 'g1', '--http', `127.0.0.1:${port}`]);
    worker = start('worker', ['--id', 'w1', '--cpu', '100000', '--memory', '100000', '--output-folder', join(folder, 'output')]);
    await until(async () => (await tryFetch('/readyz')) === 200);
    await until(async () => (await get('/v1/workers')).text.includes('"w1"'));
  }, 180_000);

  afterAll(async () => {
    for (const { child } of roles) child.kill('SIGKILL');
    await redis?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  function start(role: string, argv: readonly string[]): SchedulerProcess {
    const environment = { SCHEDULER_TOKEN: TOKEN, SCHEDULER_REDIS: redis.url };
    const started = startScheduler([role, ...argv, ...timings, '--log-level', 'debug'], environment);
    roles.push(started);
    return started;
  }

  async function call(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly text: string }> {
    const headers = { authorization: `Bearer ${TOKEN}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) };
    const response = await fetch(url + path, { method, headers, body: body === undefined ? null : JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  }

  const get = (path: string): ReturnType<typeof call> => call('GET', path);
  const tryFetch = (path: string): Promise<number> =>
    get(path).then(
      ({ status }) => status,
      () => 0,
    );

  function request(id: string, script: string): object {
    return { id, cpuMillicores: 1_000, memoryMib: 100, command: ['/bin/sh', '-c', script] };
  }

  async function statusOf(id: string): Promise<ContainerStatus> {
    return JSON.parse((await get(`/v1/containers/${id}`)).text) as ContainerStatus;
  }

  async function ended(id: string): Promise<ContainerStatus> {
    await until(async () => (await statusOf(id)).state === 'ENDED');
    return statusOf(id);
  }

  it('runs what callers submit, keeps its output, and measures it', async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `c${index}`);
    const { status, text } = await call(
      'POST',
      '/v1/containers',
      ids.map((id) => request(id, 'echo hello from $CONTAINER_ID')),
    );
    expect({ status, text }).toEqual({ status: 200, text: JSON.stringify({ results: ids.map((id) => ({ status: 'accepted', id })) }) });
    for (const id of ids) expect(await ended(id)).toMatchObject({ outcome: { kind: 'exited', exitCode: 0 } });
    expect(readFileSync(join(folder, 'output/c7.log'), 'utf8')).toBe('hello from c7\n');
    const metrics = (await get('/metrics')).text;
    expect(metrics).toContain('scheduler_placements_total 20\n');
    expect(metrics).toMatch(/^scheduler_batch_size_sum 20$/m);
    expect(metrics).toMatch(/^scheduler_schedule_latency_seconds_count 20$/m);
    expect(metrics).toContain('scheduler_workers{status="available"} 1\n');
    expect(metrics).toMatch(/^process_resident_memory_bytes \d+$/m);
  });

  it('survives a restart of Redis: what runs goes on, calls are refused meanwhile, and what comes later runs', async () => {
    const gate = join(folder, 'gate');
    const script = `echo start >> ${folder}/long-$CONTAINER_ID; while [ ! -e ${gate} ]; do sleep 0.1; done; echo end >> ${folder}/long-$CONTAINER_ID`;
    const ids = ['long-1', 'long-2', 'long-3'];
    for (const id of ids) expect(await call('POST', '/v1/containers', request(id, script))).toMatchObject({ status: 202 });
    for (const id of ids) await until(() => existsSync(`${folder}/long-${id}`));
    await redis.close();
    expect(await call('POST', '/v1/containers', request('meanwhile', 'true'))).toMatchObject({ status: 503 });
    expect(await get('/readyz')).toMatchObject({ status: 503, text: expect.stringContaining('"code":"REDIS_UNAVAILABLE"') as string });
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    redis = await startRealRedis({ durableIn: join(folder, 'redis'), port: redis.port });
    await until(async () => (await tryFetch('/readyz')) === 200);
    expect(await call('POST', '/v1/containers', request('afterwards', 'exit 5'))).toMatchObject({ status: 202 });
    expect(await ended('afterwards')).toMatchObject({ outcome: { kind: 'exited', exitCode: 5 } });
    writeFileSync(gate, '');
    for (const id of ids) {
      expect(await ended(id)).toMatchObject({ outcome: { kind: 'exited', exitCode: 0 } });
      expect(readFileSync(`${folder}/long-${id}`, 'utf8')).toBe('start\nend\n');
    }
    // It was refused because nobody answered in time; whether it was applied could not be known, and the same request again is safe.
    expect((await call('POST', '/v1/containers', request('meanwhile', 'true'))).status).toBeLessThan(300);
    expect(await ended('meanwhile')).toMatchObject({ outcome: { kind: 'exited', exitCode: 0 } });
  });

  it('a worker that is asked to leave waits, asks, kills, and leaves nothing running', async () => {
    const polite = `trap 'echo asked > ${folder}/polite-end; exit 0' TERM; echo $$ > ${folder}/polite; while :; do sleep 0.05; done`;
    const stubborn = `trap '' TERM; (setsid sleep 1000 & echo $! > ${folder}/stray); echo $$ > ${folder}/stubborn; while :; do sleep 0.05; done`;
    for (const [id, script] of [
      ['polite', polite],
      ['stubborn', stubborn],
    ] as const) {
      expect((await call('POST', '/v1/containers', request(id, script))).status).toBe(202);
      await until(() => existsSync(join(folder, id)));
    }
    worker?.child.kill('SIGTERM');
    expect(await worker?.finished).toMatchObject({ status: 0 });
    expect(readFileSync(`${folder}/polite-end`, 'utf8')).toBe('asked\n');
    for (const file of ['polite', 'stubborn', 'stray']) await until(() => !alive(Number(readFileSync(join(folder, file), 'utf8'))));
    for (const id of ['polite', 'stubborn']) expect(await ended(id)).toMatchObject({ outcome: { kind: 'stopped' } });
    expect((await get('/v1/workers')).text).toBe('{"workers":[]}');
  });

  it('a second signal ends a worker at once, and its containers with it', async () => {
    const impatient = start('worker', ['--id', 'w2', '--cpu', '100000', '--memory', '100000', '--timing', 'stopGraceMs=1000000']);
    const script = `trap '' TERM; echo $$ > ${folder}/held; while :; do sleep 0.05; done`;
    expect((await call('POST', '/v1/containers', request('held', script))).status).toBe(202);
    await until(() => existsSync(`${folder}/held`));
    impatient.child.kill('SIGTERM');
    await until(() => impatient.log().includes('"draining"'));
    impatient.child.kill('SIGTERM');
    expect(await impatient.finished).toMatchObject({ status: 143 });
    await until(() => !alive(Number(readFileSync(`${folder}/held`, 'utf8'))));
  });

  it('a gateway that is asked to leave ends in order and answers no more', async () => {
    gateway?.child.kill('SIGTERM');
    expect(await gateway?.finished).toMatchObject({ status: 0 });
    expect(await tryFetch('/healthz')).toBe(0);
  });

  it('the logs are JSON lines with role and id, and hold neither tokens nor payloads', () => {
    const lines = roles.flatMap((role) => role.log().trim().split('\n'));
    const records = lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
    expect(
      records.every(({ level, time, role, id, kind }) => [level, time, role, id, kind].every((field) => typeof field === 'string')),
    ).toBe(true);
    const kinds = new Set(records.map(({ kind }) => kind));
    for (const kind of ['gateway-started', 'worker-registered', 'limits', 'redis-error', 'http-request', 'draining', 'closed'])
      expect(kinds).toContain(kind);
    expect(lines.join('\n')).not.toMatch(/a\.token|hello from|polite-end/);
  });
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
