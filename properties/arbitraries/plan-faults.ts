/**
 * Aims the faults of a world at its hosts: each by itself, or by a pattern in which one fault prepares the ground for the next, as the
 * failures that are hard to meet by accident do.
 */
import type { Deed, FaultKind, Moment, PlannedFault } from '../scenario.ts';
import { gatewayName, workerName } from '../scenario.ts';
import { FAULT_SPAN_MS, type FaultSketch, type FaultSketches } from './faults.ts';

const GATEWAY_DEEDS: readonly Deed[] = ['took-requests', 'took-lock', 'charged', 'placed'];
const WORKER_DEEDS: readonly Deed[] = ['took-delivery', 'acknowledged', 'started', 'ended'];

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
