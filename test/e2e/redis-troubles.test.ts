/**
 * A Redis that does not serve: it wants a password, is a replica, is out of memory, or is spoken to by another version. Clients, gateways and
 * workers say what it is and what to do, in typed errors; what can pass by itself is waited for and told once.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { Redis } from 'ioredis';
import {
  createClient,
  startGateway,
  startWorker,
  type ContainerRuntime,
  type GatewayOptions,
  type SchedulerEvent,
  type WorkerOptions,
} from '../../src/index.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis } from './real-redis.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/redis-troubles ${NO_REDIS_SERVER}`);

const idle: ContainerRuntime = { start: () => Promise.reject(new Error('nothing runs here')) };
const request = { id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] };
const timings = { clientTimeoutMs: 3_000, pollMs: 50 };

describe.skipIf(!available)('a Redis that does not serve', { timeout: 60_000 }, () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  async function redis(): Promise<{ url: string; host: string; admin: Redis }> {
    const server = await startRealRedis();
    const admin = new Redis(server.url);
    open.push(
      () => server.close(),
      async () => admin.disconnect(),
    );
    return { url: server.url, host: `127.0.0.1:${server.port}`, admin };
  }
  const events: SchedulerEvent[] = [];
  const gatewayOn = (url: string, options: Partial<GatewayOptions> = {}): ReturnType<typeof startGateway> =>
    startGateway({ redis: url, timings, onEvent: (event) => void events.push(event), ...options });
  const workerOn = (url: string, options: Partial<WorkerOptions> = {}): ReturnType<typeof startWorker> =>
    startWorker({ id: 'w', redis: url, timings, resources: { cpuMillicores: 1, memoryMib: 1, gpuCount: 0 }, runtime: idle, ...options });
  async function codeOf(work: Promise<unknown>): Promise<{ code: string; message: string }> {
    const error: unknown = await work.then(
      () => ({ code: 'none', message: 'it worked' }),
      (reason: unknown) => reason,
    );
    return error as { code: string; message: string };
  }
  async function clientError(url: string): Promise<{ code: string; message: string }> {
    const client = createClient({ redis: url, timings });
    const error = await codeOf(client.submit(request));
    await client.close();
    return error;
  }

  it('wants a password, or another one', async () => {
    const { url, host, admin } = await redis();
    await admin.config('SET', 'requirepass', 'secret');
    for (const address of [url, `redis://:wrong@${host}`, `redis://nobody:secret@${host}`]) {
      expect(await clientError(address)).toMatchObject({
        code: 'REDIS_REFUSED',
        message: expect.stringContaining('USER:PASSWORD@host:port') as string,
      });
      expect((await codeOf(gatewayOn(address))).code).toBe('REDIS_REFUSED');
      expect((await codeOf(workerOn(address))).code).toBe('REDIS_REFUSED');
    }
    const gateway = await gatewayOn(`redis://:secret@${host}`);
    await gateway.close();
  });

  it('does not let its user run scripts', async () => {
    const { host, admin } = await redis();
    await admin.call('ACL', 'SETUSER', 'reader', 'on', '>pass', '~*', '&*', '+@read', '+@connection', '+info', '+subscribe');
    const address = `redis://reader:pass@${host}`;
    expect((await clientError(address)).code).toBe('REDIS_REFUSED');
    expect(await codeOf(gatewayOn(address))).toMatchObject({ code: 'REDIS_REFUSED', message: expect.stringContaining('NOPERM') as string });
  });

  it('is a replica, and then a master', async () => {
    const master = await redis();
    const replica = await redis();
    const [masterHost, masterPort] = master.host.split(':');
    await replica.admin.replicaof(masterHost ?? '', Number(masterPort));
    const error = await clientError(replica.url);
    expect(error).toMatchObject({
      code: 'REDIS_CANNOT_WRITE',
      message: expect.stringMatching(/^Redis refused the submit of c, nothing was written: .*give that of the primary/) as string,
    });
    expect(error.message).not.toMatch(/[0-9a-f]{40}/);
    const reader = createClient({ redis: replica.url, timings });
    open.push(() => reader.close());
    expect((await codeOf(reader.ready())).code).toBe('REDIS_CANNOT_WRITE');
    events.length = 0;
    const gateway = await gatewayOn(replica.url);
    open.push(() => gateway.close());
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(events.filter(({ detail }) => detail.includes('READONLY'))).toHaveLength(1);
    await replica.admin.replicaof('NO', 'ONE');
    const worker = await workerOn(replica.url);
    open.push(() => worker.close());
    const client = createClient({ redis: replica.url, timings });
    open.push(() => client.close());
    expect((await client.submit(request)).status).toBe('accepted');
    await expect.poll(async () => (await client.status('c')).state, { timeout: 20_000 }).toBe('ENDED');
  });

  it('is out of memory, and then is not', async () => {
    const { url, admin } = await redis();
    await admin.set('ballast', 'x'.repeat(1_000_000));
    await admin.config('SET', 'maxmemory-policy', 'noeviction');
    await admin.config('SET', 'maxmemory', '1mb');
    const error = await clientError(url);
    expect(error).toMatchObject({ code: 'REDIS_CANNOT_WRITE', message: expect.stringContaining('raise its maxmemory') as string });
    expect(error.message).not.toMatch(/[0-9a-f]{40}/);
    events.length = 0;
    const gateway = await gatewayOn(url);
    open.push(() => gateway.close());
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(events.filter(({ detail }) => detail.includes('OOM'))).toHaveLength(1);
    await admin.config('SET', 'maxmemory', '0');
    await expect.poll(() => admin.exists('scheduler:gateways'), { timeout: 20_000 }).toBe(1);
  });

  it('speaks another protocol until nobody of the other version is left', async () => {
    const { url, admin } = await redis();
    await admin.set('scheduler:protocol', '99');
    const [seconds] = await admin.time();
    await admin.zadd('scheduler:worker:deadlines', (Number(seconds) + 3_600) * 1_000, 'old-worker');
    const refusal = { code: 'PROTOCOL_MISMATCH', message: expect.stringContaining('speaks protocol 99 and this process 1') as string };
    expect(await codeOf(gatewayOn(url))).toMatchObject(refusal);
    expect(await codeOf(workerOn(url))).toMatchObject(refusal);
    await admin.zrem('scheduler:worker:deadlines', 'old-worker');
    const gateway = await gatewayOn(url);
    await gateway.close();
    expect(await admin.get('scheduler:protocol')).toBe('1');
  });

  it('does not let a worker register that is of another version by now', async () => {
    const { url, admin } = await redis();
    const told: SchedulerEvent[] = [];
    const worker = await workerOn(url, { onEvent: (event) => void told.push(event) });
    open.push(() => worker.close());
    await expect.poll(() => told.some(({ kind }) => kind === 'worker-registered'), { timeout: 20_000 }).toBe(true);
    await admin.set('scheduler:protocol', '99');
    await admin.hset('scheduler:worker:state:w', 'incarnation', 'somebody else');
    await admin.publish('scheduler:worker:wake:w', 'work');
    await expect
      .poll(() => told.filter(({ kind }) => kind === 'worker-failed').map(({ detail }) => detail), { timeout: 20_000 })
      .toHaveLength(1);
    expect(told.at(-1)?.detail).toContain('speaks protocol 99');
    expect(await admin.hget('scheduler:worker:state:w', 'incarnation')).toBe('somebody else');
  });

  it('is not there: gateway and worker start and wait, a client is told', async () => {
    const gateway = await gatewayOn('redis://127.0.0.1:1');
    const worker = await workerOn('redis://127.0.0.1:1');
    expect(await clientError('redis://127.0.0.1:1')).toMatchObject({ code: 'REDIS_UNAVAILABLE' });
    await gateway.close();
    await worker.close();
  });
});
