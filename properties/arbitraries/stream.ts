/**
 * Work of which a large part could starve: small containers come one after the other, so that their worker is never empty, and one needs all
 * of it. The stream is longer than the large one may have to wait.
 */
import type { ContainerSketch } from './workload.ts';

const SMALL = 32;
const SPACING_MS = 330;
/** Longer than the spacing, so that the next comes before the last has ended. */
const RUN_MS = 520;
/** Where the large one comes in. */
const LARGE_AT = 3;

/** What a stream leaves to chance is when exactly its containers come and how long they run. */
export function streamOf(drawn: readonly ContainerSketch[]): readonly ContainerSketch[] {
  return Array.from({ length: SMALL }, (_, index): ContainerSketch => {
    const chance = drawn[index % drawn.length];
    const isLarge = index === LARGE_AT;
    return {
      arriveAtMs: index * SPACING_MS + ((chance?.arriveAtMs ?? 0) % 60),
      startMs: 10,
      runMs: isLarge ? 300 : RUN_MS + ((chance?.runMs ?? 0) % 150),
      exitCode: chance?.exitCode ?? 0,
      measure: 0,
      cpuPercent: isLarge ? 100 : 30,
      memoryPercent: isLarge ? 50 : 10,
      gpus: 0,
      gpuChoice: 0,
      namesPool: chance?.namesPool ?? false,
      tolerates: chance?.tolerates ?? false,
      repeat: chance?.repeat ?? NEVER,
      // The large one is stopped by nobody.
      stop: isLarge ? NEVER : (chance?.stop ?? NEVER),
      workspace: 0,
    };
  });
}

/** No habit follows so large a number. */
const NEVER: ContainerSketch['stop'] = { number: Number.MAX_SAFE_INTEGER, afterMs: 0 };
