/**
 * A world at one moment, as far as its trace tells: hosts and their connections, who wrote each key last, what was on the wire, which faults
 * were active and which timers were waiting. Messages that never arrived and timers that never fired left no entry, so they are missing.
 */
import { causalityOf, isExpiry, type Causality, type TraceEvent } from '../trace/index.ts';
import { wordsFor } from './words.ts';

/** One host at the moment. */
export interface HostState {
  readonly name: string;
  readonly state: 'running' | 'paused' | 'down';
  /** Since when, in virtual milliseconds. */
  readonly sinceMs: number;
  /** Hosts it is connected to, once for each connection that is open. */
  readonly connections: readonly string[];
}

/** A key at Redis: the last command that changed it. */
export interface KeyState {
  readonly key: string;
  readonly atMs: number;
  /** Who sent the command; null when the key expired. */
  readonly by: string | null;
  readonly command: string;
}

/** A message on its way. */
export interface FlyingMessage {
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly sentMs: number;
  readonly arrivesMs: number;
}

/** A fault that is active. */
export interface ActiveFault {
  readonly host: string;
  readonly text: string;
  readonly fromMs: number;
  /** Null when it lasts to the end of the trace. */
  readonly untilMs: number | null;
}

/** A timer that is set and will fire. */
export interface WaitingTimer {
  readonly host: string;
  readonly text: string;
  readonly setMs: number;
  readonly firesMs: number;
}

/** A world at one moment. */
export interface WorldState {
  readonly atMs: number;
  /** Entries of the trace up to the moment. */
  readonly entries: number;
  readonly hosts: readonly HostState[];
  /** Newest first. */
  readonly keys: readonly KeyState[];
  readonly messages: readonly FlyingMessage[];
  readonly faults: readonly ActiveFault[];
  readonly timers: readonly WaitingTimer[];
}

/** The state when everything up to and including `atMs` (virtual milliseconds) has happened. */
export function stateAt(trace: readonly TraceEvent[], atMs: number): WorldState {
  const causality = causalityOf(trace);
  const atMicros = Math.round(atMs * 1000);
  const entries = trace.findIndex((entry) => entry.atMicros > atMicros);
  const past = entries < 0 ? trace : trace.slice(0, entries);
  return {
    atMs,
    entries: past.length,
    hosts: hostStates(past, causality),
    keys: keyStates(past, causality),
    ...pending(causality, past.length),
    faults: causality.faults
      .filter(({ index, influence, untilMicros }) => index < past.length && influence !== 'moment' && (untilMicros ?? Infinity) > atMicros)
      .map(({ host, text, fromMicros, untilMicros }) => ({
        host,
        text,
        fromMs: fromMicros / 1000,
        untilMs: untilMicros === null ? null : untilMicros / 1000,
      })),
  };
}

const CHANGES: Readonly<Record<string, HostState['state']>> = {
  started: 'running',
  restarted: 'running',
  resumed: 'running',
  paused: 'paused',
  crashed: 'down',
  died: 'down',
};

function hostStates(past: readonly TraceEvent[], { hosts }: Causality): readonly HostState[] {
  const states = new Map<string, Pick<HostState, 'state' | 'sinceMs'>>([...hosts].map((name) => [name, { state: 'running', sinceMs: 0 }]));
  const connections = new Map<string, readonly [string, string]>();
  for (const { kind, host, name, peer, atMicros } of past) {
    const state = kind === 'event' || kind === 'start' ? CHANGES[name] : undefined;
    if (state !== undefined) states.set(host, { state, sinceMs: atMicros / 1000 });
    if (kind === 'connect' && peer !== undefined) connections.set(name, [peer, host]);
    if (kind === 'close' || kind === 'reset') connections.delete(name);
  }
  return [...states].map(([name, { state, sinceMs }]) => ({ name, state, sinceMs, connections: peersOf(name, connections) }));
}

function peersOf(name: string, connections: ReadonlyMap<string, readonly [string, string]>): readonly string[] {
  return [...connections.values()].flatMap(([client, server]) => (client === name ? [server] : server === name ? [client] : []));
}

function keyStates(past: readonly TraceEvent[], causality: Causality): readonly KeyState[] {
  const words = wordsFor(causality, '…');
  const keys = new Map<string, KeyState>();
  past.forEach((entry, index) => {
    if (entry.kind !== 'command') return;
    for (const key of entry.writes ?? []) {
      keys.delete(key);
      const command = isExpiry(entry) ? 'expired' : words.of(index);
      keys.set(key, { key, atMs: entry.atMicros / 1000, by: entry.peer ?? null, command });
    }
  });
  return [...keys.values()].toReversed();
}

/** What was created before the moment and happens after it. */
function pending({ trace, groups, group }: Causality, length: number): Pick<WorldState, 'messages' | 'timers'> {
  const messages: FlyingMessage[] = [];
  const timers: WaitingTimer[] = [];
  for (const { first, cause, host, peer, kind, atMicros } of groups) {
    if (first < length) continue;
    const creator = group(cause);
    if (cause !== 0 && (creator === null || creator.first >= length)) continue;
    const sinceMs = (creator?.atMicros ?? 0) / 1000;
    const text = trace[first]?.text ?? '';
    if (kind === 'deliver' && peer !== null) messages.push({ from: peer, to: host, text, sentMs: sinceMs, arrivesMs: atMicros / 1000 });
    if (kind === 'fire') timers.push({ host, text: text.replace(`${host} `, ''), setMs: sinceMs, firesMs: atMicros / 1000 });
  }
  return { messages, timers };
}
