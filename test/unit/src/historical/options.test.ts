/** The documents' parameters as options: their defaults in the preset that brought them, and what they refuse. */
import { describe, expect, it } from 'vitest';
import { presets, type Timings } from '../../../../src/index.ts';
import { mergeTimings } from '../../../../src/timings.ts';

const merge = (overrides: object): Timings => mergeTimings(presets.burst.timings, overrides);

describe('options of the documents', () => {
  it('have the documents’ defaults', () => {
    expect(presets.cached.timings).toMatchObject({ workerCacheMs: 500, affinity: 'on', schedulerLoops: 100, popSize: 1 });
    expect(presets.batch.timings).toMatchObject({ batchWindowMs: 50, batchSizeMax: 100, workerCacheMs: 500, affinity: 'on' });
    expect(presets.affinity.timings).toMatchObject({ affinity: 'on', versionConflict: 'requeue', workerCacheMs: 0, batchSizeMax: 1 });
    expect(presets.burst.timings).toMatchObject({
      pollMs: 5,
      maxConcurrentScheduling: 250,
      schedulerLoops: 100,
      popSize: 15,
      workerCacheMs: 0,
      cpuBatchBacklogThreshold: 6,
      cpuBatchSize: 6,
      cpuBatchWorkerMaxCpuMillicores: 200_000,
      cpuBatchWorkerMaxMemoryMib: 200_000,
      burstBacklogThreshold: 20,
      burstSizeMultiplier: 2,
      burstWorkerMaxCpuMillicores: 200_000,
      burstWorkerMaxMemoryMib: 200_000,
      lockTtlMs: 5_000,
      lockRetries: 1,
      affinity: 'off',
    });
    expect(presets.baseline.timings).toMatchObject({
      lockTtlMs: 10_000,
      lockRetries: 3,
      workerCacheMs: 0,
      affinity: 'off',
      batchSizeMax: 1,
    });
  });

  it('take decimals where the document has them, and words where there is a choice', () => {
    expect(merge({ burstSizeMultiplier: 1.5, adaptiveConcurrency: 3.5, affinity: 'on', workerCacheMs: 0 })).toMatchObject({
      burstSizeMultiplier: 1.5,
      adaptiveConcurrency: 3.5,
      affinity: 'on',
    });
  });

  it.each([
    [{ burstSizeMultiplier: 0.5 }, 'option burstSizeMultiplier must be a number of at least 1, got 0.5'],
    [{ adaptiveConcurrency: Number.NaN }, 'option adaptiveConcurrency must be a number of at least 0, got NaN'],
    [{ affinity: 'yes' }, 'option affinity must be one of on, off, got yes'],
    [{ versionConflict: 1 }, 'option versionConflict must be one of requeue, retry, batch, got 1'],
    [{ schedulerLoops: 0 }, 'timing schedulerLoops must be a whole number of at least 1, got 0'],
    [{ popSize: 1.5 }, 'timing popSize must be a whole number of at least 1, got 1.5'],
  ])('refuse %j', (overrides, message) => {
    expect(() => merge(overrides)).toThrow(message);
  });
});
