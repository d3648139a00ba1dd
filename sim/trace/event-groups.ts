/** The entries of a trace by kernel event: what happened during one event stands together, and is created by one other event. */
import type { TraceEvent } from './event.ts';

/** The entries that one kernel event made. */
export interface EventGroup {
  readonly event: number;
  /** The event that created this one; 0 when none did. */
  readonly cause: number;
  /** Position of the first entry. */
  readonly first: number;
  /** Position of the last entry. */
  readonly last: number;
  readonly atMicros: number;
  /** Host of the first entry. */
  readonly host: string;
  /** The other end when the event is a message. */
  readonly peer: string | null;
  /** Kind of the first entry: `deliver`, `fire` or `event` in worlds recorded whole. */
  readonly kind: TraceEvent['kind'];
}

/** The groups in order; entries made while the world was built (event 0) are a group each. */
export function eventGroups(trace: readonly TraceEvent[]): readonly EventGroup[] {
  const groups: EventGroup[] = [];
  for (let first = 0; first < trace.length;) {
    const entry = trace[first];
    if (entry === undefined) break;
    let last = first;
    while (entry.event > 0 && trace[last + 1]?.event === entry.event) last += 1;
    const { event, cause, atMicros, host, kind } = entry;
    groups.push({ event, cause, first, last, atMicros, host, peer: entry.peer ?? null, kind });
    first = last + 1;
  }
  return groups;
}

/** Whether a trace tells what caused what; those of older versions do not. */
export function tellsCauses(trace: readonly TraceEvent[]): boolean {
  return trace.some((entry) => entry.cause > 0);
}
