/** What the fields of faults may hold: one rule a form of value, each with the words in which lists and errors tell it. */

/** What a field may hold. */
export interface FieldRule {
  /** In words: `milliseconds, at least 0`. */
  readonly form: string;
  readonly isOptional: boolean;
  /** The field names other hosts, which must exist and differ from the target. */
  readonly namesHosts: boolean;
  /** The words that it may hold, when there are only some. */
  readonly words?: readonly string[];
  /** Is it such a value? */
  accepts(value: unknown): boolean;
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

function rule(form: string, accepts: (value: unknown) => boolean, namesHosts = false): FieldRule {
  return { form, accepts, namesHosts, isOptional: false };
}

/** How long something takes. */
export const durationMs: FieldRule = rule('milliseconds, at least 0', (value) => isNumber(value) && value >= 0);

/** How long something takes, or for good. */
export const durationMsOrNever: FieldRule = rule(
  'milliseconds, at least 0, or null: for good',
  (value) => value === null || (isNumber(value) && value >= 0),
);

/** A difference of clocks. */
export const signedMs: FieldRule = rule('milliseconds, negative: back', (value) => isNumber(value));

/** A clock's drift: from half speed to half as fast again. */
export const partsPerMillion: FieldRule = rule(
  'parts per million, from -500000 to 500000',
  (value) => isNumber(value) && Math.abs(value) <= 500_000,
);

/** A part of everything. */
export const share: FieldRule = rule('a share from 0 to 1', (value) => isNumber(value) && value >= 0 && value <= 1);

/** A number of things. */
export const countFromZero: FieldRule = rule(
  'a whole number, at least 0',
  (value) => isNumber(value) && Number.isInteger(value) && value >= 0,
);

/** How many of something. */
export const count: FieldRule = rule('a whole number, at least 0', (value) => isNumber(value) && Number.isInteger(value) && value >= 0);

/** A bandwidth. */
export const bytesPerSecond: FieldRule = rule('bytes a second, more than 0', (value) => isNumber(value) && value > 0);

/** The other end of a link. */
export const peer: FieldRule = rule('the name of another host', isName, true);

/** The other ends of several links. */
export const peers: FieldRule = rule(
  'names of other hosts, at least one',
  (value) => Array.isArray(value) && value.length > 0 && value.every(isName),
  true,
);

/** One of some words. */
export function oneOf(...words: readonly string[]): FieldRule {
  const form = words.map((word) => `"${word}"`).join(' or ');
  return { ...rule(form, (value) => typeof value === 'string' && words.includes(value)), words };
}

/** The field may be absent. */
export function optional(of: FieldRule): FieldRule {
  return { ...of, form: `${of.form}; may be absent`, isOptional: true };
}
