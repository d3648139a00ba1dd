/** Ids of stream entries as requests write them: `5-1`, `5`, `5-*`, and in ranges `-`, `+` and `(5-1`. Numbers are read as C's strtoull does. */
import { idAfter, idBefore, integerOf, LARGEST_ID, SMALLEST_ID } from '../../keyspace/index.ts';
import { failure } from '../../resp/index.ts';
import { parseInteger } from '../words.ts';
import { asText } from './replies.ts';
import type { Integer, StreamId } from '../../keyspace/index.ts';

const INVALID_ID = failure('Invalid stream ID specified as stream command argument');
const INVALID_START = failure('invalid start ID for the interval');
const INVALID_END = failure('invalid end ID for the interval');
const LONGEST = 127;
const BEYOND = 2n ** 64n;

/** An id; null for anything else. `missing` is the sequence of an id without one. */
export function parseId(word: string, missing: Integer = 0): StreamId | null {
  if (word.length > LONGEST) return null;
  const text = asText(word);
  const dash = text.indexOf('-');
  const ms = parseUnsigned(dash === -1 ? text : text.slice(0, dash));
  const seq = dash === -1 ? missing : parseUnsigned(text.slice(dash + 1));
  return ms === null || seq === null ? null : { ms, seq };
}

/** An id written in full or without a sequence, which is then 0; throws Redis's error for anything else. */
export function needId(word: string): StreamId {
  const id = parseId(word);
  if (id === null) throw INVALID_ID;
  return id;
}

/** An id that may also be `-` or `+`. */
export function needIdOrEdge(word: string, missing: Integer = 0): StreamId {
  if (word === '-') return SMALLEST_ID;
  if (word === '+') return LARGEST_ID;
  const id = parseId(word, missing);
  if (id === null) throw INVALID_ID;
  return id;
}

/** The milliseconds of `ms-*`, which leaves the sequence to the server; null for anything else. */
export function parseOpenId(word: string): Integer | null {
  if (word.length > LONGEST || !word.includes('-*')) return null;
  const match = /^([^-]*)-\*$/.exec(asText(word));
  return match === null ? null : parseUnsigned(match[1] ?? '');
}

/** The first id of a range: `(` excludes it. */
export function needStart(word: string): StreamId {
  if (word.length < 2 || !word.startsWith('(')) return needIdOrEdge(word);
  const id = idAfter(needId(word.slice(1)));
  if (id === null) throw INVALID_START;
  return id;
}

/** The last id of a range. */
export function needEnd(word: string): StreamId {
  if (word.length < 2 || !word.startsWith('(')) return needIdOrEdge(word, LARGEST_ID.seq);
  const whole = parseId(word.slice(1), LARGEST_ID.seq);
  if (whole === null) throw INVALID_ID;
  const id = idBefore(whole);
  if (id === null) throw INVALID_END;
  return id;
}

/** An unsigned 64-bit number, strictly, or with the spaces, signs and zeros that C's strtoull lets pass; a negative one wraps. */
function parseUnsigned(text: string): Integer | null {
  const strict = parseInteger(text);
  if (strict !== null) return strict < 0 ? null : strict;
  const [, sign, digits] = /^[\t-\r ]*([+-]?)([0-9]+)$/.exec(text) ?? [];
  if (digits === undefined) return null;
  const value = BigInt(digits);
  if (value >= BEYOND) return null;
  return integerOf(sign === '-' ? BigInt.asUintN(64, -value) : value);
}
