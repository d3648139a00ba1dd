/**
 * Failures that point at the user's own line. The stack is captured where the test is declared and given to the error that is thrown much
 * later, so that code frames, annotations of CI and JUnit reports show the line that a person wrote and not one of this package.
 */

/** The frames above `below`, as text, one a line; `below` and what it called are left out. */
export function captureFrames(below: (...parameters: never[]) => unknown): string {
  const holder = { stack: '' };
  Error.captureStackTrace(holder, below);
  return holder.stack.split('\n').slice(1).join('\n');
}

/** Worlds that a test ran and that did not hold. Its message is the story. */
export class WorldsError extends Error {
  override readonly name = 'WorldsError';
  /** `violated`, `inconclusive` or `nondeterministic`. */
  readonly code: string;

  /** `frames` come from `captureFrames`. */
  constructor(code: string, story: string, frames: string) {
    super(story);
    this.code = code;
    this.stack = `${this.name}: ${story}\n${frames}`;
  }
}
