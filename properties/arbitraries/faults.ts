/**
 * What goes wrong in a world. Each world first switches kinds of faults on or off (swarm testing: faults that hide each other are often
 * apart), then draws a few faults of the kinds that are on; some worlds follow a pattern in which faults build on each other. A fault
 * strikes at a moment, or right after its target did something that leaves work half done, because that is where crashes matter.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { FaultKind } from '../scenario.ts';

/** Every kind of fault, in the order of lists and help. */
export const FAULT_KINDS: readonly FaultKind[] = ['crash', 'pause', 'partition', 'latency', 'reset'];

/** No fault begins later than this. */
export const FAULT_SPAN_MS = 4_000;

/** Limits of a world's faults. */
export interface FaultLimits {
  /** Exactly so many faults; drawn up to a budget when absent. */
  readonly count?: number | undefined;
  /** Only this kind. */
  readonly kind?: FaultKind | undefined;
}

/** A fault before it is aimed at a host of its world. */
export interface FaultSketch {
  /** Picks among the kinds that are on. */
  readonly kind: number;
  readonly onGateway: boolean;
  readonly target: number;
  readonly atMs: number;
  readonly deed: number | null;
  readonly occurrence: number;
  readonly forMs: number;
  readonly variant: boolean;
}

/** How the faults of a world belong together: drawn each by itself, or by one of the patterns below. */
export type FaultPattern = 'apart' | 'stalled-taker' | 'lost-lock-holders' | 'dead-workers';

/** The faults of one world before they are aimed. */
export interface FaultSketches {
  readonly pattern: FaultPattern;
  readonly kinds: readonly FaultKind[];
  readonly faults: readonly FaultSketch[];
}

const FAULTS_MAX = 6;

/** One fault with everything drawn. */
export const faultSketch: Arbitrary<FaultSketch> = fc.record({
  kind: fc.nat(FAULT_KINDS.length * 12 - 1),
  onGateway: fc.boolean(),
  target: fc.nat(5),
  atMs: fc.integer({ min: 50, max: FAULT_SPAN_MS }),
  deed: fc.oneof({ weight: 2, arbitrary: fc.nat(19) }, { weight: 1, arbitrary: fc.constant(null) }),
  occurrence: fc.integer({ min: 1, max: 4 }),
  forMs: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 20, max: 1_500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1_500, max: 5_500 }) },
  ),
  variant: fc.boolean(),
});

/** Kinds that are on, and up to six faults, or exactly as many as the limits say; every second world follows a pattern instead. */
export function faultSketches(limits: FaultLimits): Arbitrary<FaultSketches> {
  const kinds = limits.kind === undefined ? fc.subarray([...FAULT_KINDS], { minLength: 1 }) : fc.constant([limits.kind]);
  const drawn = (pattern: FaultPattern, minLength: number, maxLength: number): Arbitrary<FaultSketches> =>
    fc.record({ pattern: fc.constant(pattern), kinds, faults: fc.array(faultSketch, { minLength, maxLength, size: 'max' }) });
  const apart = drawn('apart', limits.count ?? 0, limits.count ?? FAULTS_MAX);
  if (limits.count !== undefined || limits.kind !== undefined) return apart;
  const patterns = (['stalled-taker', 'lost-lock-holders', 'dead-workers'] as const).map((pattern) => drawn(pattern, 3, FAULTS_MAX));
  return fc.oneof({ weight: 3, arbitrary: apart }, ...patterns);
}
