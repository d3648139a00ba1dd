/** The failure scenarios of document 003, run for every design with many seeds and counted. */
import type { PresetName } from '../../src/index.ts';
import { crashWithLock, partition, sameContainerTwice, type CrashedHolder, type CutOff } from './failures.ts';

const SAME_SEEDS = 100;
const FEW_SEEDS = 5;

/** What the scenarios came to for one design. */
export interface FailureResult {
  readonly design: PresetName;
  /** Worlds in which two users submitted the same container at about the same time; those in which it was placed twice, and started twice. */
  readonly same: { readonly worlds: number; readonly placedTwice: number; readonly startedTwice: number };
  readonly crash: readonly CrashedHolder[];
  readonly cut: readonly CutOff[];
  readonly cutAndDead: readonly CutOff[];
}

const seeds = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => (index + 1).toString(16));

async function each<Result>(count: number, run: (seed: string) => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const seed of seeds(count)) results.push(await run(seed));
  return results;
}

/** Runs all scenarios for one design. */
export async function measureFailuresOf(design: PresetName): Promise<FailureResult> {
  const same = await each(SAME_SEEDS, (seed) => sameContainerTwice(design, seed));
  return {
    design,
    same: {
      worlds: same.length,
      placedTwice: same.filter(({ placements }) => placements > 1).length,
      startedTwice: same.filter(({ starts }) => starts > 1).length,
    },
    crash: await each(FEW_SEEDS, (seed) => crashWithLock(design, seed)),
    cut: await each(FEW_SEEDS, (seed) => partition(design, seed, false)),
    cutAndDead: await each(FEW_SEEDS, (seed) => partition(design, seed, true)),
  };
}
