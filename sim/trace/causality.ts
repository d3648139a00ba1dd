/**
 * What happened before what, and why (Lamport, "Time, clocks, and the ordering of events in a distributed system", 1978), over the entries
 * of a recorded world: an entry follows those of its own event, an event follows the one that sent its message or set its timer, a command
 * at Redis follows the last one that wrote a key it touches, and what a fault delayed or allowed follows the fault. Time alone is no cause.
 */
import { eventGroups, type EventGroup } from './event-groups.ts';
import type { TraceEvent } from './event.ts';
import { faultEdges } from './fault-edges.ts';
import { faultSpans, type FaultSpan } from './fault-spans.ts';

/**
 * Why one entry follows another. `event`: earlier in the same event; `created`: by an event that this one created; `key`: it wrote a key
 * that this one touched; `delayed`: this one waited for the end of a fault; `fault`: the fault acted on it directly; `allowed`: it changed
 * what an absent host held; `pressed`: it happened on a host or link under a fault that lasts.
 */
export type CausalReason = 'event' | 'created' | 'key' | 'delayed' | 'fault' | 'allowed' | 'pressed';

/** An entry that another one follows. */
export interface CausalEdge {
  /** Position of the earlier entry in the trace. */
  readonly from: number;
  readonly why: CausalReason;
}

/** The happens-before relation of one trace. Positions are indexes into `trace`; edges point backwards, so it has no cycles. */
export interface Causality {
  readonly trace: readonly TraceEvent[];
  readonly groups: readonly EventGroup[];
  /** Every host that the trace names, in order of first appearance. */
  readonly hosts: ReadonlySet<string>;
  readonly faults: readonly FaultSpan[];
  /** The entries of a kernel event by its number; null for 0 and for events outside the trace. */
  readonly group: (event: number) => EventGroup | null;
  /** What the entry at a position follows directly. */
  readonly before: (index: number) => readonly CausalEdge[];
}

/** Reads the relation off a trace, in time linear in its entries and keys. */
export function causalityOf(trace: readonly TraceEvent[]): Causality {
  const groups = eventGroups(trace);
  const hosts = hostsOf(trace);
  const faults = faultSpans(trace, groups, hosts);
  const edges = new EdgeLists(trace.length);
  const byEvent = new Map(groups.flatMap((group) => (group.event > 0 ? [[group.event, group] as const] : [])));
  addEventEdges(edges, trace, groups, byEvent, faults);
  addKeyEdges(edges, trace);
  for (const { to, from, why } of faultEdges(trace, groups, faults)) edges.add(to, from, why);
  return { trace, groups, hosts, faults, group: (event) => byEvent.get(event) ?? null, before: (index) => edges.of(index) };
}

/** Everything that had to happen for the entries at `from` to happen, themselves included. Throws RangeError for a position outside the trace. */
export function causalPast(causality: Causality, from: Iterable<number>): ReadonlySet<number> {
  const past = new Set<number>();
  const open = [...from];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (index < 0 || index >= causality.trace.length) {
      throw new RangeError(`position ${index} is outside a trace of ${causality.trace.length} entries`);
    }
    if (past.has(index)) continue;
    past.add(index);
    for (const edge of causality.before(index)) open.push(edge.from);
  }
  return past;
}

const noEdges: readonly CausalEdge[] = [];

/** Edges by the position that they lead to. Edges that do not point backwards, or into nothing, are none. */
class EdgeLists {
  readonly #lists: (CausalEdge[] | undefined)[];

  constructor(length: number) {
    this.#lists = Array.from({ length });
  }

  add(to: number, from: number, why: CausalReason): void {
    if (from >= to || from < 0) return;
    const list = this.#lists[to];
    if (list === undefined) this.#lists[to] = [{ from, why }];
    else if (!list.some((edge) => edge.from === from)) list.push({ from, why });
  }

  of(index: number): readonly CausalEdge[] {
    return this.#lists[index] ?? noEdges;
  }
}

function addEventEdges(
  edges: EdgeLists,
  trace: readonly TraceEvent[],
  groups: readonly EventGroup[],
  byEvent: ReadonlyMap<number, EventGroup>,
  faults: readonly FaultSpan[],
): void {
  const absences = new Map(faults.flatMap(({ influence, event, index }) => (influence === 'absence' ? [[event, index] as const] : [])));
  for (const group of groups) {
    const creator = byEvent.get(group.cause);
    if (creator !== undefined) {
      const end = isAnswer(group, creator) ? (absences.get(creator.event) ?? Infinity) : Infinity;
      for (let from = creator.first; from <= creator.last && from < end; from += 1) edges.add(group.first, from, 'created');
    }
    addInnerEdges(edges, trace, group);
  }
}

/** Sent by the host whose event it was. A pause that strikes during that event did not send it, though it may delay it. */
function isAnswer(group: EventGroup, creator: EventGroup): boolean {
  return creator.kind !== 'event' && group.kind === 'deliver' && group.peer === creator.host;
}

/**
 * Within an event each entry follows the one before it. Commands that arrived in one packet were sent together, none for the sake of
 * another: each follows the arrival. An expiry is nobody's doing: it follows only the command that set the key.
 */
function addInnerEdges(edges: EdgeLists, trace: readonly TraceEvent[], group: EventGroup): void {
  let before = group.first;
  for (let index = group.first + 1; index <= group.last; index += 1) {
    const entry = trace[index];
    if (entry?.kind === 'command') {
      if (!isExpiry(entry)) edges.add(index, before, 'event');
    } else {
      edges.add(index, index - 1, 'event');
      edges.add(index, before, 'event');
      before = index;
    }
  }
}

/** Whether the entry is a key whose time ran out. */
export function isExpiry(entry: TraceEvent): boolean {
  return entry.kind === 'command' && entry.name === 'EXPIRE-EVENT';
}

function addKeyEdges(edges: EdgeLists, trace: readonly TraceEvent[]): void {
  const writers = new Map<string, number>();
  trace.forEach((entry, index) => {
    if (entry.kind !== 'command') return;
    for (const key of entry.keys ?? []) {
      const writer = writers.get(`${entry.host} ${key}`);
      if (writer !== undefined) edges.add(index, writer, 'key');
    }
    for (const key of entry.writes ?? []) writers.set(`${entry.host} ${key}`, index);
  });
}

function hostsOf(trace: readonly TraceEvent[]): ReadonlySet<string> {
  const hosts = new Set<string>();
  for (const { host, peer } of trace) {
    if (host !== 'world') hosts.add(host);
    if (peer !== undefined) hosts.add(peer);
  }
  return hosts;
}
