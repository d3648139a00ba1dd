/**
 * Which events of a world belong into its story: those that mention what the violation is about, the faults, and nothing after the
 * violation. This is a choice by names, not by causes; it keeps the last ones, because a story is understood from its end.
 */
import type { Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';

/** An event that happened `times` times in a row. */
export interface StoryEvent {
  readonly event: TraceEvent;
  readonly times: number;
}

/** Faults that are kept even when later events would push them out. */
const FAULTS_KEPT = 4;
/** With fewer events before the last fact, those after it are told too. */
const EVENTS_MIN = 4;
const NOISE: ReadonlySet<TraceEvent['kind']> = new Set(['deliver', 'fire', 'event']);

/** The last `limit` relevant events in order of time. */
export function relevantEvents(trace: readonly TraceEvent[], violation: Violation, limit: number): readonly StoryEvent[] {
  const lastFactMs = Math.max(0, ...violation.facts.map((fact) => fact.atMs));
  // A violation may be judged long after its last fact (when the world has settled); what happened in between explains little.
  const story = eventsUntil(lastFactMs, trace, violation);
  return keepLast(collapse(story.length >= EVENTS_MIN ? story : eventsUntil(violation.atMs, trace, violation)), limit);
}

function eventsUntil(endMs: number, trace: readonly TraceEvent[], violation: Violation): readonly TraceEvent[] {
  const past = trace.filter((event) => event.atMicros <= endMs * 1000 + 1 && !NOISE.has(event.kind));
  const isAbout = mentions(violation.about);
  const related = past.filter((event) => event.kind !== 'fault' && (isAbout(event) || happensTo(event, violation.about)));
  const telling = new Set(related.length > 0 ? related : past.filter((event) => event.kind !== 'fault'));
  for (const fault of relevantFaults(past, involvedHosts(related, violation))) telling.add(fault);
  return past.filter((event) => telling.has(event));
}

/** The hosts that the facts and the related events name: a fault of any other host is most likely beside the point. */
function involvedHosts(related: readonly TraceEvent[], violation: Violation): ReadonlySet<string> {
  const named = [...violation.about, ...violation.facts.map((fact) => fact.host)];
  return new Set([...named, ...related.flatMap((event) => (event.peer === undefined ? [event.host] : [event.host, event.peer]))]);
}

function relevantFaults(past: readonly TraceEvent[], involved: ReadonlySet<string>): readonly TraceEvent[] {
  const faults = past.filter((event) => event.kind === 'fault');
  const near = faults.filter((event) => involved.has(event.host));
  return near.length > 0 ? near : faults;
}

/** Whether an event names one of the ids as a whole word, in its text, its name or its keys. */
function mentions(about: readonly string[]): (event: TraceEvent) => boolean {
  const words = about.map((id) => id.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  if (words.length === 0) return () => false;
  const pattern = new RegExp(`(?<![A-Za-z0-9_-])(${words.join('|')})(?![A-Za-z0-9_-])`);
  return (event) => pattern.test(event.text) || (event.keys ?? []).some((key) => pattern.test(key));
}

/** A host that the violation is about started, lost a connection or made a remark. Its commands alone are too many to be a story. */
function happensTo(event: TraceEvent, about: readonly string[]): boolean {
  return event.kind !== 'command' && event.kind !== 'connect' && about.includes(event.host);
}

function collapse(events: readonly TraceEvent[]): readonly StoryEvent[] {
  const collapsed: StoryEvent[] = [];
  for (const event of events) {
    const last = collapsed.at(-1);
    const same =
      last !== undefined &&
      last.event.host === event.host &&
      last.event.kind === event.kind &&
      last.event.text === event.text &&
      last.event.peer === event.peer;
    if (same) collapsed[collapsed.length - 1] = { event: last.event, times: last.times + 1 };
    else collapsed.push({ event, times: 1 });
  }
  return collapsed;
}

function keepLast(events: readonly StoryEvent[], limit: number): readonly StoryEvent[] {
  if (events.length <= limit) return events;
  const faults = lastOf(
    events.filter(({ event }) => event.kind === 'fault'),
    Math.min(FAULTS_KEPT, Math.floor(limit / 2)),
  );
  const others = lastOf(
    events.filter(({ event }) => event.kind !== 'fault'),
    limit - faults.length,
  );
  const kept = new Set([...faults, ...others]);
  return events.filter((entry) => kept.has(entry));
}

function lastOf<Item>(items: readonly Item[], count: number): readonly Item[] {
  return items.slice(Math.max(0, items.length - count));
}
