/** Options are checked before any connection is opened. */
import { describe, expect, it } from 'vitest';
import { createClient, startGateway, startWorker, type ContainerRuntime, type PresetName } from '../../../src/index.ts';
import { assertRedisAddress } from '../../../src/redis/index.ts';

const redis = 'redis://127.0.0.1:1';
const runtime: ContainerRuntime = { start: () => Promise.reject(new Error('not used')) };
const resources = { cpuMillicores: 1, memoryMib: 1, gpuCount: 0 };

describe('options', () => {
  it('name the known presets when one is unknown', async () => {
    const options = { redis, preset: 'fastest' as PresetName };
    await expect(startGateway(options)).rejects.toMatchObject({
      code: 'UNKNOWN_PRESET',
      message: 'unknown preset "fastest"; known are leased, baseline, cached, batch, affinity, burst',
    });
  });

  it('refuse timings that do not exist or are no durations', () => {
    expect(() => createClient({ redis, timings: { leasTtlMs: 5 } as object })).toThrow(/unknown timing leasTtlMs/);
    expect(() => createClient({ redis, timings: { leaseTtlMs: -5 } })).toThrow(
      'timing leaseTtlMs must be a whole number of at least 1, got -5',
    );
    expect(() => createClient({ redis, timings: { toString: 5 } as object })).toThrow(/unknown timing toString/);
  });

  it('refuse 0 where it would be an endless loop, and take it where it means never', async () => {
    for (const name of ['leaseTtlMs', 'pollMs', 'clientTimeoutMs', 'batchSizeMax', 'keepaliveMs']) {
      expect(() => createClient({ redis, timings: { [name]: 0 } })).toThrow(`timing ${name} must be a whole number of at least 1, got 0`);
    }
    await createClient({ redis, timings: { requestTimeoutMs: 0, stopGraceMs: 0, lockRetries: 0 } }).close();
  });

  it.each([
    ['http://x:1', 'redis address "http://x:1" begins with http://; write redis://host:port/db'],
    ['nope', '"nope" is no URL and no host:port'],
    ['6379', 'is no URL and no host:port'],
    ['', 'is no URL and no host:port'],
    ['host:99999', 'is no valid URL'],
    ['redis://', 'names no host'],
    ['redis://host/main', 'names database "main", which is no number'],
    ['http://user:secret@x:1', '"http://…@x:1"'],
  ])('refuse %j as the place of Redis', (address, message) => {
    expect(() => createClient({ redis: address })).toThrow(message);
  });

  it.each(['redis://h', 'rediss://user:p%40ss@h:6380/2', '127.0.0.1:1', '[::1]:6379', 'redis://[::1]:6379/0?family=6'])(
    'take %j as the place of Redis',
    (address) => {
      expect(() => {
        assertRedisAddress(address);
      }).not.toThrow();
    },
  );

  it('refuse a priority that is no whole number and a worker that offers nothing', async () => {
    await expect(startWorker({ redis, id: 'w', resources, runtime, priority: Number.NaN })).rejects.toThrow(
      'worker w has priority NaN; write a whole number',
    );
    const nothing = { cpuMillicores: 0, memoryMib: 0, gpuCount: 0 };
    await expect(startWorker({ redis, id: 'w', resources: nothing, runtime })).rejects.toMatchObject({ code: 'INVALID_OPTIONS' });
  });

  it('refuse a TTL that no renewal can meet', () => {
    expect(() => createClient({ redis, timings: { keepaliveMs: 60_000 } })).toThrow(/must be below workerTtlMs 60000/);
  });

  it('refuse a worker without a proper id, with impossible resources or with GPUs of no type', async () => {
    await expect(startWorker({ redis, id: '', resources, runtime })).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
    await expect(startWorker({ redis, id: 'w', resources: { ...resources, memoryMib: 1.5 }, runtime })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    await expect(startWorker({ redis, id: 'w', resources: { ...resources, gpuCount: 2 }, runtime })).rejects.toThrow(/name their gpuType/);
  });
});

describe('a client without Redis', () => {
  it('rejects in time, and says that the same call may be repeated', async () => {
    const client = createClient({ redis, timings: { clientTimeoutMs: 50 } });
    const request = { id: 'c', cpuMillicores: 1, memoryMib: 1, gpuCount: 0, gpuTypes: [] };
    await expect(client.submit(request)).rejects.toMatchObject({
      code: 'REDIS_UNAVAILABLE',
      message: expect.stringContaining('repeat it with the same id'),
    });
    await client.close();
  });
});

describe('closing without Redis', () => {
  it('takes no longer than it must', async () => {
    const gateway = await startGateway({ redis });
    const worker = await startWorker({ redis, id: 'w', resources, runtime });
    await Promise.all([gateway.close(), worker.close()]);
  });
});
