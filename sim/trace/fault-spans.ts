/**
 * The faults of a recorded world as spans of time: which host or link, from which entry, until which entry. A fault tells its beginning
 * itself; its end is the control event that it ordered. What a fault of a kind does to others is said here too, because a trace knows
 * faults only by their words.
 */
import type { TraceEvent } from './event.ts';
import type { EventGroup } from './event-groups.ts';

/**
 * What a fault does to the rest of the world. `absence`: the host does not act, or is not heard, until the end (pause, crash, partition);
 * `pressure`: everything on the host or link goes on, but otherwise (slow, latency, clocks, losses); `moment`: it happens once (reset,
 * script flush, a duplicated call).
 */
export type FaultInfluence = 'absence' | 'pressure' | 'moment';

/** One fault of a recorded world. */
export interface FaultSpan {
  /** Position of its entry in the trace. */
  readonly index: number;
  /** Number of the kernel event in which it struck. */
  readonly event: number;
  /** The kind when the event's label tells it (`fault/pause/worker-1/0`), else a word of its text. */
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

const ABSENT = /\b(paus|stall|kill|power|crash|shut|cut|partition|held|hold|half|down|stops? answering|unreachable|refus|loading)/i;
const MOMENTARY = /\b(reset|flush|duplicat|twice|again|restart(?!ed after))/i;
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
    spans.push(spanOf(entry, index, end, trace, hosts));
  });
  return spans;
}

function spanOf(
  entry: TraceEvent,
  index: number,
  end: EventGroup | null,
  trace: readonly TraceEvent[],
  hosts: ReadonlySet<string>,
): FaultSpan {
  const words = new Set(entry.text.split(/[^\w-]+/));
  const influence = MOMENTARY.test(entry.text) ? 'moment' : ABSENT.test(entry.text) ? 'absence' : 'pressure';
  return {
    index,
    event: entry.event,
    kind: kindOf(entry, index, trace),
    host: entry.host,
    peers: [...hosts].filter((host) => host !== entry.host && words.has(host)),
    text: entry.text,
    influence,
    fromMicros: entry.atMicros,
    untilMicros: influence === 'moment' ? entry.atMicros : (end?.atMicros ?? null),
    endIndex: end?.last ?? null,
  };
}

/** The label of the control event names the kind; the first entry of the event carries the label. */
function kindOf(entry: TraceEvent, index: number, trace: readonly TraceEvent[]): string {
  for (let at = index; at >= 0 && trace[at]?.event === entry.event; at -= 1) {
    const [, kind] = /\bfault\/([a-z-]+)/.exec(`${trace[at]?.name ?? ''} ${trace[at]?.text ?? ''}`) ?? [];
    if (kind !== undefined) return kind;
  }
  return (/^(?:is |was |loses |connection )?([a-z-]+)/i.exec(entry.text)?.[1] ?? 'fault').toLowerCase();
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

/** The control event that the fault ordered and that ends it: of several, the one that names its host. */
function endOf(entry: TraceEvent, trace: readonly TraceEvent[], children: ReadonlyMap<number, readonly EventGroup[]>): EventGroup | null {
  const candidates = entry.event === 0 ? [] : (children.get(entry.event) ?? []);
  const told = candidates.filter((group) => {
    const words = textOf(group, trace);
    return BACK.test(words) && (words.includes(entry.host) || candidates.length === 1);
  });
  return told.at(-1) ?? null;
}

function textOf(group: EventGroup, trace: readonly TraceEvent[]): string {
  const words: string[] = [];
  for (let at = group.first; at <= group.last; at += 1) {
    const entry = trace[at];
    if (entry !== undefined) words.push(entry.host, entry.name, entry.text);
  }
  return words.join(' ');
}
