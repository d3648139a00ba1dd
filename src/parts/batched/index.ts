/** What documents 000 and 001 added to the baseline: the cache, the window, the tracker and the batched update. */
export { cachedSnapshot } from './cache.ts';
export { windowIntake } from './intake.ts';
export { trackingPlanner } from './planner.ts';
export { batchedCommitter } from './committer.ts';
export { answeringCommitter } from './conflict.ts';
