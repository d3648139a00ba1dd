/** Requests that nothing could ever take are refused with what there is, unless they are to wait; on the twin and on a real Redis. */
import { expect, it } from 'vitest';
import type { ContainerRequest } from '../../../src/index.ts';
import { BACKLOG_KEY, POOLS_KEY } from '../../../src/keys.ts';
import { Crew, identity, request } from './crew.ts';
import { describeOnRedis } from './on-redis.ts';

describeOnRedis('what nothing could take', (redis) => {
  const declare = async (name: string, pool: object = {}): Promise<void> => {
    const workerSizeMax = { cpuMillicores: 4_000, memoryMib: 8_000, gpuCount: 0 };
    await redis.command('HSET', POOLS_KEY, name, JSON.stringify({ selector: name, workerSizeMax, workersMax: 3, ...pool }));
  };
  const gpus = { workerSizeMax: { cpuMillicores: 4_000, memoryMib: 8_000, gpuCount: 2 }, gpuType: 'T4' };
  const refused = async (overrides: Partial<ContainerRequest>): Promise<[string, string]> => {
    const error: unknown = await new Crew(redis).submit(request('c', overrides)).catch((reason: unknown) => reason);
    expect(await redis.command('EXISTS', BACKLOG_KEY)).toBe(0);
    const { code, message } = error as { code: string; message: string };
    return [code, message];
  };

  it('without pools the workers that are there decide, unless the request is to wait', async () => {
    const all = new Crew(redis);
    await all.membership.register(identity('life-1'));
    expect((await refused({ cpuMillicores: 2_001 }))[0]).toBe('UNSATISFIABLE');
    expect((await refused({ poolSelector: 'nope' }))[0]).toBe('UNKNOWN_POOL');
    expect((await refused({ gpuCount: 1, gpuTypes: ['BOGUS'] }))[0]).toBe('UNKNOWN_GPU_TYPE');
    expect(await all.submit(request('c', { cpuMillicores: 2_000 }))).toMatchObject({ status: 'accepted' });
    expect(await all.submit(request('d', { cpuMillicores: 2_001 }), 'wait')).toMatchObject({ status: 'accepted' });
    await all.membership.register(identity('life-9', { id: 'worker-9', resources: { cpuMillicores: 9_000, memoryMib: 100, gpuCount: 0 } }));
    expect(await all.submit(request('e', { cpuMillicores: 9_000 }))).toMatchObject({ status: 'accepted' });
  });

  it('a request is accepted while nobody is there, whatever it asks for', async () => {
    expect(await new Crew(redis).submit(request('c', { cpuMillicores: 1_000_000, poolSelector: 'nowhere' }))).toMatchObject({
      status: 'accepted',
    });
  });

  it('an unknown pool, an unknown GPU type and a size beyond all workers are refused with what there is', async () => {
    await declare('default');
    await declare('gpu', { ...gpus, requiresSelector: true });
    await new Crew(redis).membership.register(identity('life-1'));
    expect(await refused({ poolSelector: 'bach' })).toEqual([
      'UNKNOWN_POOL',
      'request c names pool selector bach; there are default, gpu; ask for less or for something else, start a worker or declare a pool that has it, or say that the request is to wait for one',
    ]);
    const [code, message] = await refused({ poolSelector: 'gpu', gpuCount: 1, gpuTypes: ['H100', 'A10'] });
    expect([code, message]).toEqual([
      'UNKNOWN_GPU_TYPE',
      expect.stringContaining('asks for 1 GPUs of H100 or A10; there are T4;') as string,
    ]);
    expect(await refused({ cpuMillicores: 4_001 })).toEqual([
      'UNSATISFIABLE',
      expect.stringContaining(
        'request c asks for 4001 m, 100 MiB, 0 GPUs, and no worker of its kind is or can be so large: pool default 4000 m, 8000 MiB, 0 GPUs; pool gpu 4000 m, 8000 MiB, 2 GPUs (only for selector gpu); worker worker-1 2000 m, 1000 MiB, 0 GPUs;',
      ) as string,
    ]);
  });

  it('what a pool or a worker that is there could take is accepted', async () => {
    await declare('default');
    await declare('gpu', { ...gpus, requiresSelector: true });
    await declare('spot', { isPreemptable: true, workerSizeMax: { cpuMillicores: 64_000, memoryMib: 8_000, gpuCount: 0 } });
    const all = new Crew(redis);
    expect(await all.submit(request('a', { cpuMillicores: 4_000 }))).toMatchObject({ status: 'accepted' });
    expect(await all.submit(request('b', { poolSelector: 'gpu', gpuCount: 2, gpuTypes: ['any'] }))).toMatchObject({ status: 'accepted' });
    expect(await all.submit(request('c', { cpuMillicores: 64_000, toleratesPreemption: true }))).toMatchObject({ status: 'accepted' });
    await all.membership.register(identity('life-1', { resources: { cpuMillicores: 90_000, memoryMib: 100, gpuCount: 0 } }));
    expect(await all.submit(request('d', { cpuMillicores: 90_000 }))).toMatchObject({ status: 'accepted' });
  });

  it('a pool of no workers, and one that cannot be read, is none; a pool that came a moment ago counts', async () => {
    await declare('default');
    await declare('big', { workerSizeMax: { cpuMillicores: 64_000, memoryMib: 8_000, gpuCount: 0 }, workersMax: 0 });
    await redis.command('HSET', POOLS_KEY, 'odd', 'not JSON');
    expect((await refused({ cpuMillicores: 5_000 }))[0]).toBe('UNSATISFIABLE');
    const all = new Crew(redis);
    await all.submit(request('a'));
    await declare('late', { workerSizeMax: { cpuMillicores: 64_000, memoryMib: 8_000, gpuCount: 0 } });
    expect(await all.submit(request('b', { cpuMillicores: 5_000 }))).toMatchObject({ status: 'accepted' });
  });

  it('a container that is known is never refused for what has changed since', async () => {
    const all = new Crew(redis);
    await all.submit(request('c', { cpuMillicores: 5_000 }));
    await declare('default');
    expect(await new Crew(redis).submit(request('c', { cpuMillicores: 5_000 }))).toEqual({ status: 'accepted', id: 'c' });
    await all.stop.stop('c');
    expect(await new Crew(redis).submit(request('c', { cpuMillicores: 5_000 }))).toMatchObject({ status: 'ended' });
  });
});
