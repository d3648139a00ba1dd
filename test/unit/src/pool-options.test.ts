/** Pools are refused before anything is opened, by errors that name the pool, the value seen and what to write. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_TIMINGS, SchedulerError, startGateway, type WorkerPool } from '../../../src/index.ts';
import { assertPools, newWorkerOf, publishedPool } from '../../../src/pool-options.ts';

const size = (cpuMillicores: number, memoryMib = 1_000, gpuCount = 0) => ({ cpuMillicores, memoryMib, gpuCount });
const pool = (overrides: Partial<WorkerPool> = {}): WorkerPool => ({
  name: 'small',
  workerSize: size(2_000),
  workersMax: 3,
  controller: { start: async () => undefined },
  ...overrides,
});

function refusal(...pools: WorkerPool[]): string {
  try {
    assertPools(pools);
  } catch (error) {
    expect(error).toBeInstanceOf(SchedulerError);
    return error instanceof SchedulerError ? `${error.code} ${error.message}` : '';
  }
  return '';
}

describe('pools', () => {
  it('are accepted with the least and with everything', () => {
    expect(
      refusal(pool(), pool({ name: 'gpus', gpuType: 'T4', workerSize: size(1, 1, 1), workerSizeMax: size(2, 2, 2), workersMin: 3 })),
    ).toBe('');
  });

  it.each<[string, Partial<WorkerPool>]>([
    ['has the name ""; write 1-64 characters of A-Z a-z 0-9 . _ : -', { name: '' }],
    ['has the selector "two words"; write 1-64 characters of A-Z a-z 0-9 . _ : -', { selector: 'two words' }],
    ['has workerSize.cpuMillicores 1.5; write a whole number from 0 to 1000000000', { workerSize: size(1.5) }],
    ['has workerSize.memoryMib -1; write a whole number from 0 to 1000000000', { workerSize: size(1, -1) }],
    ['has workerSize.cpuMillicores 2000 above workerSizeMax.cpuMillicores 1000; raise the latter', { workerSizeMax: size(1_000) }],
    ['has workers of nothing; give workerSize at least one amount', { workerSize: size(0, 0) }],
    ['has workers with GPUs; name their gpuType', { workerSize: size(1, 1, 1) }],
    ['has the gpuType T4 and workers without GPUs; drop one of them', { gpuType: 'T4' }],
    ['has workersMax 0; write a whole number from 1 to 1000000000', { workersMax: 0 }],
    ['has workersMin 4 above workersMax 3; lower one or raise the other', { workersMin: 4 }],
    ['has priority 0.5; write a whole number', { priority: 0.5 }],
    ['has idleTimeoutMs -1; write a whole number from 0 to 1000000000', { idleTimeoutMs: -1 }],
    ['has no controller; give it something that starts workers', { controller: {} as WorkerPool['controller'] }],
  ])('%s', (reason, overrides) => {
    expect(refusal(pool(overrides))).toBe(`INVALID_OPTIONS pool ${JSON.stringify(overrides.name ?? 'small')} ${reason}`);
  });

  it('have names of their own', () => {
    expect(refusal(pool(), pool())).toBe('INVALID_OPTIONS pool "small" is given twice; give every pool a name of its own');
  });

  it('are checked by a gateway before it opens anything', async () => {
    await expect(startGateway({ redis: 'redis://nowhere', pools: [pool({ workersMin: 9 })] })).rejects.toThrow('has workersMin 9 above');
  });
});

describe('what a pool says', () => {
  it('is complete, and without its controller', () => {
    expect(JSON.parse(publishedPool(pool({ workersMin: 1 })))).toEqual({
      selector: 'small',
      requiresSelector: false,
      isPreemptable: false,
      priority: 0,
      gpuType: '',
      workerSize: size(2_000),
      workerSizeMax: size(2_000),
      workersMin: 1,
      workersMax: 3,
    });
  });

  it('becomes the worker that it is asked for', () => {
    const wanted = { workerId: 'small-1', resources: size(1_000), containerIds: ['c'] };
    const kind = { isPreemptable: true, requiresSelector: true, selector: 'spot', priority: 4, gpuType: 'T4', workerSize: size(1, 1, 1) };
    expect(newWorkerOf(pool({ ...kind, idleTimeoutMs: 7 }), DEFAULT_TIMINGS, wanted)).toEqual({
      ...wanted,
      poolName: 'small',
      gpuType: '',
      poolSelector: 'spot',
      requiresPoolSelector: true,
      isPreemptable: true,
      priority: 4,
      idleTimeoutMs: 7,
    });
    expect(newWorkerOf(pool(), DEFAULT_TIMINGS, wanted).idleTimeoutMs).toBe(DEFAULT_TIMINGS.workerIdleMs);
  });
});
