/**
 * Document 000: the baseline with a cache of 500 ms, batched reservations (of one container each) and affinity. Document 001 tells what came of
 * it: threads that pop, read the cache, schedule and invalidate it, about 1 % hits, and 50 and more needless workers, because the workers
 * "appeared full". Two choices make that possible, as in the code that the documents describe. There are a hundred loops, the trace's "Thread 1"
 * to "Thread 100", each of which pops one request and places it; in a single loop nobody would ever be disturbed. And the cache holds what the
 * baseline's listing saw, which leaves out every worker whose lock somebody holds (D1): that is how a worker with room can appear full, and how the
 * next request then asks for a worker that nobody needs (D2). `workerCacheMs: 0` and `affinity: 'off'` are the document's rollback switches.
 */
import { batchedCommitter, cachedSnapshot, lockedSnapshot } from '../parts/index.ts';
import { BASELINE_TIMINGS } from '../timings.ts';
import { baseline } from './baseline.ts';
import type { Preset } from './preset.ts';

/** The historical preset. */
export const cached: Preset = Object.freeze({
  ...baseline,
  name: 'cached',
  timings: Object.freeze({ ...BASELINE_TIMINGS, workerCacheMs: 500, schedulerLoops: 100, affinity: 'on' as const }),
  snapshot: cachedSnapshot(lockedSnapshot(), 'everything'),
  committer: batchedCommitter(),
});
