/**
 * Document 003 (beta9 #1533, never merged): a hundred loops that pop fifteen at a time and place each on its own, on fresh snapshots without
 * locks, with retries in place, and with workers that are asked for many at once. Its "triple-layer defence" against double scheduling is
 * here too: versions, locks of 5 s with one retry, and the check of the container's state when it is submitted. A loop does not wait for what it
 * popped: at most `maxConcurrentScheduling` are placed at once, and each loop holds one more pop in its hands. `workerCacheMs: 50`,
 * `maxConcurrentScheduling: 150` and `popSize: 20` are the document's experiments. One lock TTL is for all locks here; #1533 kept 10 s for containers.
 */
import { burstProvisioner, cachedSnapshot, firstFitPlanner, freshSnapshot, walkingCommitter } from '../parts/index.ts';
import { BASELINE_TIMINGS } from '../timings.ts';
import { baseline } from './baseline.ts';
import type { Preset } from './preset.ts';

/** The historical preset. */
export const burst: Preset = Object.freeze({
  ...baseline,
  name: 'burst',
  timings: Object.freeze({
    ...BASELINE_TIMINGS,
    pollMs: 5,
    schedulerLoops: 100,
    popSize: 15,
    maxConcurrentScheduling: 250,
    commitAttempts: 5,
    lockTtlMs: 5_000,
    lockRetries: 1,
  }),
  handling: 'apart',
  snapshot: cachedSnapshot(freshSnapshot(), 'everything'),
  planner: firstFitPlanner(),
  committer: walkingCommitter(),
  provisioner: burstProvisioner(),
});
