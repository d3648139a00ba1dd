/**
 * What a suite sees of a world while it builds and judges it: hosts, the network between them, named choices, virtual time, and the ways
 * to say that something happened, must happen, or must not have happened.
 */
import type { Violation } from '../check/index.ts';
import type { TraceEntry } from '../trace/index.ts';
import type { Host, HostMain, HostOptions } from './host.ts';
import type { Network } from './network.ts';
import type { MessageSignal, Strike } from './signals.ts';

/** Named decisions: the value depends on the world's seed, the stream, the key and how often this key was asked before, on nothing else. */
export interface Choices {
  /** A number in [0, 1). */
  fraction(stream: string, key: string): number;
  /** A whole number from `minimum` to `maximum`, both included. */
  integer(stream: string, key: string, minimum: number, maximum: number): number;
  /** True with the given probability. */
  chance(stream: string, key: string, probability: number): boolean;
  /** One of the list, which must not be empty. */
  pick<Item>(stream: string, key: string, list: readonly Item[]): Item;
}

/** What happened to a host, for those who judge. */
export interface HostChange {
  readonly atMs: number;
  readonly host: Host;
  readonly change: 'started' | 'crashed' | 'restarted' | 'paused' | 'resumed' | 'died';
  /** Why, in plain words: `SIGKILL by the fault plan`, `unhandled rejection: …`. */
  readonly reason: string;
}

/** Something that must happen by a moment of virtual time; a liveness property waits with it. */
export interface Obligation {
  /** It happened; the obligation is gone. */
  met(): void;
  /** It is no longer owed (e.g. its subject is gone). */
  withdraw(): void;
}

/** One world while it is built and while it runs. */
export interface World {
  readonly seed: string;
  /** Virtual milliseconds since the world began, with a fraction (resolution: one microsecond). */
  readonly nowMs: number;
  /** Wall-clock milliseconds since 1970 at which the world begins; hosts' `Date.now()` starts here. */
  readonly epochMs: number;
  readonly choices: Choices;
  readonly network: Network;
  /** Adds a simulated process. Its `main` is called (as an event) when the world starts, and again at each restart. */
  host(name: string, main: HostMain, options?: Partial<HostOptions>): Host;
  /** The host whose event runs now; null in events of the world itself. */
  readonly currentHost: Host | null;
  hosts(): readonly Host[];
  /** Calls `run` as an event of the world itself (not of a host) at a moment; `label` names it in the trace and the hash. */
  at(atMs: number, label: string, run: () => void): void;
  /** Calls back whenever a host starts, crashes, restarts, pauses, resumes or dies of its own error. */
  onHostChange(listener: (change: HostChange) => void): void;
  /** A `sometimes` goal was reached. */
  goal(name: string): void;
  /** A fault was injected or healed: one line in plain words, kept with the outcome. `host` is its target, `kind` names it in the trace. */
  fault(host: string, text: string, kind?: string): void;
  /** A fault of this kind really acted, once for each fault; counted with the outcome. */
  struck(kind: string): void;
  /** A remark for the trace, e.g. `started c7`; `about` are ids that stories follow. Costs nothing when the world is not recorded. */
  note(host: string, text: string, about?: readonly string[]): void;
  /** Is this world recorded? Guards work that only a trace needs. */
  readonly isRecorded: boolean;
  /** Adds an entry to the trace of a recorded world. */
  trace(entry: Omit<TraceEntry, 'atMicros' | 'event' | 'cause'>): void;
  /** Calls `run` on a host after a delay in virtual time, for servers that are not Node programs; null when the host is down. */
  timerOn(host: Host, delayMs: number, run: () => void): { cancel(): void } | null;
  /** A property does not hold: the world ends after the current event with this violation (the first one wins). */
  violate(violation: Omit<Violation, 'atMs'>): void;
  /**
   * Must be met before `byMs`, else the world ends with the violation that `otherwise` makes at that moment; it goes on when that is null. Also
   * judged when nothing can happen any more.
   */
  owe(byMs: number, otherwise: () => Omit<Violation, 'atMs'> | null): Obligation;
  /** Called when the world ends without a violation so far; may still call `violate`. */
  onEnd(judge: () => void): void;
  /** The scenario is over: ends the world after the current event. */
  finish(): void;
  /** A judge failed by its own mistake: the world ends, and running it rejects with this error. It is no verdict on the service. */
  fail(error: Error): void;
  /** One entry of how this world was resolved (kinds of faults that are on, rates, classes); printed with a finding. */
  configure(key: string, value: string | number | boolean): void;
  /** A suite saw that a host did something (`took-lock`, `placed`); fault plans may wait for it. */
  did(host: string, deed: string): void;
  onDeed(listener: (host: string, deed: string) => void): void;
  /**
   * Calls back for every message between hosts, when it is sent and when it is delivered, until the function that it answers is called.
   * While anybody listens, every message is put into words.
   */
  onMessage(listener: (message: MessageSignal) => void): () => void;
  /** A service of this world can suffer a kind of fault at a host; `strike` makes it happen and returns what heals it. */
  offer(host: string, kind: string, strike: Strike): void;
  /** What was offered for this kind at this host; null when nothing was. */
  offered(host: string, kind: string): Strike | null;
  /** The faults are over: from now on every event happens when it is due, and what must happen in the end has no excuse. */
  calm(): void;
  onCalm(listener: () => void): void;
}
