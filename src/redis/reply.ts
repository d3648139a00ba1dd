/** Reads script replies: Redis gives nested arrays of strings, integers and nil; these narrow them without trusting them. */

/** A reply that must be an array. */
export function asList(reply: unknown): readonly unknown[] {
  if (Array.isArray(reply)) return reply as readonly unknown[];
  throw new TypeError(`expected a list from Redis, got ${typeof reply}`);
}

/** A reply element as text; nil becomes the empty string. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : `${value as number}`;
}

/** A reply element as a number; nil and text that is no number become 0. */
export function asNumber(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isNaN(number) ? 0 : number;
}
