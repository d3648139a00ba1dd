/**
 * C's 80-bit long double, as far as INCRBYFLOAT and HINCRBYFLOAT need it: reading decimals, one addition, and printing with 17 decimals.
 * A number is an integer times a power of two; rounding to 64 bits of mantissa is to the nearest, ties to even.
 */
import { failure, trimZeros } from '../resp/index.ts';
import { NOT_A_FLOAT } from './words.ts';

interface LongDouble {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const MANTISSA_BITS = 64;
const LARGEST_EXPONENT = 16384;
const NOT_FINITE = failure('increment would produce NaN or Infinity');
const INFINITE = /^[+-]?inf(?:inity)?$/i;
const HEXADECIMAL = /^([+-]?)0x([0-9a-f]+)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i;
const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/** Whether a word is an infinity, which HINCRBYFLOAT refuses at once. */
export function isInfinite(text: string): boolean {
  return INFINITE.test(text);
}

/** Whether a word is a number that a long double can hold. */
export function isLongDouble(text: string): boolean {
  try {
    return read(text, NOT_A_FLOAT) !== 'infinite';
  } catch {
    return false;
  }
}

/** The sum of two decimals as Redis stores it: `10.50` and `0.1` give `10.6`. Throws Redis's errors for what is no float and for infinity. */
export function addLongDoubles(value: string, increment: string, notAFloat: Error = NOT_A_FLOAT): string {
  const a = read(value, notAFloat);
  const b = read(increment, NOT_A_FLOAT);
  if (a === 'infinite' || b === 'infinite') throw NOT_FINITE;
  const sum = add(a, b);
  if (sum === 'infinite') throw NOT_FINITE;
  return print(sum);
}

function read(text: string, notAFloat: Error): LongDouble | 'infinite' {
  if (INFINITE.test(text)) return 'infinite';
  const hexadecimal = HEXADECIMAL.exec(text);
  if (hexadecimal !== null) return readHexadecimal(hexadecimal);
  const parts = DECIMAL.exec(text);
  const [, sign = '', whole = '', fraction = '', power = '0'] = parts ?? [];
  if (parts === null || whole.length + fraction.length === 0 || text.length > 4096) throw notAFloat;
  const digits = BigInt(whole + fraction);
  const exponent = Number(power) - fraction.length;
  if (Math.abs(exponent) > 5000) throw notAFloat;
  const magnitude = exponent >= 0 ? round(digits * 10n ** BigInt(exponent), 0) : divide(digits, 10n ** BigInt(-exponent));
  if (magnitude === 'infinite') throw notAFloat;
  return sign === '-' ? { mantissa: -magnitude.mantissa, exponent: magnitude.exponent } : magnitude;
}

function readHexadecimal([, sign = '', whole = '', fraction = '', power = '0']: RegExpExecArray): LongDouble | 'infinite' {
  const magnitude = round(BigInt(`0x${whole}${fraction}`), Number(power) - 4 * fraction.length);
  return magnitude === 'infinite' || sign !== '-' ? magnitude : { mantissa: -magnitude.mantissa, exponent: magnitude.exponent };
}

function divide(numerator: bigint, denominator: bigint): LongDouble | 'infinite' {
  if (numerator === 0n) return { mantissa: 0n, exponent: 0 };
  const shift = Math.max(0, MANTISSA_BITS + 3 + bitLength(denominator) - bitLength(numerator));
  const scaled = numerator << BigInt(shift);
  const quotient = scaled / denominator;
  // A bit below the quotient says that something is left: rounding then sees that it is no tie.
  return round(quotient * 2n + (scaled % denominator === 0n ? 0n : 1n), -shift - 1);
}

function add(a: LongDouble, b: LongDouble): LongDouble | 'infinite' {
  const exponent = Math.min(a.exponent, b.exponent);
  const sum = (a.mantissa << BigInt(a.exponent - exponent)) + (b.mantissa << BigInt(b.exponent - exponent));
  return round(sum, exponent);
}

function round(value: bigint, exponent: number): LongDouble | 'infinite' {
  const negative = value < 0n;
  const magnitude = negative ? -value : value;
  const excess = Math.max(0, bitLength(magnitude) - MANTISSA_BITS);
  const rounded = excess === 0 ? magnitude : shiftToEven(magnitude, excess);
  if (bitLength(rounded) + exponent + excess > LARGEST_EXPONENT) return 'infinite';
  return { mantissa: negative ? -rounded : rounded, exponent: exponent + excess };
}

function shiftToEven(value: bigint, bits: number): bigint {
  const shift = BigInt(bits);
  const half = 1n << (shift - 1n);
  const rest = value & ((1n << shift) - 1n);
  const kept = value >> shift;
  return rest > half || (rest === half && (kept & 1n) === 1n) ? kept + 1n : kept;
}

/** `%.17Lf` without trailing zeros. */
function print({ mantissa, exponent }: LongDouble): string {
  const negative = mantissa < 0n;
  const scaled = (negative ? -mantissa : mantissa) * 10n ** 17n;
  const rounded = exponent >= 0 ? scaled << BigInt(exponent) : shiftToEven(scaled, -exponent);
  const digits = rounded.toString().padStart(18, '0');
  const text = trimZeros(`${digits.slice(0, -17)}.${digits.slice(-17)}`);
  return negative && text !== '0' ? `-${text}` : text;
}

function bitLength(value: bigint): number {
  if (value === 0n) return 0;
  const hexadecimal = value.toString(16);
  return hexadecimal.length * 4 - Math.clz32(Number.parseInt(hexadecimal.charAt(0), 16)) + 28;
}
