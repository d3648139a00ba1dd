/** Several measurements of one thing as three numbers. */

/** Median, smallest and largest. */
export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** @throws RangeError for no numbers. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = [...numbers].sort((left, right) => left - right);
  const [minimum, median, maximum] = [sorted[0], sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  if (minimum === undefined || median === undefined || maximum === undefined) throw new RangeError('the spread of no numbers');
  return { median, minimum, maximum };
}

/** A duration as people read it; a dash for what has none, such as the cost of a placement where nothing was placed. */
export function shownMs(ms: number): string {
  if (!Number.isFinite(ms)) return '–';
  if (ms >= 10_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms >= 100) return `${ms.toFixed(0)} ms`;
  return ms >= 1 ? `${ms.toFixed(1)} ms` : `${(ms * 1_000).toFixed(0)} µs`;
}

/** Median, and the range when there is one. */
export function shownSpread({ median, minimum, maximum }: Spread, show: (value: number) => string): string {
  return minimum === maximum ? show(median) : `${show(median)} (${show(minimum)} to ${show(maximum)})`;
}
