/** Reading a request's words: integers, floats, bounds and patterns with the strictness and the error texts of Redis. */
import { failure } from '../resp/index.ts';
import type { ErrorReply } from '../resp/index.ts';

/** Options that do not go together, or are none. */
export const SYNTAX_ERROR: ErrorReply = failure('syntax error');
/** A word that had to be a 64-bit integer. */
export const NOT_AN_INTEGER: ErrorReply = failure('value is not an integer or out of range');
/** A word that had to be a double. */
export const NOT_A_FLOAT: ErrorReply = failure('value is not a valid float');
/** A command that needs its key (RENAME, LSET). */
export const NO_SUCH_KEY: ErrorReply = failure('no such key');
/** An index behind either end of a list. */
export const OUT_OF_RANGE: ErrorReply = failure('index out of range');

const LARGEST = 2n ** 63n - 1n;
const SMALLEST = -(2n ** 63n);

/** The word at an index that the arity check has guaranteed. */
export function at(argv: readonly string[], index: number): string {
  return argv[index] ?? '';
}

/** A 64-bit integer in its strict form (no sign `+`, no leading zeros): a number where it is exact, else a bigint; null for anything else. */
export function parseInteger(text: string): number | bigint | null {
  const length = text.length;
  if (length === 0 || length > 20) return null;
  const negative = text.charCodeAt(0) === 45;
  const start = negative ? 1 : 0;
  const first = text.charCodeAt(start) - 48;
  if (first === 0) return length === 1 ? 0 : null;
  if (length > 16) return parseLongInteger(text);
  let value = 0;
  for (let index = start; index < length; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return null;
    value = value * 10 + digit;
  }
  if (start === length) return null;
  if (value > Number.MAX_SAFE_INTEGER) return parseLongInteger(text);
  return negative ? -value : value;
}

function parseLongInteger(text: string): number | bigint | null {
  if (!/^-?[1-9][0-9]*$/.test(text)) return null;
  return narrow(BigInt(text));
}

/** A bigint as a number where that is exact; null beyond 64 bits. */
export function narrow(value: bigint): number | bigint | null {
  if (value < SMALLEST || value > LARGEST) return null;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** What to throw: an error, or the text of one that is only made when it is needed. */
type Complaint = ErrorReply | string;

function refusal(complaint: Complaint): ErrorReply {
  return typeof complaint === 'string' ? failure(complaint) : complaint;
}

/** An integer, or the given error. */
export function needInteger(text: string, complaint: Complaint = NOT_AN_INTEGER): number | bigint {
  const value = parseInteger(text);
  if (value === null) throw refusal(complaint);
  return value;
}

/** An integer where only its size matters (indexes, counts): beyond 2^53 it loses digits. */
export function needNumber(text: string, complaint: Complaint = NOT_AN_INTEGER): number {
  return Number(needInteger(text, complaint));
}

const SMALLEST_INT = -(2 ** 31);
const LARGEST_INT = 2 ** 31 - 1;

/** A 32-bit integer (the index of a database), or Redis's errors for what is none. */
export function needInt(text: string): number {
  const value = needInteger(text);
  if (value >= SMALLEST_INT && value <= LARGEST_INT) return Number(value);
  throw failure(`value is out of range, value must between ${SMALLEST_INT} and ${LARGEST_INT}`);
}

/** An integer of at least `least`, or the given error. */
export function needAtLeast(text: string, least: number, complaint: Complaint): number {
  const value = needNumber(text, complaint);
  if (value < least) throw refusal(complaint);
  return value;
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const HEXADECIMAL = /^([+-]?)0x([0-9a-f]+)(?:\.([0-9a-f]*))?(?:p([+-]?\d+))?$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** A double as Redis reads scores: like `readDouble`, but what overflows, or vanishes to zero, is none. */
export function parseDouble(text: string): number | null {
  const plain = text.length < 16 ? parseInteger(text) : null;
  if (plain !== null) return Number(plain);
  const value = readDouble(text);
  if (value === null || value === 0 || !Number.isFinite(value)) return outOfRange(text, value) ? null : value;
  return value;
}

function outOfRange(text: string, value: number | null): boolean {
  if (value === 0) return /[1-9a-f]/i.test(text.replace(/[ep].*$/i, '').replace(/^[+-]?0x/i, ''));
  return value !== null && !INFINITE.test(text);
}

/** A double as C's strtod reads the whole of a word; null for anything else and for NaN. */
function readDouble(text: string): number | null {
  if (DECIMAL.test(text)) return Number(text);
  const infinite = INFINITE.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? -Infinity : Infinity;
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = hexadecimal;
  const magnitude = Number(`0x${whole}${fraction}`) * 2 ** (Number(exponent) - 4 * fraction.length);
  return sign === '-' ? -magnitude : magnitude;
}

/** A double as C's strtod reads a C string: it ends at a zero byte, leading space is skipped, nothing at all is zero. */
export function readLenientDouble(text: string): number | null {
  const plain = text.length < 16 ? parseInteger(text) : null;
  if (plain !== null) return Number(plain);
  const whole = asPrinted(text);
  const trimmed = whole.replace(/^[\t-\r ]+/, '');
  return whole === '' ? 0 : readDouble(trimmed);
}

/** A double, or the given error. */
export function needDouble(text: string, complaint: Complaint = NOT_A_FLOAT): number {
  const value = parseDouble(text);
  if (value === null) throw refusal(complaint);
  return value;
}

/** A word as C's `%s` prints it: it ends at a zero byte. */
export function asPrinted(word: string): string {
  const end = word.indexOf('\0');
  return end === -1 ? word : word.slice(0, end);
}

/** `numkeys key [key …]` from an index on: the keys; none when there are fewer than it says. */
export function countedKeys(argv: readonly string[], index: number): readonly string[] {
  const count = Number(argv[index]);
  return count >= 1 && count < argv.length - index ? argv.slice(index + 1, index + 1 + count) : [];
}

/** Whether a word is the given option; options are written upper case here and in any case by clients. */
export function isOption(word: string | undefined, option: string): boolean {
  return word !== undefined && (word === option || (word.length === option.length && word.toUpperCase() === option));
}

/** Redis's glob: `*`, `?`, `[a-z]`, `[^x]`, backslash. */
export function globMatches(pattern: string, text: string, ignoreCase = false): boolean {
  return ignoreCase ? match(pattern.toLowerCase(), 0, text.toLowerCase(), 0) : match(pattern, 0, text, 0);
}

function match(pattern: string, patternFrom: number, text: string, textFrom: number): boolean {
  let p = patternFrom;
  let t = textFrom;
  let starPattern = -1;
  let starText = -1;
  for (;;) {
    if (p < pattern.length && pattern[p] === '*') {
      starPattern = ++p;
      starText = t;
      continue;
    }
    const next = t < text.length && p < pattern.length ? matchOne(pattern, p, text.charAt(t)) : -1;
    if (next !== -1) {
      p = next;
      t++;
    } else if (t === text.length && p === pattern.length) return true;
    else if (starPattern !== -1 && starText < text.length) {
      p = starPattern;
      t = ++starText;
    } else return false;
  }
}

/** Matches one character; answers where the pattern goes on, or -1. */
function matchOne(pattern: string, from: number, character: string): number {
  const symbol = pattern.charAt(from);
  if (symbol === '?') return from + 1;
  if (symbol === '[') return matchClass(pattern, from + 1, character);
  if (symbol === '\\' && from + 1 < pattern.length) return pattern.charAt(from + 1) === character ? from + 2 : -1;
  return symbol === character ? from + 1 : -1;
}

function matchClass(pattern: string, from: number, character: string): number {
  let p = from;
  const inverted = pattern.charAt(p) === '^';
  if (inverted) p++;
  let found = false;
  while (p < pattern.length && pattern.charAt(p) !== ']') {
    if (pattern.charAt(p) === '\\' && p + 1 < pattern.length) {
      p++;
      if (pattern.charAt(p) === character) found = true;
    } else if (pattern.charAt(p + 1) === '-' && p + 2 < pattern.length) {
      const low = pattern.charAt(p);
      const high = pattern.charAt(p + 2);
      if (low <= high ? character >= low && character <= high : character >= high && character <= low) found = true;
      p += 2;
    } else if (pattern.charAt(p) === character) found = true;
    p++;
  }
  if (found === inverted) return -1;
  return Math.min(p + 1, pattern.length);
}

/** A word as C shows it in a message: up to its first zero byte. */
export function untilZero(word: string): string {
  const end = word.indexOf('\0');
  return end === -1 ? word : word.slice(0, end);
}
