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

/** From which event on a tape is left, and what names the draws from there. */
export interface Continuation {
  /** The tape decides the events up to this number, counted from 1. */
  readonly afterEvent: number;
  /** Worlds of different salts go on differently. */
  readonly salt: string;
}

/** How many events of one microsecond a fraction can order. */
const RANKS = 4096;

/** Names the events of one world, delays those that a tape names, and keeps what happened. */
export class EventNames {
  readonly #tape: ReadonlyMap<string, number> | null;
  readonly #counts = new Map<string, number>();
  readonly #happened: NamedEvent[] = [];
  /** Created and not happened so far, or never. */
  readonly #open = new Set<PendingEvent>();
  readonly #used = new Set<string>();
  readonly #keeps: boolean;
  #nowMicros = 0;
  #rank = 0;
  #label = '';
  #events = 0;
  readonly #tapeEnd: number;

  /**
   * `tape`: from names of events to microseconds of delay; null in a world whose latencies and order are drawn. `keeps`: whether to keep
   * what happened, in order. `tapeEnd`: the event behind which the tape decides nothing any more.
   */
  constructor(tape: ReadonlyMap<string, number> | null, keeps: boolean, tapeEnd: number = Number.POSITIVE_INFINITY) {
    this.#tapeEnd = tapeEnd;
    this.#tape = tape;
    this.#keeps = keeps;
  }

  /** Latencies are not drawn but the lowest, except for what the tape says. */
  get isTaped(): boolean {
    return this.#tape !== null && this.#events <= this.#tapeEnd;
  }

  /** Everything that happened, in order. */
  get happened(): readonly NamedEvent[] {
    return this.#happened;
  }

  /**
   * From names of events to the delays that make the same world again: of everything that came later than by default, and of everything
   * that never came although it was due (it was cancelled or the world ended before).
   */
  delays(): Readonly<Record<string, number>> {
    const delays: Record<string, number> = {};
    for (const { name, delayMicros } of this.#happened) if (delayMicros > 0) delays[name] = delayMicros;
    for (const { name, defaultMicros } of this.#open) {
      if (defaultMicros <= this.#nowMicros) delays[name] = this.#nowMicros - defaultMicros + 1;
    }
    return delays;
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
    if (this.#keeps) this.#open.add(event);
    const delayMicros = this.#tape?.get(event.name);
    if (delayMicros === undefined || !this.isTaped) return;
    this.#used.add(event.name);
    event.delayMicros = delayMicros;
  }

  /** An event happens. */
  happens(event: PendingEvent, nowMicros: number): void {
    this.#events += 1;
    this.#label = labelOf(event);
    this.#rank = nowMicros === this.#nowMicros ? this.#rank + 1 : 0;
    this.#nowMicros = nowMicros;
    if (!this.#keeps) return;
    this.#open.delete(event);
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
