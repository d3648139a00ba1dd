/**
 * Stable names of events, and what a tape does with them. A name says what an event is (who sends what to whom, whose timer of what
 * length) and for how many times, never where it stands in one global order, so it means the same in a world whose program was changed a
 * little. Naming costs time and is switched on only in worlds that somebody looks at, records or replays.
 */
import { TimerChannel } from './channel.ts';
import type { PendingEvent } from './event.ts';

/** An event as it happened in a world that was recorded. */
export interface NamedEvent {
  readonly name: string;
  readonly atMicros: number;
  /** How much later it happened than it would have with the lowest latency and in order of due time; fractions order one microsecond. */
  readonly delayMicros: number;
}

/** How many events of one microsecond a fraction can order. */
const RANKS = 4096;

/** Names the events of one world, delays those that a tape names, and keeps what happened. */
export class EventNames {
  readonly #tape: ReadonlyMap<string, number> | null;
  readonly #counts = new Map<string, number>();
  readonly #happened: NamedEvent[] = [];
  readonly #used = new Set<string>();
  readonly #keeps: boolean;
  #nowMicros = 0;
  #rank = 0;
  #label = '';

  /**
   * `tape`: from names of events to microseconds of delay; null in a world whose latencies and order are drawn. `keeps`: whether to keep
   * what happened, in order.
   */
  constructor(tape: ReadonlyMap<string, number> | null, keeps: boolean) {
    this.#tape = tape;
    this.#keeps = keeps;
  }

  /** Latencies are not drawn but the lowest, except for what the tape says. */
  get isTaped(): boolean {
    return this.#tape !== null;
  }

  /** Everything that happened, in order. */
  get happened(): readonly NamedEvent[] {
    return this.#happened;
  }

  /** Names of the tape that belonged to an event of this world. */
  get used(): ReadonlySet<string> {
    return this.#used;
  }

  /** What the event that happens now carries, e.g. `EVALSHA commit worker-1`. */
  get label(): string {
    return this.#label;
  }

  /** An event was created. */
  enter(event: PendingEvent, drawnMicros: number, label: string | null): void {
    const base = baseName(event, label, this.#nowMicros);
    const count = (this.#counts.get(base) ?? 0) + 1;
    this.#counts.set(base, count);
    event.name = count === 1 ? base : `${base} #${count}`;
    event.defaultMicros = event.dueMicros - drawnMicros;
    const delayMicros = this.#tape?.get(event.name);
    if (delayMicros === undefined) return;
    this.#used.add(event.name);
    event.delayMicros = delayMicros;
  }

  /** An event happens. */
  happens(event: PendingEvent, nowMicros: number): void {
    this.#label = labelOf(event);
    this.#rank = nowMicros === this.#nowMicros ? this.#rank + 1 : 0;
    this.#nowMicros = nowMicros;
    if (!this.#keeps) return;
    const late = nowMicros - event.defaultMicros;
    this.#happened.push({ name: event.name, atMicros: nowMicros, delayMicros: (late > 0 ? late : 0) + this.#rank / RANKS });
  }
}

function baseName({ channel, dueMicros }: PendingEvent, label: string | null, nowMicros: number): string {
  const host = channel.process?.host ?? 'world';
  if (channel.kind === 'message') return `${channel.peer ?? '?'}>${host} ${label ?? 'bytes'}`;
  if (channel.kind === 'control') return label ?? channel.name;
  if (label !== null) return `${host} ${label}`;
  return channel instanceof TimerChannel ? `${host} timer ${Math.round((dueMicros - nowMicros) / 1000)}ms` : `${host} immediate`;
}

/** The name without the hosts and without the count. */
function labelOf({ name, channel }: PendingEvent): string {
  const end = name.lastIndexOf(' #');
  const base = end > 0 ? name.slice(0, end) : name;
  return channel.kind === 'message' ? base.slice(base.indexOf(' ') + 1) : base;
}
