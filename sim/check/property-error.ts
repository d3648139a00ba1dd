/**
 * A mistake of a property, not of the service that it judges. It must never look like a finding: the judge hands it to the world, the run
 * stops, and the process exits with code 70.
 */
import { programFrame } from './program-frame.ts';

/**
 * `threw`: code of the property threw. `named-twice`: two properties of one world have one name. `wrong-kind`: described as safety and
 * registered as liveness or the other way round. `bad-bound`: a time that is no number of milliseconds from 0. `bad-answer`: its code answered
 * with something that is no verdict, such as a promise, which would always be true.
 */
export type PropertyErrorCode = 'threw' | 'named-twice' | 'wrong-kind' | 'bad-bound' | 'bad-answer';

/** A property that cannot judge. */
export class PropertyError extends Error {
  override readonly name = 'PropertyError';
  readonly code: PropertyErrorCode;
  /** The property's name. */
  readonly property: string;
  /** The program's line that threw, when it is known: `holds tickets.suite.ts:44:20`. */
  readonly frame: string | null;

  constructor(code: PropertyErrorCode, property: string, message: string, options: { readonly cause?: unknown } = {}) {
    super(`property ${property} ${message}`, options);
    this.code = code;
    this.property = property;
    this.frame = programFrame(options.cause);
  }
}

/** The error of a property whose `part` (`holds`, `otherwise` …) threw. */
export function propertyThrew(property: string, part: string, cause: unknown): PropertyError {
  const frame = programFrame(cause);
  const place = frame === null ? '' : ` at ${frame}`;
  return new PropertyError(
    'threw',
    property,
    `threw in its ${part}: ${thrownText(cause)}${place}; this is a mistake of the property, not of the service`,
    { cause },
  );
}

/** The error of a property whose `part` did not answer with `wanted`. */
export function badAnswer(property: string, part: string, answer: unknown, wanted: string): PropertyError {
  return new PropertyError(
    'bad-answer',
    property,
    `must return ${wanted} from its ${part} and returned ${answerText(answer)}; this is a mistake of the property, not of the service`,
  );
}

/** Whether this is a promise or the like; what it rejects with is told by nobody. */
export function isPromise(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('then' in value) || typeof value.then !== 'function') return false;
  (value as PromiseLike<unknown>).then(undefined, () => {});
  return true;
}

function answerText(answer: unknown): string {
  if (isPromise(answer)) return 'a promise, which nobody waits for';
  return answer === null || answer === undefined ? String(answer) : `something else (${typeof answer})`;
}

/** What was thrown, in words; it may be anything, also something that throws again when it is looked at. */
export function thrownText(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  } catch {
    return 'something that cannot be turned into text';
  }
}
