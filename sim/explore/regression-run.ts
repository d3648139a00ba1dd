/**
 * Kept worlds run again: each says what it must show, and what it shows is compared with that. A world whose faults do not strike any more
 * proves nothing when it holds: it is stale, which is neither good nor bad but has to be looked at.
 */
import type { RunWorld } from './divergence.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { normaliseSentence } from './fingerprint.ts';
import type { WorldOutcome } from './outcome.ts';
import { ensurePrepared } from './preparation.ts';
import { checkProperty, type Regression } from './regression.ts';
import { suiteOf } from './replay.ts';
import type { RunWorldOptions } from './run-world.ts';
import type { Suite } from './suite.ts';
import { isMostlyGone, isSameWorld, matchWords, prepareTape, runTape } from './taped-world.ts';
import { checkSettings } from './world-name.ts';

/** What became of a kept world. */
export interface RegressionResult {
  readonly regression: Regression;
  /**
   * `as-expected`. `violated`: it must hold and does not. `gone`: it must be violated and holds. `other`: it must be violated, and another
   * property is. `stale`: it holds because its moment is not reached any more. `inconclusive`: a limit was met first.
   */
  readonly verdict: 'as-expected' | 'violated' | 'gone' | 'other' | 'stale' | 'inconclusive';
  /** One sentence for people. */
  readonly sentence: string;
  /** Recorded. */
  readonly outcome: WorldOutcome;
  readonly exitCode: ExitCode;
}

const exitCodes: Readonly<Record<RegressionResult['verdict'], ExitCode>> = {
  'as-expected': EXIT.held,
  violated: EXIT.violated,
  gone: EXIT.nondeterministic,
  other: EXIT.nondeterministic,
  stale: EXIT.inconclusive,
  inconclusive: EXIT.inconclusive,
};

/** Runs a kept world and judges it. Throws UsageError `unknown-suite`, `unknown-property` and what its settings are refused for. */
export async function runRegression(suites: readonly Suite[], regression: Regression, run: RunWorld): Promise<RegressionResult> {
  const suite = suiteOf(regression.world, suites);
  checkProperty(suite, regression.property);
  const outcome = await runTape(run, suite, { ...(await optionsOf(regression, suite, suites)), record: true });
  const { verdict, sentence } = judge(regression, outcome);
  return { regression, verdict, sentence, outcome, exitCode: exitCodes[verdict] };
}

async function optionsOf({ tape, world }: Regression, suite: Suite, suites: readonly Suite[]): Promise<RunWorldOptions> {
  if (tape !== null) return prepareTape(tape, world, suite, suites);
  const { seed, strategy, settings } = checkSettings(world, suite, suites);
  await ensurePrepared(suite, settings);
  return { seed, strategy, settings };
}

/** The exit code of several kept worlds: the gravest; a violation before what is merely not as expected, that before what is unsure. */
export function worstOf(results: readonly RegressionResult[]): ExitCode {
  const gravest: readonly ExitCode[] = [EXIT.violated, EXIT.nondeterministic, EXIT.inconclusive];
  if (results.length === 0) return EXIT.nothingRan;
  return gravest.find((code) => results.some((result) => result.exitCode === code)) ?? EXIT.held;
}

function judge(regression: Regression, outcome: WorldOutcome): Pick<RegressionResult, 'verdict' | 'sentence'> {
  const { violation, inconclusive } = outcome;
  if (violation !== null) {
    const sentence = `${violation.property} is violated: ${violation.sentence}`;
    if (regression.expect === 'held') return { verdict: 'violated', sentence };
    if (violation.property === regression.property)
      return { verdict: 'as-expected', sentence: `${violation.property} is still violated${matchOf(outcome)}` };
    return { verdict: 'other', sentence: `${sentence}; it must be ${regression.property}` };
  }
  if (inconclusive !== null) return { verdict: 'inconclusive', sentence: inconclusive.sentence };
  const why = staleness(regression, outcome);
  if (why !== null) return { verdict: 'stale', sentence: `${why}, so that it holds proves nothing` };
  if (regression.expect === 'held') return { verdict: 'as-expected', sentence: `it holds${matchOf(outcome)}` };
  return { verdict: 'gone', sentence: `it holds, and ${regression.property} must still be violated in it` };
}

/** How much of the kept world was met again; empty when all of it was. A number that shrinks from change to change says that a world ages. */
function matchOf({ tapeMatch }: WorldOutcome): string {
  if (tapeMatch === null || isSameWorld(tapeMatch) || tapeMatch.decisions === 0) return '';
  return ` (${tapeMatch.matched} of ${tapeMatch.decisions} decisions matched)`;
}

/** Why the world is not the one that was kept; null when it is near enough. */
function staleness({ faults, tape, moment }: Regression, outcome: WorldOutcome): string | null {
  const match = outcome.tapeMatch;
  const struck = outcome.faults.map(faultWords);
  for (const fault of faults) {
    const position = struck.indexOf(faultWords(fault));
    if (position < 0) return `the fault "${fault}" does not strike any more${match === null ? '' : ` (${matchWords(match)})`}`;
    struck.splice(position, 1);
  }
  return match !== null && tape !== null && isMostlyGone(match, tape, moment.events) ? matchWords(match) : null;
}

/** A fault's line without its moment and its numbers; the host stays as it is. */
function faultWords(line: string): string {
  const [, host = '', words = ''] = /^\d+\.\d+s (\S+) (.*)$/.exec(line) ?? [undefined, '', line];
  return `${host} ${normaliseSentence(words)}`;
}
