/**
 * Faults as data: a plan is a list of plain objects, each with its moment or its cause, its target and how long it lasts. Plans are
 * generated, printed, shrunk and stored; only `applyFaults` turns them into events of a world.
 */
import type { World } from '../world/index.ts';
import type { FieldRule } from './fields.ts';
import type { Strike } from './strike.ts';

/**
 * A moment named by what happens at it, such as "when gateway-1 has sent its commit". `sent`, `received`: a message of the host whose label
 * contains `what` as whole words; `deed`: what a suite saw the host do.
 */
export interface Cause {
  /** Who does it; the fault's target when absent. */
  readonly host?: string;
  readonly does: 'sent' | 'received' | 'deed';
  /** Words of the message's label, or the deed. */
  readonly what: string;
  /** For which time it happens, from 1. */
  readonly occurrence: number;
}

/** What every fault has. */
export interface FaultBase {
  readonly kind: string;
  /** The host that is hit. */
  readonly target: string;
  /** Virtual milliseconds since the world began. With a cause: if that has not happened by then, the fault never strikes. */
  readonly atMs: number;
  /** Strikes right after this has happened, instead of at `atMs`. */
  readonly when?: Cause;
}

/** The fields that a kind adds to what every fault has. */
export type OwnFields<Fault extends FaultBase> = { readonly [Field in Exclude<keyof Fault, keyof FaultBase>]-?: FieldRule };

/** One kind of fault: its fields, how it strikes and heals, and how it is told. */
export interface FaultKind<Fault extends FaultBase> {
  readonly kind: Fault['kind'];
  /** One line for lists. */
  readonly description: string;
  readonly fields: OwnFields<Fault>;
  /** In plain words, as the story tells it: `paused for 700ms`. */
  describe(fault: Fault): string;
  /** From its strike until it is over, in milliseconds; null when it stays for good. An upper bound where the end is an event. */
  lastsMs(fault: Fault): number | null;
  /** What only one fault at a time may have, e.g. `the link gateway-1>redis`; plans in which two overlap are refused. */
  occupies(fault: Fault): readonly string[];
  /** Strikes, and orders what heals it. False when there was nothing to strike: the host was down, no such link is open. */
  apply(strike: Strike<Fault>): boolean;
  /** What is wrong with the values of a fault together; each field by itself is checked by its rule. */
  check?(fault: Fault): string | null;
  /** What is wrong between a fault and the others of its plan, whenever they strike: a Redis is run with one persistence only. */
  clashes?(fault: Fault, plan: readonly FaultBase[]): string | null;
  /** `down`: the target is down while it lasts. `running`: it makes sense only on a host that is up. `restart`: only on one that is down. */
  readonly life?: 'down' | 'running' | 'restart';
  /** Named by a cause it strikes inside the event that is the cause, so that the host does not hear of what it did. */
  readonly isImmediate?: boolean;
  /** A service of the world suffers it: `world.offer(target, kind, …)` must have been called. */
  readonly isOffered?: boolean;
  /** Called when a plan that has such a fault is applied, before anything strikes. */
  prepare?(world: World, fault: Fault): void;
}
