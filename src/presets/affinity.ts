/**
 * Document 002, after everything heavier was reverted: the baseline's flow with one enhancement, SHA-256 affinity of CPU-only containers, and
 * one look at all workers without locks. `affinity: 'off'` takes the enhancement back; `versionConflict` chooses among the document's three
 * options for "invalid worker resource version".
 */
import { answeringCommitter, freshSnapshot } from '../parts/index.ts';
import { BASELINE_TIMINGS } from '../timings.ts';
import { baseline } from './baseline.ts';
import type { Preset } from './preset.ts';

/** The historical preset. */
export const affinity: Preset = Object.freeze({
  ...baseline,
  name: 'affinity',
  timings: Object.freeze({ ...BASELINE_TIMINGS, affinity: 'on' as const, commitAttempts: 3 }),
  snapshot: freshSnapshot(),
  committer: answeringCommitter(),
});
