/**
 * Threads through a trace that a story follows: what a fault struck right behind, what waited for its end, and where the thread was lost when
 * something never happened. And which entries tell a person anything at all.
 */
import type { Causality } from './causality.ts';
import type { PathStep } from './causal-path.ts';
import type { Claim } from './claim.ts';
import type { EventGroup } from './event-groups.ts';
import type { TraceEvent } from './event.ts';
import type { FaultSpan } from './fault-spans.ts';

/** Entries of what never happened: this many tell where the thread was lost. */
const AFTERMATH_MAX = 3;

/**
 * Where a fact says that something never happened, what the last deed led to instead: the first telling entries that follow from it by
 * messages and timers alone.
 */
export function aftermath({ trace, before }: Causality, claim: Claim, anchors: readonly number[]): readonly number[] {
  const lastMicros = (claim.facts.at(-1)?.atMs ?? 0) * 1000;
  const shown = anchors.filter((anchor) => trace[anchor]?.kind === 'command' && claim.facts.some((fact) => isAt(trace[anchor], fact.atMs)));
  const start = shown.toSorted((one, other) => one - other).at(-1);
  if (start === undefined || isAt(trace[start], lastMicros / 1000)) return [];
  const led = new Set([start]);
  const told: number[] = [];
  for (let index = start + 1; index < trace.length && told.length < AFTERMATH_MAX; index += 1) {
    if (!before(index).some(({ from, why }) => led.has(from) && (why === 'event' || why === 'created' || why === 'delayed'))) continue;
    led.add(index);
    const entry = trace[index];
    if (isTelling(entry) || entry?.name === 'resumed') told.push(index);
  }
  return told;
}

function isAt(entry: TraceEvent | undefined, atMs: number): boolean {
  return entry !== undefined && Math.abs(entry.atMicros / 1000 - atMs) < 0.01;
}

/** The event that a fault waited for: its own when it is no control event, else the one that ordered it at the same moment. */
export function triggerOf({ group, trace }: Causality, { event, fromMicros }: FaultSpan): EventGroup | null {
  let trigger = group(event);
  while (trigger !== null && trigger.kind === 'event' && trace[trigger.first]?.host === 'world') trigger = group(trigger.cause);
  return trigger?.atMicros === fromMicros ? trigger : null;
}

/** What a fault struck right behind. */
export function struckBehind(causality: Causality, fault: FaultSpan): readonly number[] {
  const trigger = triggerOf(causality, fault);
  if (trigger === null) return [];
  const told: number[] = [];
  for (let at = trigger.first; at <= trigger.last && at < fault.index; at += 1) if (isTelling(causality.trace[at])) told.push(at);
  return told;
}

/** Entries that a path reaches because they waited for a fault to end. */
export function delayedOn(paths: readonly (readonly PathStep[])[]): ReadonlySet<number> {
  const delayed = new Set<number>();
  for (const path of paths) {
    path.forEach(({ why }, position) => {
      const next = path[position + 1];
      if (why === 'delayed' && next !== undefined) delayed.add(next.index);
    });
  }
  return delayed;
}

const TELLING: ReadonlySet<TraceEvent['kind']> = new Set(['command', 'note', 'reset', 'start']);

/** How a client sets up its connection. */
const HANDSHAKE: ReadonlySet<string> = new Set([
  'INFO',
  'HELLO',
  'AUTH',
  'SELECT',
  'CLIENT',
  'PING',
  'ECHO',
  'COMMAND',
  'READONLY',
  'QUIT',
]);

/** What a person wants to read: what was done and what broke, not how bytes and timers carried it. Faults are told for themselves. */
export function isTelling(entry: TraceEvent | undefined): boolean {
  if (entry === undefined || !TELLING.has(entry.kind) || HANDSHAKE.has(entry.name)) return false;
  return entry.event !== 0 || entry.kind !== 'start';
}
