/** How many lanes a run gets: this thread alone for short runs, worker threads when there is enough to do for all of them. */
import { availableParallelism } from 'node:os';
import type { Lane } from './lane.ts';
import { localLane } from './local-lane.ts';
import type { Suite } from './suite.ts';
import { threadLane } from './thread-lane.ts';

/** A worker thread costs about as much as this many worlds before it is useful. */
const WORLDS_PER_THREAD = 100;
const THREADS_MAX = 8;

/** Lanes for a run of `worlds` worlds (null: limited by time); `workers` is what the person asked for, null for a sensible number. */
export function laneCount(worlds: number | null, workers: number | null): number {
  if (workers !== null) return Math.min(workers, worlds ?? workers);
  const useful = worlds === null ? THREADS_MAX : Math.floor(worlds / WORLDS_PER_THREAD);
  return Math.max(1, Math.min(useful, THREADS_MAX, availableParallelism()));
}

/** Opens lanes: one is this thread, several are worker threads that load `configurationFile` themselves. */
export function openLanes(count: number, suites: readonly Suite[], configurationFile: string): readonly Lane[] {
  if (count <= 1) return [localLane(suites)];
  return Array.from({ length: count }, () => threadLane(configurationFile));
}

/** Closes all lanes. */
export async function closeLanes(lanes: readonly Lane[]): Promise<void> {
  await Promise.all(lanes.map((lane) => lane.close()));
}
