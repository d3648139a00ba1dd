/** What an exit code says, for the last line of a run. */
import type { ExitCode } from '../explore/index.ts';

const meanings: Readonly<Record<ExitCode, string>> = {
  0: 'all held',
  1: 'a property was violated',
  2: 'wrong usage',
  3: 'inconclusive',
  4: 'not deterministic',
  5: 'nothing ran',
  70: 'a bug of the suite or of manyworlds',
  130: 'interrupted',
};

const keptMeanings: Readonly<Partial<Record<ExitCode, string>>> = {
  0: 'all as they must be',
  1: 'one that must hold is violated',
  3: 'one is stale or inconclusive',
  4: 'one shows something else than it must',
};

/** `all held (exit code 0)`. */
export function meaning(exitCode: ExitCode): string {
  return `${meanings[exitCode]} (exit code ${exitCode})`;
}

/** The same for a run of kept worlds. */
export function keptMeaning(exitCode: ExitCode): string {
  return `${keptMeanings[exitCode] ?? meanings[exitCode]} (exit code ${exitCode})`;
}
