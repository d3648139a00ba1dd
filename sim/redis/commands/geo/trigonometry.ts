/**
 * Sine, cosine and arcsine rounded correctly. JavaScript leaves their last bit open, engines differ, and distances that are stored as scores
 * show it; C's library, which Redis uses, rounds correctly but for rare cases. Numbers are computed as unevaluated sums of two doubles
 * (Dekker 1971), which needs nothing but operations that IEEE 754 defines to the last bit.
 */

/** A number as the sum of two doubles. */
type Double2 = readonly [high: number, low: number];

/** π/2 in three parts. */
const QUARTER_TURN = [1.5707963267948966, 6.123233995736766e-17, -1.4973849048591833e-33] as const;
const SPLITTER = 134217729;
const NEGLIGIBLE = 1e-35;

/** The sine of an angle in radians. */
export function sine(angle: number): number {
  const [high, low] = sineOf(angle, 0);
  return high + low;
}

/** The cosine of an angle in radians. */
export function cosine(angle: number): number {
  const [high, low] = sineOf(angle, 1);
  return high + low;
}

/** The angle in radians with a sine; NaN outside of [-1, 1]. */
export function arcsine(value: number): number {
  const guess = Math.asin(value);
  if (!(Math.abs(guess) > 0) || Math.abs(value) === 1) return guess;
  const [sineHigh, sineLow] = sineOf(guess, 0);
  const [cosineHigh] = sineOf(guess, 1);
  return guess + (value - sineHigh - sineLow) / cosineHigh;
}

/** The sine of an angle to which `quarters` right angles are added. */
function sineOf(angle: number, quarters: number): Double2 {
  const turns = Math.round(angle / QUARTER_TURN[0]);
  let rest: Double2 = [angle, 0];
  for (const part of QUARTER_TURN) rest = sum(rest, product([part, 0], [-turns, 0]));
  const quadrant = (((turns + quarters) % 4) + 4) % 4;
  const [high, low] = quadrant % 2 === 0 ? series(rest, rest, 2) : series([1, 0], rest, 1);
  return quadrant < 2 ? [high, low] : [-high, -low];
}

/** Taylor's series of the sine (from x, divisors 2·3, 4·5 …) or the cosine (from 1, divisors 1·2, 3·4 …). */
function series(first: Double2, x: Double2, divisor: number): Double2 {
  const square = product(x, x);
  let term = first;
  let total = first;
  for (let by = divisor; Math.abs(term[0]) > NEGLIGIBLE; by += 2) {
    const [high, low] = quotient(product(term, square), by * (by + 1));
    term = [-high, -low];
    total = sum(total, term);
  }
  return total;
}

function sum([a, aLow]: Double2, [b, bLow]: Double2): Double2 {
  const high = a + b;
  const virtual = high - a;
  const low = a - (high - virtual) + (b - virtual) + aLow + bLow;
  return normal(high, low);
}

function product([a, aLow]: Double2, [b, bLow]: Double2): Double2 {
  const high = a * b;
  return normal(high, errorOfProduct(a, b, high) + (a * bLow + aLow * b));
}

function quotient([a, aLow]: Double2, by: number): Double2 {
  const high = a / by;
  const back = high * by;
  return normal(high, (a - back - errorOfProduct(high, by, back) + aLow) / by);
}

function errorOfProduct(a: number, b: number, product: number): number {
  const [a1, a2] = halves(a);
  const [b1, b2] = halves(b);
  return a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2;
}

function halves(value: number): Double2 {
  const scaled = value * SPLITTER;
  const high = scaled - (scaled - value);
  return [high, value - high];
}

function normal(a: number, b: number): Double2 {
  const high = a + b;
  return [high, b - (high - a)];
}
