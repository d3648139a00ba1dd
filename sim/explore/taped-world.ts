/**
 * A world run by its tape: checked against the suite that is to run it, run, and compared with what was recorded. Tapes come from files and
 * tokens that may belong to another suite or to a much older program.
 */
import { PropertyError } from '../check/index.ts';
import type { RunWorld } from './divergence.ts';
import { InternalError } from './internal-error.ts';
import type { WorldName, WorldOutcome } from './outcome.ts';
import { ensurePrepared } from './preparation.ts';
import type { RunWorldOptions } from './run-world.ts';
import type { Suite } from './suite.ts';
import { couldNotBuild } from './suite-failed.ts';
import type { Tape, TapeMatch } from './tape.ts';
import { UsageError } from './usage-error.ts';
import { checkSettings } from './world-name.ts';

/**
 * What runs the tape on the suite. Throws UsageError `foreign-tape` when the tape is of another suite than the world, `unknown-setting` and
 * `bad-setting`.
 */
export async function prepareTape(tape: Tape, world: WorldName, suite: Suite, suites: readonly Suite[]): Promise<RunWorldOptions> {
  if (tape.suite !== suite.name)
    throw new UsageError(
      'foreign-tape',
      `The tape belongs to suite "${tape.suite}" and the world to suite "${suite.name}": a tape means something in its own suite only.`,
    );
  const { settings } = checkSettings({ ...world, settings: tape.settings }, suite, suites);
  await ensurePrepared(suite, settings);
  return { seed: tape.seed, settings, strategy: world.strategy, tape: { ...tape, settings } };
}

/** Runs it, or a world without a tape. Throws UsageError `foreign-tape` when the suite cannot build the tape's scenario, and PropertyError. */
export async function runTape(run: RunWorld, suite: Suite, options: RunWorldOptions): Promise<WorldOutcome> {
  if (options.tape === undefined) return run(suite, options);
  try {
    return await run(suite, options);
  } catch (error) {
    const isOther = error instanceof UsageError || error instanceof InternalError || error instanceof PropertyError;
    if (isOther && !couldNotBuild(error)) throw error;
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(
      'foreign-tape',
      `Suite "${suite.name}" cannot build the scenario of this tape (${reason}): it was made by another suite of this name or an older version of it.`,
      { cause: error },
    );
  }
}

/** Whether the world is the recorded one, event by event. A tape without its trail cannot tell. */
export function isSameWorld(match: TapeMatch): boolean {
  return match.decisions > 0 && match.matched === match.decisions && match.vanished.length === 0 && match.firstDivergence === null;
}

/**
 * Whether most of what was recorded has no place any more, so that the world is another one: fewer than half of the decisions matched, or
 * none of the delays did. Counted are the decisions up to the moment at which it went wrong, the first `events`: what comes behind it may be
 * a long wait for a deadline, which a repaired program does not wait for.
 */
export function isMostlyGone(match: TapeMatch, tape: Tape, events: number): boolean {
  const delays = Object.keys(tape.delays).length;
  const isUndelayed = delays > 0 && match.vanished.length === delays;
  return isUndelayed || match.matched * 2 < Math.min(match.decisions, events);
}

/** `412 of 420 decisions matched, first diverged at 1.201s: gateway-1 timer 1500ms #2`. */
export function matchWords(match: TapeMatch): string {
  const { decisions, matched, vanished, firstDivergence } = match;
  if (decisions === 0) return 'how many decisions matched is not known, because the token had no room for them';
  const first = firstDivergence === null ? '' : `, first diverged at ${(firstDivergence.atMs / 1000).toFixed(3)}s: ${firstDivergence.name}`;
  const [one, ...more] = vanished;
  const gone = one === undefined ? '' : `; never happened: ${one}${more.length === 0 ? '' : ` and ${more.length} more`}`;
  return `${matched} of ${decisions} decisions matched${first}${gone}`;
}
