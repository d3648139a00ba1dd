/** How many different elements made a set of registers: Ertl's improved estimator, operation by operation as Redis 7.0 computes it. */
import { REGISTERS } from './layout.ts';

const PATTERN_BITS = 50;
const ALPHA = 0.7213475204444817;

/** The estimate from how many registers hold each length (0 to 51). */
export function estimate(histogram: Float64Array): number {
  let z = REGISTERS * tau((REGISTERS - (histogram[PATTERN_BITS + 1] ?? 0)) / REGISTERS);
  for (let length = PATTERN_BITS; length >= 1; length--) {
    z += histogram[length] ?? 0;
    z *= 0.5;
  }
  z += REGISTERS * sigma((histogram[0] ?? 0) / REGISTERS);
  return Math.round((ALPHA * REGISTERS * REGISTERS) / z);
}

function sigma(start: number): number {
  if (start === 1) return Infinity;
  let x = start;
  let y = 1;
  let z = x;
  for (let before = NaN; before !== z;) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let x = start;
  let y = 1;
  let z = 1 - x;
  for (let before = NaN; before !== z;) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) * (1 - x) * y;
  }
  return z / 3;
}
