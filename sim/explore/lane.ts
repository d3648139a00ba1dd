/**
 * A lane runs worlds one after another: in this thread or in a worker thread. What a world is does not depend on the lane, so a run may
 * hand its worlds to any number of them; only plain data passes between.
 */
import type { Divergence } from './divergence.ts';
import type { WorldOutcome } from './outcome.ts';
import type { Settings } from './suite.ts';

/** Some consecutive worlds of a run. */
export interface Chunk {
  readonly suite: string;
  readonly settings: Settings;
  readonly strategy: string;
  readonly baseSeed: string;
  /** Number of the first world, from 0. */
  readonly from: number;
  readonly count: number;
  /** Run every world twice and compare. */
  readonly checkDeterminism: boolean;
}

/** What a run keeps of each world. */
export interface WorldResult {
  /** The world's number in its run, from 0. */
  readonly index: number;
  readonly outcome: WorldOutcome;
  readonly divergence: Divergence | null;
}

/** Runs chunks, one at a time. */
export interface Lane {
  /** Runs the chunk, or its beginning when `stop` says so between two worlds. Rejects with UsageError or InternalError. */
  run(chunk: Chunk, stop: () => boolean): Promise<readonly WorldResult[]>;
  /** Ends the lane; a chunk that is running is given up. */
  close(): Promise<void>;
}
