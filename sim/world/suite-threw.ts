/**
 * Mistakes of a suite's own code, which runs inside its worlds beside the simulated program. They must neither look like a crash of the
 * program nor like a bug of the framework, so what threw is named.
 */
import { programFrame, PropertyError, thrownText } from '../check/index.ts';

/** Code of a suite threw; `cause` is what. */
export class SuiteThrewError extends Error {
  override readonly name = 'SuiteThrewError';
  readonly code = 'suite-threw';
  /** What the suite was doing, in the words that follow `while`: `building a world`. */
  readonly part: string;

  constructor(part: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(`threw while ${part}: ${message}`, options);
    this.part = part;
  }
}

/** What a suite does while `build` runs. */
export const BUILDING = 'building a world';

/** The suite's error for what its code threw; what is that already, or a property's, stays as it is. */
export function suiteThrew(part: string, cause: unknown): Error {
  if (cause instanceof SuiteThrewError || cause instanceof PropertyError) return cause;
  const frame = programFrame(cause);
  return new SuiteThrewError(part, `${thrownText(cause)}${frame === null ? '' : ` (${frame.replace(/ \((.*)\)$/, ' $1')})`}`, { cause });
}

/** The error of an event that belongs to no host: the suite's, unless none of its lines was running. */
export function eventThrew(cause: unknown): Error {
  const isOwn = cause instanceof Error && programFrame(cause) === null;
  return isOwn ? cause : suiteThrew('running an event of its own', cause);
}

/** Runs code of the suite. Throws `SuiteThrewError` when it throws. */
export function blamingSuite<Answer>(part: string, run: () => Answer): Answer {
  try {
    return run();
  } catch (error) {
    throw suiteThrew(part, error);
  }
}

/** A listener of the suite that fails the world by its throws: it may be called from the middle of the program, which must not see them. */
export function suiteListener<Heard extends readonly unknown[]>(
  part: string,
  fail: (error: Error) => void,
  listener: (...heard: Heard) => void,
): (...heard: Heard) => void {
  return (...heard) => {
    try {
      listener(...heard);
    } catch (error) {
      fail(suiteThrew(part, error));
    }
  };
}

/** Refuses a `build` that answered with a promise: the world has begun when the rest of it runs. */
export function checkBuilt(answer: unknown): void {
  if (!isPromise(answer)) return;
  // What it rejects with is told by nobody: the world is refused anyway.
  answer.then(undefined, () => {});
  throw new SuiteThrewError(BUILDING, 'build must be synchronous, and it returned a promise; do what must be awaited in prepare');
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
