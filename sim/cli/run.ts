/** `manyworlds run`: explores suites, tells what was found, stores it, and ends with the exit code of the worst outcome. */
import { resolve } from 'node:path';
import {
  checkKeys,
  closeLanes,
  EXIT,
  exploreQuietly,
  laneCount,
  loadConfiguration,
  openLanes,
  openStore,
  parseAssignment,
  parseSeed,
  randomSeed,
  requireConfiguration,
  runWorld,
  settingsFor,
  STORE_FOLDER,
  verdict,
  type ExitCode,
  type Lane,
  type Settings,
  type Suite,
  type SuiteResult,
} from '../explore/index.ts';
import { chooseStrategy, chooseSuites } from './choose.ts';
import type { Command } from './command.ts';
import type { FlagDefinition, ParsedArguments } from './flags.ts';
import { runKept } from './kept.ts';
import { progressReporter } from './progress-reporter.ts';
import { jsonResults, textResults, type Results } from './results.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

const flags: readonly FlagDefinition[] = [
  { name: 'seeds', value: 'N', description: 'worlds a suite; the default is the suite’s own number' },
  { name: 'time', value: '60s', description: 'wall-clock time for the whole run, shared by its suites' },
  { name: 'seed', value: 'S', description: 'base seed, 1 to 16 hexadecimal digits; random when absent' },
  { name: 'strategy', value: 'NAME', description: 'which ready event happens next (see "manyworlds list strategies")' },
  { name: 'workers', value: 'N', description: 'worker threads; the results do not depend on it' },
  { name: 'set', value: 'key=value', repeatable: true, description: 'fix a field of the scenario (see "manyworlds list suites")' },
  { name: 'regressions', description: 'run kept worlds instead of new ones: all, or those named (names, files or folders)' },
  { name: 'no-shrink', description: 'tell findings as they were found, without looking for the smallest world and what was necessary' },
  { name: 'check-determinism', description: 'run every world twice and name the first difference' },
  { name: 'json', description: 'NDJSON on the output stream and nothing else' },
  { name: 'out', value: 'DIR', description: `folder for findings; the default is ${STORE_FOLDER}` },
  { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
];

/** The command `run`. */
export const runCommand: Command = {
  name: 'run',
  summary: 'explore worlds of suites and report what does not hold',
  operands: '[suite…]',
  flags,
  notes: [
    'Without suite names the suites that run by default are run. With --seeds and --time together, whichever is over first ends the run.',
    'World 1 of a run has the base seed itself, so "--seed S --seeds 1" runs exactly the world that a report calls S.',
    'Goals ("sometimes") that no world reached make a run inconclusive (exit code 3). They are judged when a suite ran at least 100 worlds, or its default number if that is smaller; a run of a single world never judges them.',
    'With --regressions: 1 one that must hold is violated, 3 one is stale (it holds, and is not the kept world any more), 4 one shows something else than it must.',
    'Exit codes: 0 all held, 1 a property was violated, 2 usage, 3 inconclusive, 4 nondeterminism, 5 nothing ran, 70 a bug of manyworlds or of a property, 130 interrupted.',
  ],
  run,
};

interface Plan {
  readonly suites: readonly { readonly suite: Suite; readonly settings: Settings; readonly worlds: number | null }[];
  readonly timeMs: number | null;
  readonly baseSeed: string;
  readonly strategy: string;
  readonly workers: number | null;
  readonly checkDeterminism: boolean;
  readonly shrink: boolean;
}

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  if (written.has('regressions')) return runKept(written, terminal);
  const startMs = performance.now();
  const configurationFile = requireConfiguration(terminal.cwd, written.text('config'));
  const { suites } = await loadConfiguration(configurationFile);
  const plan = planOf(written, suites);
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  openStore(store);
  const isJson = written.has('json');
  const style = outputStyle(written, terminal);
  const place = { cwd: terminal.cwd, store };
  const results = isJson ? jsonResults(terminal, place, style) : textResults(terminal, place, style);
  const progress = progressReporter(terminal, style.symbols, isJson);
  const finished: SuiteResult[] = [];
  const counts = plan.suites.map((part) => laneCount(part.worlds, plan.workers));
  // The suites share the threads: one that has run worlds is loaded and compiled, and a new one is slow for its first hundred worlds.
  const threads = openLanes(Math.max(...counts), suites, configurationFile);
  try {
    for (const [position, part] of plan.suites.entries()) {
      if (terminal.signal.aborted) break;
      const count = counts[position] ?? 1;
      const lanes = count <= 1 ? openLanes(1, suites, configurationFile) : threads.slice(0, count);
      const timeMs = remainingMs(plan, position, startMs);
      const result = await exploreUntil(plan, part, timeMs, lanes, terminal, (done) => progress.report(done));
      progress.clear();
      finished.push(result);
      results.suite(result);
    }
  } finally {
    await closeLanes(threads);
  }
  return finish(results, finished, terminal, performance.now() - startMs);
}

function finish(results: Results, finished: readonly SuiteResult[], terminal: Terminal, wallMs: number): ExitCode {
  const exitCode = verdict(finished, terminal.signal.aborted);
  results.summary(finished, wallMs, exitCode);
  if (exitCode === EXIT.nothingRan)
    terminal.error('Nothing ran: the configuration has no suite that runs by default. Name one: manyworlds run SUITE.\n');
  return exitCode;
}

function exploreUntil(
  plan: Plan,
  part: Plan['suites'][number],
  timeMs: number | null,
  lanes: readonly Lane[],
  terminal: Terminal,
  onProgress: Parameters<typeof exploreQuietly>[0]['onProgress'] & {},
): Promise<SuiteResult> {
  const { baseSeed, strategy, checkDeterminism, shrink } = plan;
  return exploreQuietly({
    ...part,
    baseSeed,
    strategy,
    checkDeterminism,
    shrink,
    timeMs,
    lanes,
    run: runWorld,
    signal: terminal.signal,
    onProgress,
  });
}

/** The time that is left, shared equally by the suites that have not run yet. */
function remainingMs(plan: Plan, position: number, startMs: number): number | null {
  if (plan.timeMs === null) return null;
  return Math.max(0, plan.timeMs - (performance.now() - startMs)) / (plan.suites.length - position);
}

function planOf(written: ParsedArguments, all: readonly Suite[]): Plan {
  const chosen = chooseSuites(all, written.operands);
  const strategy = chooseStrategy(written.text('strategy'));
  const seedText = written.text('seed');
  const baseSeed = seedText === null ? randomSeed() : parseSeed(seedText);
  const timeMs = written.duration('time');
  const worlds = written.count('seeds', 1);
  const workers = written.count('workers', 1);
  const assignments = written.all('set').map(parseAssignment);
  checkKeys(assignments, chosen, all);
  const suites = chosen.map((suite) => ({
    suite,
    settings: settingsFor(suite, assignments),
    worlds: worlds ?? (timeMs === null ? suite.worldsDefault : null),
  }));
  return {
    suites,
    timeMs,
    baseSeed,
    strategy,
    workers,
    checkDeterminism: written.has('check-determinism'),
    shrink: !written.has('no-shrink'),
  };
}
