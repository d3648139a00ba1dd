/**
 * A mistake of a property, not of the service that it judges. It must never look like a finding: the judge hands it to the world, the run
 * stops, and the process exits with code 70.
 */
import { programFrame } from './program-frame.ts';

/**
 * `threw`: code of the property threw. `named-twice`: two properties of one world have one name. `wrong-kind`: described as safety and
 * registered as liveness or the other way round. `bad-bound`: a time that is no number of milliseconds from 0.
 */
export type PropertyErrorCode = 'threw' | 'named-twice' | 'wrong-kind' | 'bad-bound';

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
    `threw in its ${part}: ${messageOf(cause)}${place}; this is a mistake of the property, not of the service`,
    { cause },
  );
}

/** What was thrown may be anything, also something that throws again when it is looked at. */
function messageOf(cause: unknown): string {
  try {
    return cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  } catch {
    return 'something that cannot be turned into text';
  }
}
