/**
 * The result of one world. It is plain data (it crosses worker threads and goes into findings), and the same seed, suite, settings and
 * strategy give the same outcome on every machine.
 */
import type { Violation } from '../check/index.ts';
import type { TraceEvent } from '../trace/index.ts';
import type { TapeMatch } from './tape.ts';

/** What names a world completely: run it again and the same happens. */
export interface WorldName {
  readonly suite: string;
  /** 1 to 16 hexadecimal digits. */
  readonly seed: string;
  readonly strategy: string;
  readonly settings: Readonly<Record<string, string | number>>;
}

/** How one world ended. */
export interface WorldOutcome {
  readonly world: WorldName;
  /** `held`: every property held. `violated`: `violation` says which did not. `inconclusive`: a limit was met first. */
  readonly status: 'held' | 'violated' | 'inconclusive';
  readonly violation: Violation | null;
  /** Why nothing can be said: `step-limit` or `time-limit`, with a sentence. */
  readonly inconclusive: { readonly reason: string; readonly sentence: string } | null;
  /** How often each `sometimes` goal was reached. */
  readonly goals: Readonly<Record<string, number>>;
  /** The rolling hash over all events and choices: 16 hexadecimal digits. */
  readonly hash: string;
  readonly events: number;
  readonly choices: number;
  readonly virtualMs: number;
  /** The faults that were injected, one line each in plain words. */
  readonly faults: readonly string[];
  /** How many faults of each kind really acted. */
  readonly acted: Readonly<Record<string, number>>;
  /** How the world was resolved: kinds of faults that were on, rates, classes. */
  readonly configuration: Readonly<Record<string, string | number | boolean>>;
  /** How much of the tape's world was met again, when the world was run by a tape. */
  readonly tapeMatch: TapeMatch | null;
  /** The recorded events, when the world was run with recording. */
  readonly trace: readonly TraceEvent[] | null;
}
