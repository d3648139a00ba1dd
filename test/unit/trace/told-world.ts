/** Traces by hand: a list of kernel events, each with what was seen during it. Events are numbered from 1 in the order given. */
import type { TraceEvent } from '../../../sim/trace/index.ts';

/** What is seen during an event. */
export type Seen = Partial<TraceEvent> & Pick<TraceEvent, 'host' | 'kind' | 'text'>;

/** An event: when, created by which event, and its entries. */
export interface ToldEvent {
  readonly atMs: number;
  readonly cause: number;
  readonly seen: readonly Seen[];
}

/** The trace of these events. */
export function told(events: readonly ToldEvent[]): readonly TraceEvent[] {
  let step = 0;
  return events.flatMap(({ atMs, cause, seen }, position) =>
    seen.map((entry) => {
      step += 1;
      return { name: entry.text, ...entry, step, event: position + 1, cause, atMicros: Math.round(atMs * 1000) };
    }),
  );
}

/** A message arrives, and what else happens then. */
export function arrival(atMs: number, cause: number, from: string, to: string, text: string, ...more: readonly Seen[]): ToldEvent {
  return { atMs, cause, seen: [{ host: to, peer: from, kind: 'deliver', text }, ...more] };
}

/** A command arrives at Redis and runs. */
export function command(atMs: number, cause: number, from: string, text: string, keys: { reads?: string[]; writes?: string[] }): ToldEvent {
  return arrival(atMs, cause, from, 'redis', text, commandEntry(from, text, keys));
}

/** The entry of a command. */
export function commandEntry(from: string, text: string, { reads = [], writes = [] }: { reads?: string[]; writes?: string[] }): Seen {
  return { host: 'redis', peer: from, kind: 'command', name: text.split(' ')[0] ?? '', text, keys: [...writes, ...reads], writes };
}

/** A timer fires. */
export function timer(atMs: number, cause: number, host: string, ...more: readonly Seen[]): ToldEvent {
  return { atMs, cause, seen: [{ host, kind: 'fire', text: `${host} timer` }, ...more] };
}

/** A fault strikes or ends; `label` names the control event. */
export function fault(atMs: number, cause: number, label: string, ...more: readonly Seen[]): ToldEvent {
  return { atMs, cause, seen: [{ host: 'world', kind: 'event', text: label }, ...more] };
}

/** A fault in words. */
export function struck(host: string, text: string): Seen {
  return { host, kind: 'fault', name: 'fault', text };
}

/** A remark. */
export function note(host: string, text: string): Seen {
  return { host, kind: 'note', name: 'note', text };
}
