/**
 * What a property of the scheduler is: its words, and a watcher that listens to one world's evidence and speaks up through the court.
 * The court knows the time, the durations that bounds are made of, and how to take an accusation.
 */
import type { Fact, PropertyDescription, Violation } from '../sim/check/index.ts';
import type { Obligation } from '../sim/world/index.ts';
import { sayHost, type Evidence, type EvidenceListener } from './evidence/index.ts';
import type { Limits } from './limits.ts';

/** What a property says about its own violation. */
export type Accusation = Omit<Violation, 'atMs' | 'property'>;

/** One world as its judges see it. */
export interface Court {
  readonly evidence: Evidence;
  readonly limits: Limits;
  nowMs(): number;
  /** It does not hold; the first accusation ends the world. */
  accuse(accusation: Accusation): void;
  /** Must be met within `withinMs`, counted from now or from the end of the last fault, whichever is later. */
  owe(withinMs: number, otherwise: () => Accusation): Obligation;
  /** A `sometimes` goal was reached. */
  reach(goal: string): void;
}

/** A property that can watch any number of worlds. */
export interface Property extends PropertyDescription {
  /** Begins to watch one world. */
  watch(court: Court): PropertyListener;
}

/** A step at Redis before it is decoded. */
export interface RedisStep {
  /** Null when a key expired. */
  readonly client: string | null;
  readonly connection: number;
  readonly command: string;
  readonly args: readonly string[];
  /** By Redis's own clock, in whole milliseconds since 1970. */
  readonly atMs: number;
  /** Keys that it changed. */
  readonly writes: readonly string[];
  /** The error that was the answer; null or absent when there was none. */
  readonly error?: string | null;
}

/** What a property listens to. */
export interface PropertyListener extends EvidenceListener {
  /** Any step at Redis, also one that changed nothing; after `commit`. Asked for by few. */
  activity?(step: RedisStep): void;
  /** No fault is active any more. */
  calm?(): void;
  /** Everything has settled and the world is about to end. */
  rest?(): void;
}

/** The last death of a host as a fact, when it has died. */
export function deathOf(court: Court, host: string): Fact[] {
  const death = court.evidence.deaths.get(host);
  return death === undefined ? [] : [{ atMs: death.atMs, host, text: sayHost(death.change, death.reason) }];
}

/** Did a gateway do it? Gateways, workers and clients are told apart by the names of their hosts. */
export const isGateway = (client: string | null): client is string => client !== null && client.startsWith('gateway-');

/** A fact that happens now. */
export const factNow = (court: Court, host: string, text: string): Fact => ({ atMs: court.nowMs(), host, text });
