/** Numbers drawn by their order of magnitude: as often between 1 and 10 as between 10 and 100. */
import fc, { type Arbitrary } from 'fast-check';

const STEPS = 1_000;

/** A fraction of 1 in thousandths. */
export const fraction: Arbitrary<number> = fc.nat(STEPS - 1).map((step) => step / STEPS);

/** The number at a fraction of the way from `minimum` to `maximum`, both above 0, on a logarithmic scale. */
export function atLogScale(share: number, minimum: number, maximum: number): number {
  return minimum * (maximum / minimum) ** share;
}

/** Two significant digits, which is all that a drawn magnitude means. */
export function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
