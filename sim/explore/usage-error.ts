/**
 * What a person asked for cannot be done as written: an unknown name, a malformed value, a missing file. The message shows the value
 * seen and says what to write instead; the command line prints it without a stack and exits with code 2.
 */

/** A mistake in what was asked for; never a bug of manyworlds. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  /** A stable word for programs, e.g. `unknown-suite` or `bad-seed`. */
  readonly code: string;

  /** `message` shows the value seen and what to do next; `cause` is kept for `--json` and debugging. */
  constructor(code: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
  }
}
