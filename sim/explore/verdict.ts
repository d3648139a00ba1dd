/** From what suites found out to one exit code: the worst kind of outcome wins, and an interrupted run says so whatever it found. */
import { EXIT, type ExitCode } from './exit-codes.ts';
import type { SuiteResult } from './explore.ts';

/** The exit code of a run over these suites. */
export function verdict(results: readonly SuiteResult[], interrupted: boolean): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (results.some((result) => result.divergences.length > 0)) return EXIT.nondeterministic;
  if (results.some((result) => result.violatedWorlds > 0)) return EXIT.violated;
  if (results.some((result) => result.inconclusiveWorlds > 0 || result.goalsMissed.length > 0)) return EXIT.inconclusive;
  return results.some((result) => result.worlds > 0) ? EXIT.held : EXIT.nothingRan;
}
