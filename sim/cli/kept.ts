/** `manyworlds run --regressions`: the kept worlds instead of new ones, one line each, with the story of what is not as it must be. */
import { dirname, resolve } from 'node:path';
import {
  chooseRegressions,
  EXIT,
  loadConfiguration,
  readRegressionFile,
  regressionName,
  regressionsFolder,
  requireConfiguration,
  runRegression,
  runWorld,
  UsageError,
  worstOf,
  type ExitCode,
  type RegressionResult,
} from '../explore/index.ts';
import { formatDuration, plural, type StoryStyle } from '../report/index.ts';
import type { ParsedArguments } from './flags.ts';
import { keptMeaning } from './meaning.ts';
import { seenFrom, tellOutcome } from './found.ts';
import { outputStyle, plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** Flags of `run` that say which worlds to explore: a kept world says that itself. */
const EXPLORING = ['seeds', 'time', 'seed', 'strategy', 'workers', 'set', 'check-determinism', 'no-shrink', 'out'];

/** Runs kept worlds: all of them, or those named. Rejects with UsageError before any world runs when one of the files is damaged. */
export async function runKept(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const startMs = performance.now();
  const senseless = EXPLORING.find((flag) => written.has(flag));
  if (senseless !== undefined)
    throw new UsageError(
      'bad-flag',
      `--${senseless} says which worlds to explore, and --regressions runs kept ones: leave one of them out.`,
    );
  const configurationFile = requireConfiguration(terminal.cwd, written.text('config'));
  const configuration = await loadConfiguration(configurationFile);
  const folder = regressionsFolder(configurationFile, configuration);
  const files = chooseRegressions(folder, terminal.cwd, written.operands);
  const regressions = files.map((file) => readRegressionFile(file));
  const style = outputStyle(written, terminal);
  const isJson = written.has('json');
  const results: RegressionResult[] = [];
  for (const [position, regression] of regressions.entries()) {
    if (terminal.signal.aborted) break;
    const file = files[position] ?? '';
    const result = await namingFile(file, () => runRegression(configuration.suites, regression, runWorld));
    results.push(result);
    terminal.out(
      isJson
        ? `${JSON.stringify(asJson(result, placeOf(file, folder, terminal.cwd), plainStyle(terminal)))}\n`
        : told(result, placeOf(file, folder, terminal.cwd), style),
    );
  }
  const exitCode = terminal.signal.aborted ? EXIT.interrupted : worstOf(results);
  const wallMs = performance.now() - startMs;
  if (isJson) terminal.out(`${JSON.stringify(summary(results, wallMs, exitCode))}\n`);
  else terminal.out(`${plural(results.length, 'kept world')} in ${formatDuration(wallMs)}: ${keptMeaning(exitCode)}\n`);
  if (exitCode === EXIT.nothingRan)
    terminal.error(`Nothing ran: there are no kept worlds in ${seenFrom(terminal.cwd, folder)}. Keep one: manyworlds keep <id>.\n`);
  return exitCode;
}

/** What is refused is refused with the file that it stands in. */
async function namingFile<Result>(file: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(error.code, `${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Where a kept world is. */
interface KeptPlace {
  readonly file: string;
  /** As a person in the current folder writes it. */
  readonly path: string;
  /** What names it for `run --regressions`: its name only in the folder of the configuration. */
  readonly operand: string;
}

function placeOf(file: string, folder: string, cwd: string): KeptPlace {
  const path = seenFrom(cwd, resolve(file));
  return { file, path, operand: dirname(resolve(file)) === resolve(folder) ? regressionName(file) : path };
}

function told(result: RegressionResult, place: KeptPlace, style: StoryStyle): string {
  const { paint, symbols } = style;
  const { regression, verdict } = result;
  const line = `${regression.name}  ${result.sentence}`;
  switch (verdict) {
    case 'as-expected':
      return `${paint.success(symbols.held)} ${line}\n`;
    case 'stale':
    case 'inconclusive':
      return `${paint.warning(`${symbols.unsure} ${verdict}`)}  ${line}\n`;
    case 'gone':
      return `${paint.failure(symbols.failed)} ${line}\n`;
    case 'other':
    case 'violated':
      return `${paint.failure(symbols.failed)} ${line}\n\n${storyOf(result, place, style)}\n\n`;
  }
}

function storyOf({ outcome, regression }: RegressionResult, { path, operand }: KeptPlace, style: StoryStyle): string {
  const foundBy = `Kept world ${regression.name} of ${regression.world.suite}, seed ${regression.world.seed}.`;
  const commands = [
    ['again', `npx manyworlds run --regressions ${operand}`],
    ['look', `npx manyworlds replay ${path} --log`],
  ] as const;
  return tellOutcome(outcome, foundBy, commands, style);
}

function asJson(result: RegressionResult, place: KeptPlace, style: StoryStyle): object {
  const { regression, verdict, sentence, outcome, exitCode } = result;
  const story = outcome.violation === null ? null : storyOf(result, place, style);
  const { name, expect, property } = regression;
  return {
    v: 1,
    type: 'regression',
    name,
    file: place.file,
    expect,
    property,
    verdict,
    sentence,
    exitCode,
    hash: outcome.hash,
    hashBefore: regression.tape === null ? regression.hash : null,
    tapeMatch: outcome.tapeMatch,
    story,
  };
}

function summary(results: readonly RegressionResult[], wallMs: number, exitCode: ExitCode): object {
  const count = (verdict: RegressionResult['verdict']): number => results.filter((result) => result.verdict === verdict).length;
  return {
    v: 1,
    type: 'summary',
    regressions: results.length,
    asExpected: count('as-expected'),
    violated: count('violated'),
    gone: count('gone') + count('other'),
    stale: count('stale'),
    inconclusive: count('inconclusive'),
    wallMs: Math.round(wallMs),
    exitCode,
  };
}
