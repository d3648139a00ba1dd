/** The description of a property, stated once: a suite lists it, and the judge of each world is given it instead of a name. */
import type { PropertyDescription } from './violation.ts';

/** What a description says beside the name; only the statement is needed. */
export interface PropertyWords {
  /** One sentence: what must hold. */
  readonly statement: string;
  /** `safety` (the default) for `always` and `never`; `liveness` for `eventually` and `within`. */
  readonly kind?: PropertyDescription['kind'];
  /** What it judges from: `the answers of the offices`. */
  readonly evidence?: string;
  /** A short id of a list of yours; without one the name is the id. */
  readonly id?: string;
}

/** A property as lists and reports show it. Names are lower-case words joined by dashes. */
export function describeProperty(name: string, words: PropertyWords): PropertyDescription {
  const { statement, kind = 'safety', evidence = 'what the suite observes', id = name } = words;
  return { id, name, kind, statement, evidence };
}
