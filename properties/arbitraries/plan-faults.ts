/**
 * Aims the faults of a world at its hosts: each by itself, or by a pattern in which one fault prepares the ground for the next, as the
 * failures that are hard to meet by accident do.
 */
import type { Deed, FaultKind, Moment, PlannedFault } from '../scenario.ts';
import { gatewayName, workerName } from '../scenario.ts';
import { FAULT_SPAN_MS, type FaultSketch, type FaultSketches } from './faults.ts';

const GATEWAY_DEEDS: readonly Deed[] = ['took-requests', 'took-lock', 'charged', 'placed'];
const WORKER_DEEDS: readonly Deed[] = ['was-given-work', 'took-delivery', 'acknowledged', 'started', 'ended'];

/** The world that faults are aimed at. */
export interface FaultTargets {
  readonly gateways: number;
  readonly workers: number;
  readonly leaseTtlMs: number;
  readonly lockTtlMs: number;
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
/** Longer than a lease or lock of `ttlMs`, by the time that others need to take it back and use it. */
const stallMs = (sketch: FaultSketch, ttlMs: number): number => ttlMs + 400 + ((sketch.atMs * 7) % 1_900);

const after = (deed: Deed, occurrence: number): Moment => ({ atMs: PATTERN_SPAN_MS, after: { deed, occurrence } });

/**
 * One gateway stalls again and again right after it took requests, so that leases run out under a living holder while others go on; and
 * workers stall meanwhile, so that what the others place stays without acknowledgement.
 */
function stalledTaker(faults: readonly FaultSketch[], { gateways, workers, leaseTtlMs }: FaultTargets): readonly PlannedFault[] {
  const taker = gatewayName((faults[0]?.target ?? 0) % gateways);
  return faults.map((sketch, index) => {
    const forMs = stallMs(sketch, leaseTtlMs);
    if (index % 2 === 0) return { kind: 'pause', target: taker, moment: after('took-requests', sketch.occurrence + index), forMs };
    const target = workerName(sketch.target % workers);
    const moment = sketch.variant ? after('took-delivery', sketch.occurrence) : { atMs: sketch.atMs, after: null };
    return { kind: 'pause', target, moment, forMs: forMs + 1_000 };
  });
}

/** One gateway dies with requests in its hands, and whoever takes the lock to clean up stalls or dies with the lock. */
function lostLockHolders(faults: readonly FaultSketch[], { gateways, lockTtlMs }: FaultTargets): readonly PlannedFault[] {
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
        forMs: stallMs(sketch, lockTtlMs),
      };
      return sketch.variant ? { kind: 'pause', ...held } : { kind: 'crash', ...held, manner: 'reset' };
    }),
  ];
}

/** Workers die just when they were given work. */
function deadWorkers(faults: readonly FaultSketch[], { workers }: FaultTargets): readonly PlannedFault[] {
  return faults.map((sketch) => ({
    kind: 'crash',
    target: workerName(sketch.target % workers),
    moment: after('was-given-work', sketch.occurrence),
    forMs: sketch.forMs,
    manner: sketch.variant ? 'silence' : 'reset',
  }));
}

/** Aims the sketches at the hosts of a world. */
export function planFaults(sketches: FaultSketches, targets: FaultTargets): readonly PlannedFault[] {
  const { pattern, faults, kinds } = sketches;
  const { gateways, workers } = targets;
  if (pattern === 'stalled-taker') return stalledTaker(faults, targets);
  if (pattern === 'lost-lock-holders') return lostLockHolders(faults, targets);
  if (pattern === 'dead-workers') return deadWorkers(faults, targets);
  return faults.map((sketch) => planFault(sketch, kinds, gateways, workers));
}
