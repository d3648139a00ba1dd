/**
 * Processes that do not belong together on one Redis: two live workers of one id, and presets of two families. Each is told so by a typed error, and
 * what was there goes on.
 */
import { Redis } from 'ioredis';
import { afterEach, describe, expect, it } from 'vitest';
import { createClient, startGateway, startWorker, type ContainerRuntime, type PresetName, type SchedulerEvent } from '../../src/index.ts';
import { BACKLOG_KEY, GATEWAYS_KEY } from '../../src/keys.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis } from './real-redis.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/mixed-systems ${NO_REDIS_SERVER}`);

const idle: ContainerRuntime = { start: () => Promise.reject(new Error('nothing runs here')) };
const request = { id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] };
const timings = { keepaliveMs: 100, workerTtlMs: 60_000, pollMs: 50 };

describe.skipIf(!available)('on one Redis', { timeout: 60_000 }, () => {
  const open: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close();
  });

  async function redis(): Promise<string> {
    const server = await startRealRedis();
    open.push(() => server.close());
    return server.url;
  }
  const worker = async (url: string, preset: PresetName, events: SchedulerEvent[] = []): ReturnType<typeof startWorker> => {
    const resources = { cpuMillicores: 1, memoryMib: 1, gpuCount: 0 };
    const started = await startWorker({
      id: 'twin',
      redis: url,
      preset,
      timings,
      resources,
      runtime: idle,
      onEvent: (event) => void events.push(event),
    });
    open.push(() => started.close());
    return started;
  };
  const gateway = async (url: string, preset: PresetName): ReturnType<typeof startGateway> => {
    const started = await startGateway({ redis: url, preset, timings });
    open.push(() => started.close());
    return started;
  };
  const submit = async (url: string, preset: PresetName): Promise<string> => {
    const client = createClient({ redis: url, preset, timings });
    open.push(() => client.close());
    return (await client.submit(request)).status;
  };
  const mismatch = (theirs: string, own: string): object => ({
    code: 'PRESET_MISMATCH',
    message: expect.stringMatching(new RegExp(`has .*${theirs} and this process .*${own};`)) as string,
  });

  it('of two live workers of one id the one that was replaced ends, and says why', async () => {
    const url = await redis();
    const events: SchedulerEvent[] = [];
    const first = await worker(url, 'leased', events);
    await expect.poll(() => events.some(({ kind }) => kind === 'worker-registered')).toBe(true);
    const second = await worker(url, 'leased');
    expect(await first.ended).toBe('replaced');
    const told = events.find(({ kind }) => kind === 'worker-replaced');
    expect(told?.error).toMatchObject({ code: 'WORKER_REPLACED', message: expect.stringContaining('two workers have one id') as string });
    expect(await Promise.race([second.ended, new Promise((resolve) => setTimeout(resolve, 500, 'lives'))])).toBe('lives');
  });

  it('no gateway, worker or client of another family comes in, either way round', async () => {
    const url = await redis();
    await gateway(url, 'leased');
    await expect(gateway(url, 'batch')).rejects.toMatchObject(mismatch('leased', 'baseline'));
    await expect(worker(url, 'burst')).rejects.toMatchObject(mismatch('leased', 'baseline'));
    await expect(submit(url, 'batch')).rejects.toMatchObject(mismatch('leased', 'baseline'));
    expect(await submit(url, 'leased')).toBe('accepted');
    const other = await redis();
    await gateway(other, 'batch');
    await worker(other, 'burst');
    await expect(gateway(other, 'leased')).rejects.toMatchObject(mismatch('baseline', 'leased'));
    await expect(submit(other, 'leased')).rejects.toMatchObject(mismatch('baseline', 'leased'));
    expect(await submit(other, 'affinity')).toBe('accepted');
  });

  it('another family takes over when nobody of the old one is alive and nothing of it waits', async () => {
    const url = await redis();
    await (await gateway(url, 'batch')).close();
    expect(await submit(url, 'batch')).toBe('accepted');
    const admin = new Redis(url);
    open.push(async () => admin.disconnect());
    await expect.poll(() => admin.zcount(GATEWAYS_KEY, Date.now() - 4_900, '+inf'), { timeout: 20_000 }).toBe(0);
    await expect(gateway(url, 'leased')).rejects.toMatchObject(mismatch('baseline', 'leased'));
    await admin.del(BACKLOG_KEY);
    const entered = async (): Promise<string> =>
      gateway(url, 'leased').then(
        () => 'in',
        (error: unknown) => (error as { readonly code: string }).code,
      );
    await expect.poll(entered, { timeout: 20_000 }).toBe('in');
    await expect(submit(url, 'batch')).rejects.toMatchObject(mismatch('leased', 'baseline'));
  });
});
