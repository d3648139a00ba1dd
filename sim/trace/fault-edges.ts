/**
 * What faults did to the rest of a world, as edges of its happens-before relation. What a fault creates (the restart, the reset that a peer
 * sees) follows by creation. Said here is what it does without creating anything: it delays, it presses, and it lets others take what an
 * absent host held.
 */
import type { EventGroup } from './event-groups.ts';
import type { TraceEvent } from './event.ts';
import type { FaultSpan } from './fault-spans.ts';

/** An edge from a fault to what it caused. */
export interface FaultEdge {
  readonly from: number;
  readonly to: number;
  readonly why: 'delayed' | 'fault' | 'allowed' | 'pressed';
}

/** A timer this close behind the end of a pause was waiting for it: strategies let events lag at most 50 ms. */
const TIMER_WINDOW_MICROS = 50_000;
/** The process ended, and with it what it had not stored. */
const DOWN = /\b(crash|kill|power|shut|stop)/i;
/** A key that more clients than this have written belongs to nobody. */
const HOLDERS_MAX = 3;

/** All edges from faults, in order of the faults. */
export function faultEdges(
  trace: readonly TraceEvent[],
  groups: readonly EventGroup[],
  faults: readonly FaultSpan[],
): readonly FaultEdge[] {
  if (faults.length === 0) return [];
  const byHost = groupsByHost(groups);
  const edges = faults.flatMap((fault) => [...acted(trace, byHost.get(fault.host) ?? [], fault)]);
  return [...edges, ...allowed(trace, faults), ...forgotten(trace, faults)];
}

/** The groups that happened on a host or came from it. */
function groupsByHost(groups: readonly EventGroup[]): ReadonlyMap<string, readonly EventGroup[]> {
  const byHost = new Map<string, EventGroup[]>();
  for (const group of groups) {
    for (const host of new Set([group.host, group.peer])) {
      if (host === null) continue;
      const own = byHost.get(host);
      if (own === undefined) byHost.set(host, [group]);
      else own.push(group);
    }
  }
  return byHost;
}

function* acted(trace: readonly TraceEvent[], groups: readonly EventGroup[], fault: FaultSpan): Generator<FaultEdge> {
  if (fault.endIndex !== null) yield { from: fault.index, to: fault.endIndex, why: 'fault' };
  if (fault.influence === 'moment') {
    const to = firstReset(trace, fault);
    if (to !== null) yield { from: fault.index, to, why: 'fault' };
    return;
  }
  for (const group of groups) {
    if (group.first <= fault.index || !concerns(group, fault)) continue;
    if (fault.influence === 'absence') {
      if (wasDelayed(group, fault, trace)) yield { from: fault.endIndex ?? fault.index, to: group.first, why: 'delayed' };
    } else if (fault.untilMicros === null || group.atMicros <= fault.untilMicros) {
      yield { from: fault.index, to: group.first, why: 'pressed' };
    }
  }
}

/** A fault of a link concerns what travels on the link; a fault of a host everything that happens on it or comes from it. */
function concerns(group: EventGroup, { host, peers }: FaultSpan): boolean {
  if (group.peer === null) return peers.length === 0 && group.host === host;
  if (peers.length === 0) return group.host === host || group.peer === host;
  return (group.host === host && peers.includes(group.peer)) || (group.peer === host && peers.includes(group.host));
}

/** Created before the fault was over and happening after it: a message was in flight, a timer was due and waited. */
function wasDelayed(group: EventGroup, fault: FaultSpan, trace: readonly TraceEvent[]): boolean {
  const end = fault.endIndex === null ? undefined : trace[fault.endIndex];
  if (end === undefined || group.event <= end.event || group.cause >= end.event || group.cause === 0) return false;
  if (group.kind === 'deliver') return group.host === fault.host || fault.peers.length > 0;
  return group.kind === 'fire' && fault.peers.length === 0 && group.atMicros <= end.atMicros + TIMER_WINDOW_MICROS;
}

/** A reset that a fault arms strikes at the next request: the first reset seen on the host's connections. */
function firstReset(trace: readonly TraceEvent[], { index, host, peers }: FaultSpan): number | null {
  for (let at = index + 1; at < trace.length; at += 1) {
    const entry = trace[at];
    if (entry?.kind !== 'reset' && entry?.kind !== 'close') continue;
    const ends = new Set([entry.host, entry.peer]);
    if (ends.has(host) && (peers.length === 0 || peers.some((peer) => ends.has(peer)))) return at;
  }
  return null;
}

/**
 * While a host is absent, what it held at Redis is open to others: a lock runs out, somebody takes over. A command that changes a key
 * which an absent host wrote last, and which few others ever write, follows from the absence.
 */
function allowed(trace: readonly TraceEvent[], faults: readonly FaultSpan[]): readonly FaultEdge[] {
  const absences = faults.filter((fault) => fault.influence === 'absence');
  if (absences.length === 0) return [];
  const edges: FaultEdge[] = [];
  const holders = new Map<string, { holder: string; everyone: Set<string> }>();
  trace.forEach((entry, to) => {
    if (entry.kind !== 'command') return;
    for (const key of entry.writes ?? []) {
      const held = holders.get(key);
      if (held !== undefined && held.holder !== entry.peer && held.everyone.size <= HOLDERS_MAX) {
        for (const fault of absences) {
          if (fault.host === held.holder && covers(fault, to, entry.atMicros)) edges.push({ from: fault.index, to, why: 'allowed' });
        }
      }
      if (entry.peer === undefined) continue;
      if (held === undefined) holders.set(key, { holder: entry.peer, everyone: new Set([entry.peer]) });
      else held.everyone.add((held.holder = entry.peer));
    }
  });
  return edges;
}

function covers(fault: FaultSpan, index: number, atMicros: number): boolean {
  return index > fault.index && (fault.untilMicros === null || atMicros <= fault.untilMicros);
}

/** A store that was down may have forgotten: the first command on each key written before follows from the fault. */
function forgotten(trace: readonly TraceEvent[], faults: readonly FaultSpan[]): readonly FaultEdge[] {
  return faults.flatMap((fault) => {
    if (!DOWN.test(`${fault.kind} ${fault.text}`) || fault.text.includes('everything kept')) return [];
    const written = new Set<string>();
    const edges: FaultEdge[] = [];
    trace.forEach((entry, to) => {
      if (entry.kind !== 'command' || entry.host !== fault.host) return;
      if (to < fault.index) for (const key of entry.writes ?? []) written.add(key);
      else if ((entry.keys ?? []).filter((key) => written.delete(key)).length > 0)
        edges.push({ from: fault.endIndex ?? fault.index, to, why: 'fault' });
    });
    return edges;
  });
}
