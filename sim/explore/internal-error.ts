/**
 * Something that manyworlds itself did wrong: a worker thread that died, a world that threw where it must not. The command line prints
 * it with its stack and exits with code 70, so that it is never mistaken for a finding about the code under test.
 */

/** A bug of manyworlds or of the machine below it. */
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
