/** The scheduler's benchmark measures real placements: small runs of the default preset and of the baseline, with GPUs. */
import { describe, expect, it } from 'vitest';
import { figuresOf, isSound } from '../bench-scheduler/figures.ts';
import { renderGuide } from '../bench-scheduler/guide.ts';
import { measureSeries, type Series } from '../bench-scheduler/run.ts';
import { NO_REDIS_SERVER, redisServerAvailable } from './real-redis.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/bench-scheduler ${NO_REDIS_SERVER}`);

/** Far above what is needed; a baseline whose lock was held waits for seconds. */
const LIMITS = { warmUp: 0, limitSeconds: 150, progress: (): void => undefined };

describe.skipIf(!available)('the benchmark on a real Redis', () => {
  it('measures leased with two gateways, in several runs', async () => {
    const shape = { containers: 20, workers: 4, gpuMix: 0.5, gateways: 2, trace: null };
    const series: Series = { preset: 'leased', shape, repeat: 2, ...LIMITS };
    const runs = await measureSeries(series);
    const figures = runs.map(figuresOf);
    expect(figures).toHaveLength(2);
    for (const run of figures) {
      expect(run).toMatchObject({ placed: 20, isDone: true, failed: 0, needlessWorkers: 0 });
      expect(isSound(run)).toBe(true);
      expect(Math.min(run.wallMs, run.redisMs, run.commitScripts, run.roundTrips)).toBeGreaterThan(0);
    }
    expect(runs.every(({ redisCalls }) => redisCalls['rpush'] === 20)).toBe(true);
    expect(renderGuide({ preset: 'leased', shape, workers: 4, runs })).toContain('✓ 20 of 20 containers scheduled');
  }, 180_000);

  it('measures the locks of the baseline', async () => {
    const shape = { containers: 5, workers: 2, gpuMix: 0, gateways: 1, trace: null };
    const [run] = (await measureSeries({ preset: 'baseline', shape, repeat: 1, ...LIMITS })).map(figuresOf);
    expect(run).toMatchObject({ placed: 5, isDone: true, commitScripts: 0 });
    expect(run?.lockAcquisitions).toBeGreaterThanOrEqual(5);
  }, 180_000);

  /** What the worlds of docs/documents.md count for the same designs, in their small. */
  it('measures the cache of document 000: each placement is an update of its own and forgets everything', async () => {
    const shape = { containers: 30, workers: 10, gpuMix: 0, gateways: 1, trace: null };
    const [run] = (await measureSeries({ preset: 'cached', shape, repeat: 1, ...LIMITS })).map(figuresOf);
    expect(run).toMatchObject({ placed: 30, isDone: true });
    expect(run?.capacityUpdates).toBe(30);
    expect(run?.cacheInvalidations).toBeGreaterThanOrEqual(30);
    expect(run?.lockAcquisitions).toBeGreaterThanOrEqual(60);
  }, 180_000);

  it('measures the batches of document 001: one update and one lock for a worker and batch, which is then read again', async () => {
    const shape = { containers: 30, workers: 10, gpuMix: 0, gateways: 1, trace: null };
    const [run] = (await measureSeries({ preset: 'batch', shape, repeat: 1, ...LIMITS })).map(figuresOf);
    expect(run).toMatchObject({ placed: 30, isDone: true });
    expect(run?.capacityUpdates).toBeGreaterThanOrEqual(1);
    expect(run?.capacityUpdates).toBeLessThanOrEqual(30);
    expect(run?.cacheInvalidations).toBeGreaterThanOrEqual(run?.capacityUpdates ?? Infinity);
    expect(run?.lockAcquisitions).toBeGreaterThanOrEqual((run?.capacityUpdates ?? 0) + 30);
  }, 180_000);
});
