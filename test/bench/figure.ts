/** One measured figure beside its reference: machines are noisy, so what counts is the ratio of two numbers taken in the same run. */

/** What a figure is compared with. */
export interface Reference {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** `same run`: measured beside the figure. `published`: a number that others wrote down. `bound`: the limit that we set ourselves. */
  readonly kind: 'same run' | 'published' | 'bound';
}

/** A figure of the benchmark. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly reference: Reference;
  /** Further numbers to hold it against. */
  readonly others?: readonly Reference[];
  /** value / reference. */
  readonly ratio: number;
  /** What is aimed at, in words; and whether this run reached it (null when nothing is aimed at). */
  readonly target: string | null;
  readonly isReached: boolean | null;
  /** How it was measured. */
  readonly note: string;
}

/** Makes a figure; the ratio is computed here and nowhere else. */
export function figure(fields: Omit<Figure, 'ratio'>): Figure {
  return { ...fields, ratio: fields.value / fields.reference.value };
}

/** Calls `work` again and again for about `forMs` of real time and returns calls a second. `work` returns how many it stands for. */
export async function rate(forMs: number, work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < forMs) done += await work();
  return (done / (performance.now() - began)) * 1000;
}

/** The middle of some numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError('the median of no numbers');
  return middle;
}
