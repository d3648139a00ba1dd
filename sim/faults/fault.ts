/**
 * Faults as data: a plan is a list of plain objects, each with its moment, its target and how long it lasts. Plans are generated,
 * printed, shrunk and stored; only `applyFaults` turns them into events of a world.
 */
import type { World } from '../world/index.ts';

/** What every fault has. */
export interface FaultBase {
  /** Virtual milliseconds since the world began. */
  readonly atMs: number;
  /** The host that is hit. */
  readonly target: string;
}

/** One kind of fault: how it strikes, how it is healed, how it is told. */
export interface FaultKind<Fault extends FaultBase> {
  readonly kind: string;
  /** One line for lists. */
  readonly description: string;
  /** In plain words, as the story tells it: `paused for 700ms`. */
  describe(fault: Fault): string;
  /** Strikes, and arranges to be healed. */
  apply(world: World, fault: Fault): void;
}

/** The host of a fault, or null (with a word in the trace) when the plan names nobody. */
export function targetOf(world: World, name: string): ReturnType<World['hosts']>[number] | null {
  return world.hosts().find((host) => host.name === name) ?? null;
}
