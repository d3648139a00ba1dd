/**
 * The faults of a recorded world as spans of time: which host or link, from which entry, until which entry. A fault tells its beginning
 * itself; its end is the control event that it ordered.
 */
import type { TraceEvent } from './event.ts';
import type { EventGroup } from './event-groups.ts';
import { faultInfluenceOf, faultKindOf, type FaultInfluence } from './fault-words.ts';

/** One fault of a recorded world. */
export interface FaultSpan {
  /** Position of its entry in the trace. */
  readonly index: number;
  /** Number of the kernel event in which it struck. */
  readonly event: number;
  /** `pause`, `crash`, `partition` …, as its name or its words tell it. */
  readonly kind: string;
  readonly host: string;
  /** Other hosts that it names: the other ends of a link. */
  readonly peers: readonly string[];
  readonly text: string;
  readonly influence: FaultInfluence;
  readonly fromMicros: number;
  /** When it was over; null when it was not over before the trace ended. */
  readonly untilMicros: number | null;
  /** Position of the last entry of the event that ended it; null when there is none. */
  readonly endIndex: number | null;
}

/** Words of the event that ends a fault. */
const BACK = /\b(resum|restart|heal|over|release|ends?|again|back)/i;

/** The faults of a trace in order of their beginning. */
export function faultSpans(trace: readonly TraceEvent[], groups: readonly EventGroup[], hosts: ReadonlySet<string>): readonly FaultSpan[] {
  const children = childrenOf(groups);
  const spans: FaultSpan[] = [];
  const ends = new Set<number>();
  trace.forEach((entry, index) => {
    if (entry.kind !== 'fault' || ends.has(index)) return;
    const end = endOf(entry, trace, children);
    // A fault that says that it heals is the end of its span and not a fault of its own.
    if (end !== null) for (let at = end.first; at <= end.last; at += 1) ends.add(at);
    spans.push(spanOf(entry, index, end, hosts));
  });
  return spans;
}

function spanOf(entry: TraceEvent, index: number, end: EventGroup | null, hosts: ReadonlySet<string>): FaultSpan {
  const words = new Set(entry.text.split(/[^\w-]+/));
  // The name tells the kind where faults were applied as data; a suite that tells a fault of its own gives only words.
  const told = entry.name.startsWith('fault/') ? entry.name : entry.text;
  const influence = faultInfluenceOf(told);
  return {
    index,
    event: entry.event,
    kind: faultKindOf(told),
    host: entry.host,
    peers: [...hosts].filter((host) => host !== entry.host && words.has(host)),
    text: entry.text,
    influence,
    fromMicros: entry.atMicros,
    untilMicros: influence === 'moment' ? entry.atMicros : (end?.atMicros ?? null),
    endIndex: end?.last ?? null,
  };
}

function childrenOf(groups: readonly EventGroup[]): ReadonlyMap<number, readonly EventGroup[]> {
  const children = new Map<number, EventGroup[]>();
  for (const group of groups) {
    if (group.kind !== 'event') continue;
    const siblings = children.get(group.cause);
    if (siblings === undefined) children.set(group.cause, [group]);
    else siblings.push(group);
  }
  return children;
}

/** The control event that the fault ordered and that ends it: of several, the last one that names its host. */
function endOf(entry: TraceEvent, trace: readonly TraceEvent[], children: ReadonlyMap<number, readonly EventGroup[]>): EventGroup | null {
  if (entry.event === 0) return null;
  const told = (children.get(entry.event) ?? []).filter((group) => BACK.test(textOf(group, trace)));
  return (
    told.findLast((group) =>
      textOf(group, trace)
        .split(/[^\w-]+/)
        .includes(entry.host),
    ) ??
    told.at(-1) ??
    null
  );
}

function textOf(group: EventGroup, trace: readonly TraceEvent[]): string {
  const words: string[] = [];
  for (let at = group.first; at <= group.last; at += 1) {
    const entry = trace[at];
    if (entry !== undefined) words.push(entry.host, entry.name, entry.text);
  }
  return words.join(' ');
}
