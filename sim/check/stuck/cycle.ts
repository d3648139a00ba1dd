/** What repeats at the end of a sequence. */

/** The end of a sequence is the same few items again and again. */
export interface Repetition {
  /** Items of one turn. */
  readonly period: number;
  /** Whole turns up to the end. */
  readonly times: number;
}

/** Items looked at, from the end. */
const lengthMax = 3_000;

/** The repetition that reaches back furthest, of at least `timesMin` turns; the shortest period where several do. Null when nothing repeats. */
export function repetitionAtEnd(sequence: readonly string[], timesMin: number): Repetition | null {
  const items = sequence.slice(-lengthMax);
  let best: Repetition | null = null;
  for (let period = 1; period * timesMin <= items.length; period += 1) {
    const length = period + sameLength(items, period);
    if (length < period * timesMin) continue;
    if (best === null || length > best.period * (best.times + 1)) best = { period, times: Math.floor(length / period) };
  }
  return best;
}

/** How many items at the end equal the one a period before. */
function sameLength(items: readonly string[], period: number): number {
  let length = 0;
  while (length < items.length - period && items[items.length - 1 - length] === items[items.length - 1 - length - period]) length += 1;
  return length;
}
