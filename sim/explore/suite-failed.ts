/**
 * Where the mistakes of a suite's own code become errors that name the suite. They end the run with exit code 70 like a property that
 * throws: they are no findings, and no bugs of manyworlds.
 */
import { programFrame, PropertyError } from '../check/index.ts';
import { BUILDING, SuiteThrewError, suiteThrew } from '../world/index.ts';
import { InternalError } from './internal-error.ts';
import { UsageError } from './usage-error.ts';

/** Code of the error of a suite whose own code threw. */
export const SUITE_THREW = 'suite-threw';

/** `suite tickets threw while building a world: TypeError: … (build tickets.suite.ts:44:20)`; what is not the suite's stays as it is. */
export function namingSuite(suite: string, error: unknown): unknown {
  const cause = error instanceof SuiteThrewError ? error.cause : error;
  if (hasOwnWords(cause)) return cause;
  // Observers hand on what they threw as it is; what ran none of the suite's lines is ours.
  if (!(error instanceof SuiteThrewError) && programFrame(error) === null) return error;
  const named = error instanceof SuiteThrewError ? error : suiteThrew('observing a world', error);
  return new InternalError(SUITE_THREW, `suite ${suite} ${named.message}`, { cause: named });
}

/** What a suite is told by its input, its fault plan or its properties has its own code and words. */
function hasOwnWords(cause: unknown): boolean {
  if (cause instanceof UsageError || cause instanceof PropertyError || cause instanceof InternalError) return true;
  return cause instanceof Error && cause.name === 'FaultPlanError';
}

/** Runs code of the suite outside its worlds. Rejects with what `namingSuite` makes of what it throws. */
export async function blamingSuiteOf<Answer>(suite: string, part: string, run: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await run();
  } catch (error) {
    throw namingSuite(suite, suiteThrew(part, error));
  }
}

/** Whether the suite could not build a world; a scenario of another suite does that too. */
export function couldNotBuild(error: unknown): boolean {
  return error instanceof InternalError && error.cause instanceof SuiteThrewError && error.cause.part === BUILDING;
}
