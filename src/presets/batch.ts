/**
 * Documents 001 and 004: requests are collected over a window, planned against one cached snapshot and a tracker, and committed with one lock
 * and one update a worker. The snapshot is one look without locks, because the documents count it as one of their 21 Redis operations beside
 * the 20 updates. `batchSizeMax: 1` switches batching off ("Process one at a time"), `workerCacheMs: 0` the cache.
 */
import { batchedCommitter, cachedSnapshot, freshSnapshot, perRequestProvisioner, trackingPlanner, windowIntake } from '../parts/index.ts';
import { BASELINE_TIMINGS } from '../timings.ts';
import { baseline } from './baseline.ts';
import type { Preset } from './preset.ts';

/** The historical preset. What does not fit asks for a worker of its own (`scheduleWithNewWorker`), and is tried again where there is none. */
export const batch: Preset = Object.freeze({
  ...baseline,
  name: 'batch',
  timings: Object.freeze({ ...BASELINE_TIMINGS, batchSizeMax: 100, batchWindowMs: 50, workerCacheMs: 500, affinity: 'on' as const }),
  intake: windowIntake(),
  snapshot: cachedSnapshot(freshSnapshot(), 'worker'),
  planner: trackingPlanner(),
  committer: batchedCommitter(),
  provisioner: perRequestProvisioner({ withoutPool: 'retry' }),
});
