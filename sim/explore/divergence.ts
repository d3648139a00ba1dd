/**
 * Whether a world is deterministic: it is run again and must have the same hash. When it has not, both runs are recorded and compared
 * event by event, so that the report can name the first event that differs and show both sides.
 */
import type { TraceEvent } from '../trace/index.ts';
import type { WorldOutcome } from './outcome.ts';
import type { RunWorldOptions } from './run-world.ts';
import type { Suite } from './suite.ts';

/** `runWorld`, or something that stands for it in a test. */
export type RunWorld = (suite: Suite, options: RunWorldOptions) => Promise<WorldOutcome>;

/** Two runs of one world that were not the same. */
export interface Divergence {
  readonly suite: string;
  readonly seed: string;
  /** What was compared: the same drain twice, or the synchronous drain with a boundary for each event. */
  readonly between: 'two runs' | 'two drains' | 'the record and this run';
  readonly hashes: readonly [string, string];
  /** The first events that differ; null on a side that had ended; both null when only the choices differ. */
  readonly first: TraceEvent | null;
  readonly second: TraceEvent | null;
  /** Events before the difference. */
  readonly same: number;
}

/** Every so many worlds the second drain is compared too; it costs a real turn of the event loop for each event. */
const DRAIN_EVERY = 10;

/** Runs one world again and says where it differs from `outcome`; null when it does not. `index` decides whether both drains are compared. */
export async function findDivergence(
  run: RunWorld,
  suite: Suite,
  options: RunWorldOptions,
  outcome: WorldOutcome,
  index: number,
): Promise<Divergence | null> {
  const again = await run(suite, options);
  if (again.hash !== outcome.hash) return compareRecorded(run, suite, options, options, [outcome.hash, again.hash], 'two runs');
  if (index % DRAIN_EVERY !== 0) return null;
  const boundary: RunWorldOptions = { ...options, drain: 'boundary' };
  const other = await run(suite, boundary);
  if (other.hash === outcome.hash) return null;
  return compareRecorded(run, suite, options, boundary, [outcome.hash, other.hash], 'two drains');
}

/** Where two recordings part. */
export function firstDifference(left: readonly TraceEvent[], right: readonly TraceEvent[]): Pick<Divergence, 'first' | 'second' | 'same'> {
  const length = Math.max(left.length, right.length);
  for (let position = 0; position < length; position++) {
    const first = left[position] ?? null;
    const second = right[position] ?? null;
    if (JSON.stringify(first) !== JSON.stringify(second)) return { first, second, same: position };
  }
  return { first: null, second: null, same: length };
}

async function compareRecorded(
  run: RunWorld,
  suite: Suite,
  left: RunWorldOptions,
  right: RunWorldOptions,
  hashes: readonly [string, string],
  between: Divergence['between'],
): Promise<Divergence> {
  const first = await run(suite, { ...left, record: true });
  const second = await run(suite, { ...right, record: true });
  return { suite: suite.name, seed: left.seed, between, hashes, ...firstDifference(first.trace ?? [], second.trace ?? []) };
}
