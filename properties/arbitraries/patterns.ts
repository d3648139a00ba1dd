/**
 * Faults of which one prepares the ground for the next, as the failures that are hard to meet by accident do: each pattern aims all faults
 * of a world together.
 */
import type { Fault } from '../../sim/faults/index.ts';
import { REDIS, type Deed } from '../scenario.ts';
import { aim, oneOf, type FaultTargets } from './aim.ts';
import { withinBound } from './clock-bound.ts';
import type { FaultKind } from './fault-kinds.ts';
import type { FaultSketch, FaultSketches } from './faults.ts';
import { after } from './moments.ts';

/** A pattern waits so long for the deeds that it needs. */
const PATTERN_SPAN_MS = 8_000;
/** Unheard replies of one world. */
const UNHEARD_MAX = 3;

/** Longer than a lease or lock of `ttlMs`, by the time that others need to take it back and use it. */
const stallMs = (sketch: FaultSketch, ttlMs: number): number => ttlMs + 400 + ((sketch.atMs * 7) % 1_900);

const when = (deed: Deed, occurrence: number): ReturnType<typeof after> => after(deed, occurrence, PATTERN_SPAN_MS);
const isOdd = (sketch: FaultSketch): boolean => sketch.variant % 2 === 1;

/**
 * One gateway stalls again and again right after it took requests, so that leases run out under a living holder while others go on; and
 * workers stall meanwhile, so that what the others place stays without acknowledgement.
 */
function stalledTaker(faults: readonly FaultSketch[], { gateways, workers, leaseTtlMs }: FaultTargets): readonly Fault[] {
  const taker = oneOf(gateways, faults[0]?.target ?? 0);
  return faults.map((sketch, index): Fault => {
    const forMs = stallMs(sketch, leaseTtlMs);
    if (index % 2 === 0) return { kind: 'pause', target: taker, ...when('took-requests', sketch.occurrence + index), forMs };
    const moment = isOdd(sketch) ? when('took-delivery', sketch.occurrence) : { atMs: sketch.atMs };
    return { kind: 'pause', target: oneOf(workers, sketch.target), ...moment, forMs: forMs + 1_000 };
  });
}

/** One gateway dies with requests in its hands, and whoever takes the lock to clean up stalls or dies with the lock. */
function lostLockHolders(faults: readonly FaultSketch[], { gateways, lockTtlMs }: FaultTargets): readonly Fault[] {
  const [first, ...others] = faults;
  if (first === undefined) return [];
  const dead: Fault = {
    kind: 'crash',
    target: oneOf(gateways, first.target),
    ...when('took-requests', first.occurrence),
    forMs: first.forMs,
    manner: 'reset',
  };
  return [
    dead,
    ...others.map((sketch, index): Fault => {
      const held = {
        target: oneOf(gateways, index),
        ...when('took-lock', 1 + Math.floor(index / gateways.length)),
        forMs: stallMs(sketch, lockTtlMs),
      };
      return isOdd(sketch) ? { kind: 'pause', ...held } : { kind: 'crash', ...held, manner: 'reset' };
    }),
  ];
}

/** Workers die just when they were given work. */
function deadWorkers(faults: readonly FaultSketch[], { workers }: FaultTargets): readonly Fault[] {
  return faults.map((sketch) => ({
    kind: 'crash',
    target: oneOf(workers, sketch.target),
    ...when('was-given-work', sketch.occurrence),
    forMs: sketch.forMs,
    manner: isOdd(sketch) ? 'silence' : 'reset',
  }));
}

/** Deeds after which the next request of a host is one that must not be lost. */
const UNHEARD: readonly Deed[] = ['took-delivery', 'acknowledged', 'started', 'took-requests'];

/**
 * A reply is lost and its client cannot ask again for a while, because no new connection is accepted; so what it does not know of changes
 * under it: containers are stopped, leases run out, others take over.
 */
function unheardReplies(faults: readonly FaultSketch[], { gateways, workers }: FaultTargets): readonly Fault[] {
  return faults.slice(0, UNHEARD_MAX).flatMap((sketch): readonly Fault[] => {
    const deed = oneOf(UNHEARD, sketch.variant);
    const target = oneOf(deed === 'took-requests' ? gateways : workers, sketch.target);
    const moment = when(deed, sketch.occurrence);
    return [
      { kind: 'reset', target, ...moment, peer: REDIS, manner: 'reply-lost' },
      { kind: 'refuse', target: REDIS, atMs: moment.atMs, when: { ...moment.when, host: target }, forMs: Math.min(sketch.forMs, 2_500) },
    ];
  });
}

/** The kind at a share of all rates. */
function kindAt(rates: ReadonlyMap<FaultKind, number>, share: number): FaultKind {
  let left = share * [...rates.values()].reduce((sum, rate) => sum + rate, 0);
  let last: FaultKind = 'crash';
  for (const [kind, rate] of rates) {
    last = kind;
    left -= rate;
    if (left < 0) break;
  }
  return last;
}

/** Aims the sketches at the hosts of a world. */
export function planFaults(sketches: FaultSketches, targets: FaultTargets): readonly Fault[] {
  const { pattern, faults, rates, first } = sketches;
  if (pattern === 'stalled-taker') return stalledTaker(faults, targets);
  if (pattern === 'lost-lock-holders') return lostLockHolders(faults, targets);
  if (pattern === 'dead-workers') return deadWorkers(faults, targets);
  if (pattern === 'unheard-replies') return unheardReplies(faults, targets);
  const kindOf = (sketch: FaultSketch, index: number): FaultKind => (index === 0 ? first : undefined) ?? kindAt(rates, sketch.kind);
  return withinBound(faults.map((sketch, index) => aim(kindOf(sketch, index), sketch, targets)));
}
