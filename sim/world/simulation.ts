/** How one world is run, and what it leaves: plain data. */
import type { Violation } from '../check/index.ts';
import type { Continuation, LoopEnd, NamedEvent, StrategyFactory } from '../kernel/index.ts';
import type { TraceEvent } from '../trace/index.ts';

/** How a world is run. */
export interface SimulationOptions {
  readonly seed: string;
  readonly strategy: StrategyFactory;
  /** Events after which the world is given up. */
  readonly stepsMax: number;
  /** Virtual milliseconds after which the world is given up; no limit when absent. */
  readonly untilMs?: number | undefined;
  readonly record: boolean;
  /** Told of each entry of a recorded world as it is made, before the event happens; must not change anything. */
  readonly onEntry?: (entry: TraceEvent) => void;
  /** Trace entries kept at most. */
  readonly traceMax: number;
  /** Off only to measure what the hash costs. */
  readonly hash?: boolean;
  /** Names of events with the microseconds by which they are late; everything else has the lowest latency and comes in order of time. */
  readonly tape?: ReadonlyMap<string, number> | null;
  /** Keep the names of all events that happened, in order. */
  readonly keepNames?: boolean;
  /** Leaves the tape behind an event: what comes then is drawn. */
  readonly continuation?: { readonly from: Continuation; readonly strategy: StrategyFactory };
}

/** How a world ended. */
export interface SimulationResult {
  readonly end: LoopEnd;
  readonly violation: Violation | null;
  readonly goals: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
  readonly hash: string;
  readonly events: number;
  readonly choices: number;
  readonly virtualMs: number;
  readonly trace: readonly TraceEvent[] | null;
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** How many faults of each kind really acted. */
  readonly acted: Readonly<Record<string, number>>;
  /** Every event that happened, when names were kept. */
  readonly named: readonly NamedEvent[];
  /** The delays that make the same world again, when names were kept. */
  readonly delays: Readonly<Record<string, number>>;
  /** Names of the tape that belonged to an event. */
  readonly tapeUsed: ReadonlySet<string>;
}
