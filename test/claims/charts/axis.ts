/** Axes of charts: where a value lies, and which values are worth a line. */

/** A value axis. */
export interface Axis {
  /** Pixels of a value, clamped to the chart. */
  readonly at: (value: number) => number;
  readonly ticks: readonly number[];
}

/**
 * A logarithmic axis over all values from the pixel `from` (smallest) to `to` (largest), with a line at every power of ten. Zero, which has no
 * logarithm, lies one step below the lowest power when it is among the values.
 */
export function logAxis(values: readonly number[], from: number, to: number): Axis {
  const positive = values.filter((value) => value > 0);
  const lowest = positive.length === 0 ? 0 : Math.floor(Math.log10(Math.min(...positive)) + 1e-9);
  const highest = positive.length === 0 ? 1 : Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...positive)) - 1e-9));
  const hasZero = positive.length < values.length;
  const start = hasZero ? lowest - 1 : lowest;
  const at = (power: number): number => from + ((to - from) * (power - start)) / (highest - start);
  const powers = Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
  return {
    at: (value) => (value <= 0 ? from : at(Math.log10(value))),
    ticks: hasZero ? [0, ...powers] : powers,
  };
}

/** A number as people write it: thousands grouped, no more digits than say something. */
export function say(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  if (Math.abs(value) >= 10) return (Math.round(value * 10) / 10).toString();
  if (Math.abs(value) >= 1) return (Math.round(value * 100) / 100).toString();
  return Number(value.toPrecision(2)).toString();
}
