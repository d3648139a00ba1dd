/**
 * Something that manyworlds itself did wrong: a worker thread that died, a world that threw where it must not. The command line prints
 * it with its stack and exits with code 70, so that it is never mistaken for a finding about the code under test.
 */

import type { PropertyError } from '../check/index.ts';

/** Code of the error of a property that threw. */
export const PROPERTY_FAILED = 'property-failed';

/** A bug of manyworlds, of a suite, of a property, or of the machine below them. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
  /** A stable word for programs, e.g. `worker-thread-died`. */
  readonly code: string;

  /** `message` says what happened and what to report; `cause` is the original error. */
  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}

/** A property that threw: the run ends with its name, and never with a finding. It says how to run that world alone. */
export function propertyFailed(
  error: PropertyError,
  suite: string,
  seed: string,
  settings: Readonly<Record<string, string | number>>,
): InternalError {
  const set = Object.entries(settings).map(([key, value]) => ` --set ${key}=${value}`);
  return new InternalError(PROPERTY_FAILED, `${error.message} (manyworlds run ${suite}${set.join('')} --seed ${seed} --seeds 1)`, {
    cause: error,
  });
}
