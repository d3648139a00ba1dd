/** A finding of a planted bug as it is stored to be replayed later, when the program has changed. */
import type { Tape } from '../../sim/explore/index.ts';

/** One finding. */
export interface StoredFinding {
  /** Name of the planted bug. */
  readonly bug: string;
  /** Seed of the world in which it was found. */
  readonly seed: string;
  /** Name of the violated property. */
  readonly property: string;
  /** The shrunk world. */
  readonly tape: Tape;
  /** What shrinking came to. */
  readonly replays: number;
  readonly faults: number;
  readonly tasks: number;
  readonly decisions: number;
}

/** What is left of a finding in a changed program. */
export interface Survival {
  readonly bug: string;
  /** The same property is violated when the tape is played, and when the world of the seed is run. */
  readonly byTape: boolean;
  readonly bySeed: boolean;
  /** By the tape in its own order, or in one of some drawn orders of its scenario: what `manyworlds replay` does. */
  readonly byReplay: boolean;
  /** Share of the recorded events that happened again, 0 to 1. */
  readonly matched: number;
}
