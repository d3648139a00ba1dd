/**
 * Designs of production in the size of a world. Worlds have some dozen containers where production has thousands, so counts shrink as the
 * durations of worlds do; with a hundred loops for forty containers nobody would ever find a backlog of six, and most of a world would be polls.
 */
import type { Preset, Timings } from '../../src/index.ts';

/** By how much each count is divided, rounded up. */
const DIVISORS = {
  schedulerLoops: 10,
  popSize: 5,
  maxConcurrentScheduling: 10,
  cpuBatchBacklogThreshold: 3,
  cpuBatchSize: 2,
  burstBacklogThreshold: 3,
} as const satisfies Partial<Record<keyof Timings, number>>;

/** No design looks more often in a world; a scenario that says how often it looks is followed. */
const POLL_MIN_MS = 50;

/** The preset with smaller counts; `leased` as it is. */
export function inWorldScale(preset: Preset): Preset {
  if (preset.family === 'leased') return preset;
  const counts = Object.entries(DIVISORS).map(([name, divisor]) => [
    name,
    Math.ceil(Number(preset.timings[name as keyof Timings]) / divisor),
  ]);
  const pollMs = Math.max(POLL_MIN_MS, preset.timings.pollMs);
  return { ...preset, timings: { ...preset.timings, pollMs, ...(Object.fromEntries(counts) as Partial<Timings>) } };
}
