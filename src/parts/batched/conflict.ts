/**
 * The three answers of document 002 to a version that has moved, chosen by the option `versionConflict`. The third only changes who writes: the
 * batched update compares the version too, and one request at a time is a batch of one.
 */
import { updateWithRetries } from '../baseline/capacity.ts';
import { versionedCommitter } from '../baseline/committer.ts';
import type { CommitterPart, PartMaker } from '../contracts.ts';
import { batchedCommitter } from './committer.ts';

/** Requeue (the document's "current behaviour"), retry in place, or batch. */
export function answeringCommitter(): PartMaker<CommitterPart> {
  const answers = { requeue: versionedCommitter(), retry: versionedCommitter(updateWithRetries), batch: batchedCommitter() };
  return (context) => answers[context.timings.versionConflict](context);
}
