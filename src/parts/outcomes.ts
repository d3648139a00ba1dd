/** What is counted when a commit was answered, in one place so that every preset counts the same. */
import type { Metrics } from '../metrics.ts';
import type { CommitResult } from './contracts.ts';

/** The worker is not any more what it was when it was looked at. */
const MOVED: ReadonlySet<CommitResult['outcome']> = new Set([
  'conflict',
  'capacity',
  'gpu_type',
  'worker_gone',
  'worker_replaced',
  'worker_unavailable',
  'reserved',
]);

/** The container is somebody's already, or at its end. */
const TAKEN: ReadonlySet<CommitResult['outcome']> = new Set(['already_placed', 'not_pending']);

/** Counts one answer for one container; what was lost behind its commit is no placement. Parts that try again in place count each answer that nobody else gets to see. */
export function countOutcome(metrics: Metrics, { outcome, isLost = false }: Pick<CommitResult, 'outcome' | 'isLost'>): void {
  if (isLost) return;
  if (outcome === 'committed') metrics.count('placements');
  else if (MOVED.has(outcome)) metrics.count('conflicts');
  else if (TAKEN.has(outcome)) metrics.count('double_bookings_prevented');
}
