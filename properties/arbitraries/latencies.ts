/** How slow the links of a world are: one of four classes, some with a slow tail as real networks have it. */
import fc, { type Arbitrary } from 'fast-check';
import type { Latency } from '../../sim/world/index.ts';

/** A class of links. */
export interface LatencyClass {
  readonly name: string;
  readonly latency: Latency;
}

const CLASSES: readonly (readonly [name: string, minimumMicros: number, maximumMicros: number])[] = [
  ['one machine', 100, 200],
  ['one rack', 100, 2_000],
  ['one zone', 300, 1_500],
  ['one region', 1_000, 20_000],
];
/** One segment of so many takes up to so long. */
const TAILS: readonly (readonly [slowShare: number, slowMicros: number])[] = [
  [0.01, 50_000],
  [0.03, 200_000],
];

const plain = fc
  .constantFrom(...CLASSES)
  .map(([name, minimumMicros, maximumMicros]): LatencyClass => ({ name, latency: { minimumMicros, maximumMicros } }));

const tailed = fc.tuple(plain, fc.constantFrom(...TAILS)).map(([{ name, latency }, [slowShare, slowMicros]]): LatencyClass => ({
  name: `${name}, ${slowShare * 100}% up to ${slowMicros / 1_000}ms`,
  latency: { ...latency, slowShare, slowMicros },
}));

/** The latency class of a world; one in four with a slow tail. */
export const latencyClass: Arbitrary<LatencyClass> = fc.oneof({ weight: 3, arbitrary: plain }, { weight: 1, arbitrary: tailed });

/** What shrinking makes of any class. */
export const plainLatency: Latency = { minimumMicros: 100, maximumMicros: 200 };
