/**
 * What goes wrong in a world. Each world first switches kinds of faults on or off (swarm testing: faults that hide each other are often
 * apart), then draws a few faults of the kinds that are on; some worlds follow a pattern in which faults build on each other. A fault strikes at a moment, or right after its target did something
 * that leaves work half done, because that is where crashes and lost replies matter.
 */
import fc, { type Arbitrary } from 'fast-check';
import type { Deed, FaultKind, Moment, PlannedFault } from '../scenario.ts';
import { gatewayName, workerName } from '../scenario.ts';

/** Every kind of fault, in the order of lists and help. */
export const FAULT_KINDS: readonly FaultKind[] = ['crash', 'pause', 'partition', 'latency', 'reset'];

/** No fault begins later than this. */
export const FAULT_SPAN_MS = 5_000;

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
export type FaultPattern = 'apart' | 'stalled-taker' | 'lost-lock-holders';

/** The faults of one world before they are aimed. */
export interface FaultSketches {
  readonly pattern: FaultPattern;
  readonly kinds: readonly FaultKind[];
  readonly faults: readonly FaultSketch[];
}

const FAULTS_MAX = 6;
const GATEWAY_DEEDS: readonly Deed[] = ['took-requests', 'took-lock', 'charged', 'placed'];
const WORKER_DEEDS: readonly Deed[] = ['took-delivery', 'acknowledged', 'started', 'ended'];

/** One fault with everything drawn. */
export const faultSketch: Arbitrary<FaultSketch> = fc.record({
  kind: fc.nat(FAULT_KINDS.length * 12 - 1),
  onGateway: fc.boolean(),
  target: fc.nat(5),
  atMs: fc.integer({ min: 50, max: FAULT_SPAN_MS }),
  deed: fc.oneof({ weight: 2, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.constant(null) }),
  occurrence: fc.integer({ min: 1, max: 4 }),
  forMs: fc.oneof(
    { weight: 2, arbitrary: fc.integer({ min: 20, max: 1_500 }) },
    { weight: 1, arbitrary: fc.integer({ min: 1_500, max: 7_000 }) },
  ),
  variant: fc.boolean(),
});

/** Kinds that are on, and up to six faults, or exactly as many as the limits say; some worlds follow a pattern instead. */
export function faultSketches(limits: FaultLimits): Arbitrary<FaultSketches> {
  const free = limits.count === undefined && limits.kind === undefined;
  const patterns: readonly FaultPattern[] = free
    ? ['apart', 'apart', 'apart', 'apart', 'apart', 'apart', 'stalled-taker', 'lost-lock-holders']
    : ['apart'];
  return fc.record({
    pattern: fc.constantFrom(...patterns),
    kinds: limits.kind === undefined ? fc.subarray([...FAULT_KINDS], { minLength: 1 }) : fc.constant([limits.kind]),
    faults: fc.array(faultSketch, { minLength: limits.count ?? 0, maxLength: limits.count ?? FAULTS_MAX, size: 'max' }),
  });
}

function momentOf(sketch: FaultSketch): Moment {
  if (sketch.deed === null) return { atMs: sketch.atMs, after: null };
  const deeds = sketch.onGateway ? GATEWAY_DEEDS : WORKER_DEEDS;
  const deed = deeds[sketch.deed % deeds.length];
  return { atMs: FAULT_SPAN_MS, after: deed === undefined ? null : { deed, occurrence: sketch.occurrence } };
}

/** Aims a sketch at a gateway or worker of its world. */
function planFault(sketch: FaultSketch, kinds: readonly FaultKind[], gateways: number, workers: number): PlannedFault {
  const kind = kinds[sketch.kind % kinds.length] ?? 'crash';
  const target = sketch.onGateway ? gatewayName(sketch.target % gateways) : workerName(sketch.target % workers);
  const aimed = { target, moment: momentOf(sketch), forMs: sketch.forMs };
  switch (kind) {
    case 'crash':
      return { kind, ...aimed, manner: sketch.variant ? 'silence' : 'reset' };
    case 'pause':
    case 'partition':
      return { kind, ...aimed };
    case 'latency':
      return { kind, ...aimed, latencyMs: sketch.variant ? 40 : 400 };
    case 'reset':
      return { kind, ...aimed, forMs: 0, lost: sketch.variant ? 'reply-lost' : 'request-lost' };
  }
}

/** A pattern waits so long for the deeds that it needs. */
const PATTERN_SPAN_MS = 8_000;
/** Long enough for a lease or a lock to run out in the hands of a process that stalls. */
const stallMs = (sketch: FaultSketch): number => 1_600 + ((sketch.atMs * 7) % 2_600);

const after = (deed: Deed, occurrence: number): Moment => ({ atMs: PATTERN_SPAN_MS, after: { deed, occurrence } });

/** One gateway stalls again and again right after it took requests, so that leases run out under a living holder while others go on. */
function stalledTaker(faults: readonly FaultSketch[], gateways: number): readonly PlannedFault[] {
  const target = gatewayName((faults[0]?.target ?? 0) % gateways);
  return faults.map((sketch, index) => ({
    kind: 'pause',
    target,
    moment: after('took-requests', sketch.occurrence + index * 3),
    forMs: stallMs(sketch),
  }));
}

/** One gateway dies with requests in its hands, and whoever takes the lock to clean up stalls or dies with the lock. */
function lostLockHolders(faults: readonly FaultSketch[], gateways: number): readonly PlannedFault[] {
  const [first, ...others] = faults;
  if (first === undefined) return [];
  const dead: PlannedFault = {
    kind: 'crash',
    target: gatewayName(first.target % gateways),
    moment: after('took-requests', first.occurrence),
    forMs: first.forMs,
    manner: 'reset',
  };
  return [
    dead,
    ...others.map((sketch, index): PlannedFault => {
      const held = {
        target: gatewayName(index % gateways),
        moment: after('took-lock', 1 + Math.floor(index / gateways)),
        forMs: stallMs(sketch),
      };
      return sketch.variant ? { kind: 'pause', ...held } : { kind: 'crash', ...held, manner: 'reset' };
    }),
  ];
}

/** Aims the sketches at the hosts of a world. */
export function planFaults(sketches: FaultSketches, gateways: number, workers: number): readonly PlannedFault[] {
  const { pattern, faults, kinds } = sketches;
  if (pattern === 'stalled-taker') return stalledTaker(faults, gateways);
  if (pattern === 'lost-lock-holders') return lostLockHolders(faults, gateways);
  return faults.map((sketch) => planFault(sketch, kinds, gateways, workers));
}
