/**
 * Documents 000 and 002: a CPU-only container begins its search at a place among the candidates that the SHA-256 of its id gives, so that
 * containers spread over workers. The documents rotate the candidates in the order in which Redis happens to list them, which differs from
 * replica to replica and from call to call; here they are sorted by id first, because otherwise there is no affinity to speak of.
 */
import { createHash } from 'node:crypto';
import type { WorkerRecord } from '../../model.ts';

/** The candidates sorted by id and rotated: the same ids give the same order, in whatever order they are listed. */
export function affinityOrder(containerId: string, candidates: readonly WorkerRecord[]): WorkerRecord[] {
  const sorted = [...candidates].sort((left, right) => (left.id < right.id ? -1 : 1));
  if (sorted.length <= 1) return sorted;
  const start = Number(createHash('sha256').update(containerId).digest().readBigUInt64BE(0) % BigInt(sorted.length));
  return [...sorted.slice(start), ...sorted.slice(0, start)];
}
