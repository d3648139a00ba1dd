/** What each host waits for at the end of a trace, as far as the trace tells: one line a host. */
import type { TraceEvent } from '../../trace/index.ts';
import { blocks, deedOf, sameText } from './wording.ts';

/** The lines, in the order in which the hosts first appear. Servers (hosts that commands run on) are told only when they are down or paused. */
export function waitsOf(trace: readonly TraceEvent[], calmMicros: number): readonly string[] {
  const hosts = new Map<string, HostWait>();
  const servers = new Set<string>();
  for (const entry of trace) {
    if (entry.kind === 'command') servers.add(entry.host);
    for (const name of [entry.host, entry.peer])
      if (name !== undefined && name !== 'world' && !hosts.has(name)) hosts.set(name, new HostWait(name, calmMicros));
    hosts.get(entry.host)?.own(entry);
    if (entry.peer !== undefined) hosts.get(entry.peer)?.sent(entry);
  }
  return [...hosts].flatMap(([name, wait]) => wait.say(servers.has(name)) ?? []);
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
    if (kind === 'deliver' && text.startsWith('push ')) this.#answered(isBlocking);
    if (kind === 'close' || kind === 'reset') this.#asked = [];
  }

  /** An entry at another host that this one caused: a message of it, or a command. */
  sent(entry: TraceEvent): void {
    const { kind, text, atMicros } = entry;
    if (kind === 'close' || kind === 'reset') this.#asked = [];
    if (kind === 'deliver' && isRequest(text)) this.#asked.push({ label: text, atMicros });
    if (kind !== 'command') return;
    if (atMicros < this.#calmMicros) return;
    const deed = deedOf(entry);
    const times = this.#deeds.get(deed);
    if (times === undefined) this.#deeds.set(deed, [atMicros]);
    else times.push(atMicros);
  }

  #answered(isIt: (label: string) => boolean): void {
    const index = this.#asked.findIndex(({ label }) => isIt(label));
    if (index >= 0) this.#asked.splice(index, 1);
  }

  /** The line; null when there is nothing to tell. */
  say(isServer: boolean): string | null {
    const name = this.#name;
    if (this.#stopped !== null) return `${name} is ${sayStopped(this.#stopped.text)}, since ${seconds(this.#stopped.atMicros)}`;
    if (isServer) return null;
    return this.#sayAsked() ?? this.#sayRepeated() ?? this.#sayIdle();
  }

  #sayAsked(): string | null {
    const [asked] = this.#asked.toSorted((a, b) => Number(isBlocking(a.label)) - Number(isBlocking(b.label)));
    if (asked === undefined) return null;
    const what = sameText(asked.label);
    const since = seconds(asked.atMicros);
    return isBlocking(asked.label)
      ? `${this.#name} is blocked in ${what} since ${since}`
      : `${this.#name} waits for the reply to ${what} since ${since}`;
  }

  #sayRepeated(): string | null {
    const [most] = [...this.#deeds].toSorted(([, a], [, b]) => b.length - a.length);
    if (most === undefined || most[1].length < 2) return null;
    const [deed, times] = most;
    const first = times[0] ?? 0;
    const last = times.at(-1) ?? first;
    return `${this.#name} repeats ${deed} every ${milliseconds((last - first) / (times.length - 1))}, the last time at ${seconds(last)}`;
  }

  #sayIdle(): string | null {
    const timer = this.#timer;
    if (timer !== null && timer.atMicros >= this.#calmMicros)
      return `${this.#name} waits for timers; the last that fired was one of ${timer.text}, at ${seconds(timer.atMicros)}`;
    if (this.#lastMicros === 0) return null;
    return `${this.#name} has done nothing since ${seconds(this.#lastMicros)}`;
  }
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
