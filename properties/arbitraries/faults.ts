/**
 * What goes wrong in a world. Each world first switches every kind of fault on or off and gives each a rate, log-uniformly (swarm testing:
 * faults that hide each other are often apart, and rare ones are sometimes alone); then it draws faults at these rates. Some worlds follow
 * a pattern instead, in which faults build on each other.
 */
import fc, { type Arbitrary } from 'fast-check';
import { FAULT_KINDS, onShare, type FaultKind } from './fault-kinds.ts';
import { atLogScale, fraction, twoDigits } from './log-uniform.ts';

/** No fault begins later than this. */
export const FAULT_SPAN_MS = 4_000;

/** Limits of a world's faults. */
export interface FaultLimits {
  /** Exactly so many faults; drawn up to a budget when absent. */
  readonly count?: number | undefined;
  /** Only this kind. */
  readonly kind?: FaultKind | undefined;
  /** Only these kinds, and no patterns. */
  readonly kinds?: readonly FaultKind[] | undefined;
  /** The first fault of every world that has any is of this kind. */
  readonly first?: FaultKind | undefined;
}

/** A fault before it is aimed at a host of its world: numbers from which each kind takes what it needs. */
export interface FaultSketch {
  /** Picks among the kinds that are on, by their rates; in [0, 1). */
  readonly kind: number;
  readonly onGateway: boolean;
  readonly target: number;
  readonly atMs: number;
  /** What it waits for; null: only for its moment. */
  readonly cause: number | null;
  readonly occurrence: number;
  readonly forMs: number;
  readonly variant: number;
  /** How strong it is; in [0, 1). */
  readonly strength: number;
}

/** How the faults of a world belong together: drawn each by itself, or by one of the patterns. */
export type FaultPattern = 'apart' | 'stalled-taker' | 'lost-lock-holders' | 'dead-workers' | 'unheard-replies';

/** The faults of one world before they are aimed. */
export interface FaultSketches {
  readonly pattern: FaultPattern;
  /** Faults a second by kind; kinds that are off are absent. */
  readonly rates: ReadonlyMap<FaultKind, number>;
  readonly faults: readonly FaultSketch[];
  /** What the first of them is, whatever the rates; drawn when absent. */
  readonly first?: FaultKind | undefined;
}

/** No faults at all. */
export const NO_FAULTS: FaultSketches = { pattern: 'apart', rates: new Map(), faults: [] };

const FAULTS_MAX = 6;
const RATE_MIN = 0.05;
const RATE_MAX = 1;

/** One fault with everything drawn. */
export const faultSketch: Arbitrary<FaultSketch> = fc.record({
  kind: fraction,
  onGateway: fc.boolean(),
  target: fc.nat(5),
  atMs: fc.integer({ min: 50, max: FAULT_SPAN_MS }),
  cause: fc.oneof({ weight: 2, arbitrary: fc.nat(119) }, { weight: 1, arbitrary: fc.constant(null) }),
  occurrence: fc.integer({ min: 1, max: 4 }),
  forMs: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 20, max: 1_500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1_500, max: 5_500 }) },
  ),
  variant: fc.nat(11),
  strength: fraction,
});

/**
 * How busy a world is: multiplies the share of kinds that are on, so that some worlds have hardly any, where one fault acts alone, and some
 * have many.
 */
const density = fc.constantFrom(0.25, 1, 1, 1.5);

/** Each of the kinds on or off, with its rate; one of them when all would be off and some must be on. */
function rates(kinds: readonly FaultKind[], isOn: (kind: FaultKind) => number, some: boolean): Arbitrary<ReadonlyMap<FaultKind, number>> {
  const draws = fc.array(fc.tuple(fraction, fraction), { minLength: kinds.length, maxLength: kinds.length });
  return fc.tuple(draws, density).map(([shares, dense]) => {
    const drawn = kinds.map((kind, index) => ({ kind, on: shares[index]?.[0] ?? 1, rate: shares[index]?.[1] ?? 0 }));
    const on = drawn.filter((one) => one.on < isOn(one.kind) * dense);
    const chosen = on.length > 0 || !some ? on : drawn.toSorted((left, right) => left.on - right.on).slice(0, 1);
    return new Map(chosen.map(({ kind, rate }) => [kind, twoDigits(atLogScale(rate, RATE_MIN, RATE_MAX))]));
  });
}

/** How many faults come at the rates that are on, within the budget. */
function countOf(rate: ReadonlyMap<FaultKind, number>, luck: number): number {
  const perSecond = [...rate.values()].reduce((sum, one) => sum + one, 0);
  return Math.min(FAULTS_MAX, Math.floor((perSecond * FAULT_SPAN_MS) / 1_000 + luck));
}

/** Faults drawn each by itself. */
function apart(limits: FaultLimits): Arbitrary<FaultSketches> {
  const { count, kind } = limits;
  const only = kind === undefined ? limits.kinds : [kind];
  const drawn =
    only === undefined ? rates(FAULT_KINDS, onShare, count !== undefined) : rates(only, () => (kind === undefined ? 0.5 : 1), true);
  const budget = count ?? FAULTS_MAX;
  return fc
    .record({ rates: drawn, luck: fraction, faults: fc.array(faultSketch, { minLength: budget, maxLength: budget, size: 'max' }) })
    .map(({ rates: on, luck, faults }) => ({
      pattern: 'apart',
      rates: on,
      faults: count === undefined ? faults.slice(0, countOf(on, luck)) : faults,
      first: kind === undefined ? limits.first : undefined,
    }));
}

function patterned(pattern: FaultPattern): Arbitrary<FaultSketches> {
  return fc
    .array(faultSketch, { minLength: 3, maxLength: FAULTS_MAX, size: 'max' })
    .map((faults) => ({ pattern, rates: new Map(), faults }));
}

/** Kinds that are on with their rates, and the faults that come of it; every second world follows a pattern instead, when nothing is fixed. */
export function faultSketches(limits: FaultLimits): Arbitrary<FaultSketches> {
  if (limits.count !== undefined || limits.kind !== undefined || limits.kinds !== undefined) return apart(limits);
  const patterns = (['lost-lock-holders', 'dead-workers', 'unheard-replies'] as const).map(patterned);
  // What only the first pattern finds takes longest to find.
  return fc.oneof({ weight: 4, arbitrary: apart(limits) }, { weight: 2, arbitrary: patterned('stalled-taker') }, ...patterns);
}
