/** The lane of this thread: prepares each suite once and runs its worlds one by one. */
import { PropertyError } from '../check/index.ts';
import { quietly } from './console.ts';
import { findDivergence, type RunWorld } from './divergence.ts';
import { InternalError, propertyFailed } from './internal-error.ts';
import type { Chunk, Lane, WorldResult } from './lane.ts';
import { ensurePrepared } from './preparation.ts';
import { runWorld } from './run-world.ts';
import { seedOfWorld } from './seeds.ts';
import type { Suite } from './suite.ts';
import { UsageError } from './usage-error.ts';

/** A lane that runs worlds in this thread. `run` is replaced in tests only. */
export function localLane(suites: readonly Suite[], run: RunWorld = runWorld): Lane {
  return {
    async run(chunk, stop) {
      const suite = suites.find((candidate) => candidate.name === chunk.suite);
      if (suite === undefined) throw new InternalError('suite-lost', `The configuration of this lane has no suite "${chunk.suite}".`);
      await ensurePrepared(suite, chunk.settings);
      return runChunk(run, suite, chunk, stop);
    },
    close: () => Promise.resolve(),
  };
}

async function runChunk(run: RunWorld, suite: Suite, chunk: Chunk, stop: () => boolean): Promise<readonly WorldResult[]> {
  const results: WorldResult[] = [];
  for (let index = chunk.from; index < chunk.from + chunk.count && !(results.length > 0 && stop()); index++) {
    const options = { seed: seedOfWorld(chunk.baseSeed, index), settings: chunk.settings, strategy: chunk.strategy };
    try {
      const outcome = await run(suite, options);
      const divergence = chunk.checkDeterminism ? await quietly(() => findDivergence(run, suite, options, outcome, index)) : null;
      results.push({ index, outcome, divergence });
    } catch (error) {
      if (error instanceof UsageError || error instanceof InternalError) throw error;
      if (error instanceof PropertyError) throw propertyFailed(error, suite.name, options.seed, chunk.settings);
      // A plan that a person wrote and that does not fit the world; the faults are not known here.
      if (error instanceof Error && error.name === 'FaultPlanError') throw new UsageError('bad-plan', error.message, { cause: error });
      throw new InternalError(
        'world-threw',
        `World ${index + 1} of ${suite.name} (seed ${options.seed}) could not be run: ${describe(error)}`,
        { cause: error },
      );
    }
  }
  return results;
}

function describe(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
