/** What each host waits for at the end of a trace, as far as the trace tells: one line a host. */
import type { TraceEvent } from '../../trace/index.ts';
import { blocks, deedOf, sameText } from './wording.ts';

/**
 * The lines: first of hosts that are down or paused, then of those that wait for a reply, then of the others, each in the order in which the
 * hosts first appear. Servers (hosts that commands run on) are told only when they are down or paused. A host that does nothing more has mostly
 * finished what it had to do: it is told when `about` names it, or when there is nothing else to tell.
 */
export function waitsOf(
  trace: readonly TraceEvent[],
  calmMicros: number,
  untilMicros: number,
  about: readonly string[],
): readonly string[] {
  const hosts = new Map<string, HostWait>();
  const servers = new Set<string>();
  for (const entry of trace) {
    if (entry.kind === 'command') servers.add(entry.host);
    for (const name of [entry.host, entry.peer])
      if (name !== undefined && name !== 'world' && !hosts.has(name)) hosts.set(name, new HostWait(name, calmMicros));
    hosts.get(entry.host)?.own(entry);
    if (entry.peer !== undefined) hosts.get(entry.peer)?.sent(entry);
  }
  const lines = [...hosts].flatMap(([name, wait]) => {
    const said = wait.say(servers.has(name), untilMicros);
    return said === null ? [] : { ...said, rank: said.rank === idleRank && about.includes(name) ? waitingRank : said.rank };
  });
  const telling = lines.filter(({ rank }) => rank < idleRank);
  return (telling.length > 0 ? telling : lines).toSorted((a, b) => a.rank - b.rank).map(({ line }) => line);
}

/** Ranks of hosts that wait for something other than a reply, and of those that wait for nothing. */
const waitingRank = 2;
const idleRank = 3;

/** A deed that came so often is repeated. */
const timesMin = 3;
/** A reply may take so long before anybody is said to wait for it. */
const replyMicros = 100_000;
const connecting = /^(CLIENT|INFO|HELLO|AUTH|SELECT|READONLY|[PS]?(UN)?SUBSCRIBE)$/;

interface Line {
  /** Lower ranks are told first. */
  readonly rank: number;
  readonly line: string;
}

interface Asked {
  readonly label: string;
  readonly atMicros: number;
}

/** One host's state, told by the entries about it in order. */
class HostWait {
  readonly #name: string;
  readonly #calmMicros: number;
  /** Down or paused, since when and why. */
  #stopped: { readonly text: string; readonly atMicros: number } | null = null;
  /** Requests that reached a server and whose replies have not come, oldest first. */
  #asked: Asked[] = [];
  /** What it did since the calm, and when. */
  readonly #deeds = new Map<string, number[]>();
  /** The channels that it listens to, and when it last heard something. */
  readonly #channels = new Set<string>();
  #heardMicros = 0;
  #timer: { readonly text: string; readonly atMicros: number } | null = null;
  #lastMicros = 0;

  constructor(name: string, calmMicros: number) {
    this.#name = name;
    this.#calmMicros = calmMicros;
  }

  /** An entry of this host. */
  own(entry: TraceEvent): void {
    const { kind, name, text, atMicros } = entry;
    this.#lastMicros = atMicros;
    if (kind === 'start' || (kind === 'event' && (name === 'restarted' || name === 'resumed'))) this.#stopped = null;
    if (kind === 'event' && (name === 'crashed' || name === 'died' || name === 'paused')) this.#stopped = { text, atMicros };
    if (kind === 'event' && (name === 'crashed' || name === 'died')) this.#asked = [];
    if (kind === 'fire') this.#timer = { text: / timer (\S+)/.exec(text)?.[1] ?? 'set', atMicros };
    if (kind === 'deliver' && text.startsWith('reply to ')) this.#answered((label) => label === text.slice('reply to '.length));
    // What ends a blocked command comes later than its own event: as a push.
    if (kind === 'deliver' && text.startsWith('push ') && !this.#answered(isBlocking)) this.#heardMicros = atMicros;
    if (kind === 'close' || kind === 'reset') this.#asked = [];
  }

  /** An entry at another host that this one caused: a message of it, or a command. */
  sent(entry: TraceEvent): void {
    const { kind, text, atMicros } = entry;
    if (kind === 'close' || kind === 'reset') this.#asked = [];
    if (kind === 'deliver' && isRequest(text)) this.#asked.push({ label: text, atMicros });
    if (kind !== 'command') return;
    if (/^P?SUBSCRIBE$/.test(entry.name)) for (const channel of text.split(' ').slice(1)) this.#listen(channel, atMicros);
    if (atMicros < this.#calmMicros || connecting.test(entry.name)) return;
    const deed = deedOf(entry);
    const times = this.#deeds.get(deed);
    if (times === undefined) this.#deeds.set(deed, [atMicros]);
    else times.push(atMicros);
  }

  /** Forgets the oldest request like this; false when there is none. */
  #answered(isIt: (label: string) => boolean): boolean {
    const index = this.#asked.findIndex(({ label }) => isIt(label));
    if (index >= 0) this.#asked.splice(index, 1);
    return index >= 0;
  }

  #listen(channel: string, atMicros: number): void {
    this.#channels.add(channel);
    this.#heardMicros = atMicros;
  }

  /** The line; null when there is nothing to tell. */
  say(isServer: boolean, untilMicros: number): Line | null {
    const stopped = this.#stopped;
    if (stopped !== null) return { rank: 0, line: `${this.#name} is ${sayStopped(stopped.text)}, since ${seconds(stopped.atMicros)}` };
    if (isServer) return null;
    const asked = this.#sayAsked(untilMicros);
    const waiting = asked ?? this.#sayRepeated(untilMicros) ?? this.#sayTimer();
    if (waiting !== null) return { rank: asked === null ? waitingRank : 1, line: waiting + this.#sayHeard() };
    if (this.#lastMicros === 0) return null;
    const rank = this.#channels.size > 0 ? waitingRank : idleRank;
    return { rank, line: `${this.#name} has done nothing since ${seconds(this.#lastMicros)}${this.#sayHeard()}` };
  }

  #sayAsked(untilMicros: number): string | null {
    const [asked] = this.#asked.toSorted((a, b) => Number(isBlocking(a.label)) - Number(isBlocking(b.label)));
    if (asked === undefined || asked.atMicros > untilMicros - replyMicros) return null;
    const what = sameText(asked.label);
    const since = seconds(asked.atMicros);
    return isBlocking(asked.label)
      ? `${this.#name} is blocked in ${what} since ${since}`
      : `${this.#name} waits for the reply to ${what} since ${since}`;
  }

  /** The most frequent deed that still goes on. */
  #sayRepeated(untilMicros: number): string | null {
    const [most] = [...this.#deeds]
      .map(([deed, times]) => ({ deed, times: times.length, lastMicros: times.at(-1) ?? 0, everyMicros: meanGap(times) }))
      .filter(({ times, lastMicros, everyMicros }) => times >= timesMin && lastMicros + 2 * everyMicros >= untilMicros)
      .toSorted((a, b) => b.times - a.times);
    if (most === undefined) return null;
    return `${this.#name} repeats ${most.deed} every ${milliseconds(most.everyMicros)}, the last time at ${seconds(most.lastMicros)}`;
  }

  #sayHeard(): string {
    if (this.#channels.size === 0) return '';
    return `; no message on ${[...this.#channels].join(', ')} since ${seconds(this.#heardMicros)}`;
  }

  #sayTimer(): string | null {
    const timer = this.#timer;
    if (timer === null || timer.atMicros < this.#calmMicros) return null;
    return `${this.#name} waits for timers; the last that fired was one of ${timer.text}, at ${seconds(timer.atMicros)}`;
  }
}

function meanGap(times: readonly number[]): number {
  return ((times.at(-1) ?? 0) - (times[0] ?? 0)) / Math.max(1, times.length - 1);
}

function isBlocking(label: string): boolean {
  return blocks(label.split(' ', 1)[0] ?? '');
}

/** Subscriptions and connecting have no reply to wait for. */
function isRequest(text: string): boolean {
  return /^[A-Z]/.test(text) && !/^[PS]?(UN)?SUBSCRIBE\b/.test(text);
}

function sayStopped(text: string): string {
  const [change = '', ...reason] = text.split(': ');
  const state = change === 'paused' ? 'paused' : 'down';
  return reason.length === 0 ? state : `${state} (${reason.join(': ').split('\n', 1)[0] ?? ''})`;
}

function seconds(micros: number): string {
  return `${(micros / 1e6).toFixed(3)}s`;
}

function milliseconds(micros: number): string {
  return `${Math.round(micros / 1000)}ms`;
}
