/** Operations in words: `write 1`, `pop → job-7`, `cas {from:1,to:2} ?`. */
import type { Operation } from './operation.ts';

const valueMax = 40;

/** Plain data as short text, without quotes where none are needed. */
export function sayValue(value: unknown): string {
  if (typeof value === 'string' && /^[\w.:/-]+$/.test(value)) return value;
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).replaceAll(/"([\w.:/-]+)"/g, '$1');
  return text.length > valueMax ? `${text.slice(0, valueMax - 1)}…` : text;
}

/** An operation with its argument and answer. `?` marks one of which nobody knows whether it happened. */
export function sayOperation({ operation, argument, outcome, result }: Operation): string {
  const call = argument === undefined ? operation : `${operation} ${sayValue(argument)}`;
  if (outcome === 'unknown') return `${call} ?`;
  if (outcome === 'fail') return `${call} failed`;
  return result === undefined ? call : `${call} → ${sayValue(result)}`;
}
