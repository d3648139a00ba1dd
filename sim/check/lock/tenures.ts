/** The times for which holders believed in a lock, from its events. Each acquisition begins a tenure; a renewal that comes in time prolongs it. */
import type { LockEvent } from './events.ts';

/** One time for which a holder believed that it held the lock. */
export interface Tenure {
  readonly holder: string;
  readonly epoch: number | string;
  /** Position of the acquisition among those of the lock, in order of time. */
  readonly position: number;
  readonly sinceMs: number;
  /** Equal to `sinceMs` when it used the epoch without having been given the lock. */
  readonly untilMs: number;
  readonly source?: string;
}

/** An event with the tenure that it belongs to. */
export interface HeldEvent {
  readonly event: LockEvent;
  readonly tenure: Tenure;
}

type Draft = { -readonly [Field in keyof Tenure]: Tenure[Field] };

/** Each event (in order of time) with its tenure: the latest of its holder and epoch. */
export function withTenures(events: readonly LockEvent[]): readonly HeldEvent[] {
  const latest = new Map<string, Draft>();
  let acquisitions = 0;
  return events.map((event) => {
    const name = `${typeof event.epoch} ${event.epoch} ${event.holder}`;
    const known = latest.get(name);
    const tenure = event.kind === 'acquired' || known === undefined ? begin(event, (acquisitions += 1)) : continued(known, event);
    latest.set(name, tenure);
    return { event, tenure };
  });
}

/** Epochs that are numbers say themselves which is older, because an old one may be learnt of late; tokens are as old as their acquisition. */
export function isOlder(first: Tenure, second: Tenure): boolean {
  if (typeof first.epoch === 'number' && typeof second.epoch === 'number' && first.epoch !== second.epoch)
    return first.epoch < second.epoch;
  return first.position < second.position;
}

function begin(event: LockEvent, position: number): Draft {
  const { holder, epoch, atMs, source } = event;
  const untilMs = event.kind === 'acquired' || event.kind === 'renewed' ? atMs + event.ttlMs : atMs;
  return { holder, epoch, position, sinceMs: atMs, untilMs, ...(source === undefined ? {} : { source }) };
}

function continued(tenure: Draft, event: LockEvent): Draft {
  if (event.kind === 'released') tenure.untilMs = Math.min(tenure.untilMs, event.atMs);
  if (event.kind !== 'renewed') return tenure;
  // Renewed after it had run out: in between it did not believe.
  if (event.atMs > tenure.untilMs) return begin(event, tenure.position);
  tenure.untilMs = event.atMs + event.ttlMs;
  return tenure;
}
