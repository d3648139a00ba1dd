/**
 * `manyworlds verdict`: every row of the configuration's matrix against every property. It knows no designs and no properties; what must
 * hold where, what a violation is known by, and what says nothing about a row, stands in the configuration.
 */
import { resolve } from 'node:path';
import {
  checkKeys,
  checkMatrix,
  closeLanes,
  exploreRow,
  isCalled,
  laneCount,
  loadConfiguration,
  openLanes,
  openStore,
  parseAssignment,
  parseSeed,
  randomSeed,
  requireConfiguration,
  settingsFor,
  STORE_FOLDER,
  suitesOfMatrix,
  UsageError,
  type Assignment,
  type Configuration,
  type ExitCode,
  type Lane,
  type Matrix,
  type MatrixRow,
  type RowRequest,
  type Suite,
} from '../explore/index.ts';
import { suggestion } from '../wording/index.ts';
import { chooseStrategy } from './choose.ts';
import type { Command } from './command.ts';
import type { FlagDefinition, ParsedArguments } from './flags.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';
import { verdictProgress } from './verdict-progress.ts';
import { verdictResults } from './verdict-results.ts';

const WORLDS_DEFAULT = 1_000;

const flags: readonly FlagDefinition[] = [
  { name: 'seeds', value: 'N', description: `worlds a cell, dealt among the suites of the matrix; ${WORLDS_DEFAULT} when absent` },
  { name: 'seed', value: 'S', description: 'base seed, 1 to 16 hexadecimal digits; random when absent' },
  { name: 'preset', value: 'NAMES', repeatable: true, description: 'only these rows, separated by commas' },
  { name: 'property', value: 'NAMES', repeatable: true, description: 'only these properties, by names or ids, separated by commas' },
  { name: 'strategy', value: 'NAME', description: 'which ready event happens next (see "manyworlds list strategies")' },
  { name: 'workers', value: 'N', description: 'worker threads; the results do not depend on it' },
  { name: 'set', value: 'key=value', repeatable: true, description: 'fix a field of the scenarios in all rows' },
  { name: 'no-shrink', description: 'tell findings as they were found' },
  { name: 'markdown', value: 'FILE', description: 'write the table and stories as Markdown, too; its folder must be there' },
  { name: 'json', description: 'NDJSON on the output stream, one line a cell, and nothing else' },
  { name: 'out', value: 'DIR', description: `folder for findings, those of a row in DIR/<row>; the default is ${STORE_FOLDER}` },
  { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
];

/** The command `verdict`. */
export const verdictCommand: Command = {
  name: 'verdict',
  summary: 'judge every design of the matrix by every property and write a table',
  operands: '[--preset NAMES] [--property NAMES] [--seeds N]',
  flags,
  notes: [
    'Rows, suites and what is known of their cells stand in the configuration (matrix). Worlds of a row are the same for all its properties; a property that was refuted is switched off, and the others go on in the same world.',
    'A violation in a row that need not hold is a finding and no failure of the command.',
    'Exit codes: 0 every row that must hold does, 1 one of them is violated, 2 usage, 3 a world of one of them met a limit before it ended, 4 nondeterminism, 70 a bug of manyworlds or of a property, 130 interrupted (what there is is written).',
  ],
  run,
};

/** What is to be judged. */
export interface VerdictPlan {
  readonly matrix: Matrix;
  readonly suites: readonly Suite[];
  readonly rows: readonly MatrixRow[];
  readonly properties: readonly { readonly id: string; readonly name: string }[];
  readonly worlds: number;
  readonly baseSeed: string;
  readonly strategy: string;
  readonly shrink: boolean;
  /** Absolute path of the Markdown document; null for none. */
  readonly document: string | null;
  /** The command that does the same again. */
  readonly command: string;
}

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const configurationFile = requireConfiguration(terminal.cwd, written.text('config'));
  const configuration = await loadConfiguration(configurationFile);
  const assignments = written.all('set').map(parseAssignment);
  const plan = planOf(written, configuration, assignments, terminal);
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  openStore(store);
  const style = outputStyle(written, terminal);
  const progress = verdictProgress(terminal, style.symbols, plan.worlds, written.has('json'));
  const results = verdictResults(plan, { cwd: terminal.cwd, store }, terminal, style, written.has('json'));
  const lanes = openLanes(laneCount(plan.worlds * plan.rows.length, written.count('workers', 1)), configuration.suites, configurationFile);
  try {
    for (const row of plan.rows) {
      if (terminal.signal.aborted) break;
      const request = requestOf(plan, row, assignments, lanes, terminal);
      const result = await exploreRow({ ...request, onProgress: (done) => progress.report(row.name, done) });
      await results.row(request, result, (property, position, of) => progress.shrinks(row.name, property, position, of));
      progress.clear();
    }
  } finally {
    await closeLanes(lanes);
  }
  return results.finish();
}

function requestOf(
  plan: VerdictPlan,
  row: MatrixRow,
  assignments: readonly Assignment[],
  lanes: readonly Lane[],
  terminal: Terminal,
): RowRequest {
  const { suites, strategy, baseSeed, worlds, matrix } = plan;
  const abstaining = new Set((matrix.abstentions ?? []).filter(({ rows }) => rows.includes(row.name)).map(({ property }) => property));
  return {
    row,
    suites,
    properties: plan.properties.map(({ name }) => name).filter((name) => !abstaining.has(name)),
    abstaining: [...abstaining],
    settings: (suite) => settingsFor(suite, assignments),
    strategy,
    baseSeed,
    worlds,
    determinism: matrix.determinism,
    lanes,
    signal: terminal.signal,
  };
}

function planOf(
  written: ParsedArguments,
  configuration: Configuration,
  assignments: readonly Assignment[],
  terminal: Terminal,
): VerdictPlan {
  const { matrix } = configuration;
  if (matrix === undefined)
    throw new UsageError(
      'no-matrix',
      'The configuration has no matrix: name rows and suites in it, defineConfig({ suites, matrix: { … } }).',
    );
  const suites = suitesOfMatrix(matrix, configuration.suites);
  checkMatrix(matrix, suites);
  checkKeys(assignments, suites, configuration.suites);
  const seed = written.text('seed');
  const baseSeed = seed === null ? randomSeed() : parseSeed(seed);
  const worlds = written.count('seeds', 1) ?? WORLDS_DEFAULT;
  const document = written.text('markdown');
  const filters = ['preset', 'property', 'set'].flatMap((flag) => written.all(flag).map((value) => ` --${flag} ${value}`));
  return {
    matrix,
    suites,
    rows: chooseRows(matrix, listed(written.all('preset'))),
    properties: chooseProperties(suites, listed(written.all('property'))),
    worlds,
    baseSeed,
    strategy: chooseStrategy(written.text('strategy')),
    shrink: !written.has('no-shrink'),
    document: document === null ? null : resolve(terminal.cwd, document),
    command: `npx manyworlds verdict --seeds ${worlds} --seed ${baseSeed}${filters.join('')}${written.has('no-shrink') ? ' --no-shrink' : ''}`,
  };
}

/** Names that were written in one flag with commas, or in several. */
function listed(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(',').map((word) => word.trim()));
}

function chooseRows({ rows }: Matrix, names: readonly string[]): readonly MatrixRow[] {
  const known = rows.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError('unknown-row', `The matrix has no row "${unknown}".${suggestion(unknown, known, 'rows')}`);
  return names.length === 0 ? rows : rows.filter(({ name }) => names.includes(name));
}

/** The properties of all suites, each once: safety before liveness, by the number of their ids. */
function chooseProperties(suites: readonly Suite[], words: readonly string[]): VerdictPlan['properties'] {
  const byName = new Map(suites.flatMap((suite) => suite.properties.map((property) => [property.name, property] as const)));
  const all = [...byName.values()].toSorted(
    (left, right) =>
      Number(left.kind === 'liveness') - Number(right.kind === 'liveness') || left.id.localeCompare(right.id, 'en', { numeric: true }),
  );
  const unknown = words.find((word) => !all.some((property) => isCalled(property, word)));
  if (unknown !== undefined) {
    const names = all.map(({ name }) => name);
    throw new UsageError('unknown-property', `There is no property "${unknown}".${suggestion(unknown, names, 'properties')}`);
  }
  return words.length === 0 ? all : all.filter((property) => words.some((word) => isCalled(property, word)));
}
