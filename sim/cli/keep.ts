/** `manyworlds keep`: a finding becomes a kept world, a file to be committed that says what the world must show from now on. */
import { join, resolve } from 'node:path';
import {
  checkProperty,
  checkRegressionName,
  EXIT,
  loadConfiguration,
  momentOf,
  quietly,
  readTrace,
  recordTape,
  regressionOf,
  regressionsFolder,
  requireConfiguration,
  STORE_FOLDER,
  suiteOf,
  tapeOf,
  UsageError,
  writeRegression,
  type Expectation,
  type ExitCode,
  type Finding,
  type Regression,
  type StoredFinding,
  type Suite,
} from '../explore/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { seenFrom, tellFinding } from './found.ts';
import { storedFinding } from './operand.ts';
import { plainStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** The command `keep`. */
export const keepCommand: Command = {
  name: 'keep',
  summary: 'keep the world of a finding as a regression test',
  operands: '<id|file>',
  flags: [
    { name: 'as', value: 'NAME', description: 'its name; the default is the property and the id' },
    {
      name: 'expect',
      value: 'held|violated',
      description: 'what it must show: held (default: the bug is repaired), or violated (a known hazard)',
    },
    { name: 'out', value: 'DIR', description: 'folder to write to; the default is the configuration’s "regressions"' },
    { name: 'findings', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
    { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
    { name: 'json', description: 'one JSON object' },
  ],
  notes: [
    'The file holds the world, its tape, what was violated and its story; commit it. "manyworlds run --regressions" runs all of them, and so does testRegressions of manyworlds/vitest.',
    'A kept world is stale (exit code 3) when it holds but its faults do not strike any more or most of its decisions have no place any more: then it proves nothing.',
  ],
  run,
};

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const store = resolve(terminal.cwd, written.text('findings') ?? STORE_FOLDER);
  const { finding, folder } = storedFinding(written, 'keep', store, terminal.cwd);
  const name = checkRegressionName(written.text('as') ?? defaultName(finding));
  const expect = expectation(written.text('expect'));
  const configurationFile = requireConfiguration(terminal.cwd, written.text('config'));
  const configuration = await loadConfiguration(configurationFile);
  const regression = await keptWorld({ finding, folder }, configuration.suites, name, expect, terminal);
  const out = written.text('out');
  const usual = regressionsFolder(configurationFile, configuration);
  const target = out === null ? usual : resolve(terminal.cwd, out);
  const file = writeRegression(target, regression);
  if (written.has('json')) terminal.out(`${JSON.stringify({ v: 1, type: 'kept', file, name, expect, taped: regression.tape !== null })}\n`);
  else terminal.out(told(regression, file, terminal, target !== usual));
  return EXIT.held;
}

/** A finding as a kept world with its story; one that was not shrunk is run once more to write down its decisions. */
export async function keptWorld(
  { finding, folder }: StoredFinding,
  suites: readonly Suite[],
  name: string,
  expect: Expectation,
  terminal: Terminal,
): Promise<Regression> {
  checkProperty(suiteOf(finding.world, suites), finding.violation.property);
  const tape = tapeOf(finding, folder) ?? (await quietly(() => recordTape(suites, finding.world, finding.violation.property)));
  const trace = readTrace(folder) ?? [];
  const story = tellFinding(finding, trace, [], plainStyle(terminal)).trimEnd().split('\n');
  return regressionOf(finding, { tape, moment: momentOf(finding, trace), name, expect, story });
}

/** The name of a kept world that was given none: its property and its id. */
export function defaultName(finding: Finding): string {
  const property = finding.violation.property
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return property === '' ? finding.id : `${property}-${finding.id}`;
}

function expectation(text: string | null): Expectation {
  if (text === null || text === 'held') return 'held';
  if (text === 'violated') return 'violated';
  throw new UsageError('bad-flag', `--expect ${text}: a kept world must be "held" (the bug is repaired) or "violated" (a known hazard).`);
}

function told(regression: Regression, file: string, terminal: Terminal, elsewhere: boolean): string {
  const must = regression.expect === 'held' ? 'must hold from now on' : `must still violate ${regression.property}`;
  const subject = elsewhere ? seenFrom(terminal.cwd, file) : regression.name;
  return [
    `kept in ${seenFrom(terminal.cwd, file)}: this world ${must}`,
    ...(regression.tape === null
      ? ['without a tape, by its seed only: the bug does not show any more, so a change of the program makes it another world']
      : []),
    '',
    `  run it   npx manyworlds run --regressions ${subject}`,
    `  as test  testRegressions('${seenFrom(terminal.cwd, join(file, '..'))}') of manyworlds/vitest`,
    '',
  ].join('\n');
}
