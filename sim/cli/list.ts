/** `manyworlds list`: what there is: suites with their settings, properties, faults, strategies, commands, findings and kept worlds. */
import { dirname, resolve } from 'node:path';
import {
  damagedFindings,
  EXIT,
  listFindings,
  loadConfiguration,
  readRegressionFile,
  regressionFiles,
  regressionsFolder,
  requireConfiguration,
  STORE_FOLDER,
  UsageError,
  type Configuration,
  type ExitCode,
  type Regression,
} from '../explore/index.ts';
import { faultKinds } from '../faults/index.ts';
import { wrap } from '../report/index.ts';
import { strategies } from '../strategies/index.ts';
import { suggestion } from '../wording/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { seenFrom } from './found.ts';
import { findingEntry, propertyGroups, suiteEntry, type Entry, type Group } from './list-topics.ts';
import type { Terminal } from './terminal.ts';

const TOPICS = ['suites', 'properties', 'faults', 'strategies', 'commands', 'findings', 'regressions'] as const;
type Topic = (typeof TOPICS)[number];

const CONFIGURED: ReadonlySet<Topic> = new Set(['suites', 'properties', 'regressions']);
const COLUMNS = 100;
const NAME_COLUMNS_MAX = 32;

/** The command `list`; it is given the commands that exist, because a command cannot import the list it is in. */
export function listCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'list',
    summary: 'list suites, properties, faults, strategies, commands, findings or kept worlds',
    operands: '[what…]',
    flags: [
      { name: 'json', description: 'one JSON object a line' },
      { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
      { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
    ],
    notes: [`What there is to list: ${TOPICS.join(', ')}. Without a name: suites, strategies and commands.`],
    async run(written, terminal) {
      const topics = chooseTopics(written.operands);
      const configured = topics.some((topic) => CONFIGURED.has(topic)) ? await configuration(written, terminal) : null;
      const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
      for (const topic of topics) {
        const groups = groupsOf(topic, configured, commands(), store);
        if (written.has('json')) printJson(topic, groups, terminal);
        else print(topic, groups, topics.length > 1, terminal);
        if (topic === 'findings') tellDamaged(store, terminal);
      }
      return EXIT.held satisfies ExitCode;
    },
  };
}

interface Configured {
  readonly suites: Configuration['suites'];
  /** Folder of kept worlds. */
  readonly regressions: string;
}

function chooseTopics(operands: readonly string[]): readonly Topic[] {
  if (operands.length === 0) return ['suites', 'strategies', 'commands'];
  return operands.map((operand) => {
    const topic = TOPICS.find((candidate) => candidate === operand);
    if (topic !== undefined) return topic;
    throw new UsageError('unknown-list', `There is no list of "${operand}".${suggestion(operand, TOPICS, 'lists')}`);
  });
}

async function configuration(written: ParsedArguments, terminal: Terminal): Promise<Configured> {
  const file = requireConfiguration(terminal.cwd, written.text('config'));
  const loaded = await loadConfiguration(file);
  return { suites: loaded.suites, regressions: regressionsFolder(file, loaded) };
}

function groupsOf(topic: Topic, configured: Configured | null, commands: readonly Command[], store: string): readonly Group[] {
  if (topic === 'properties') return propertyGroups(configured?.suites ?? []);
  return [{ heading: '', entries: entriesOf(topic, configured, commands, store) }];
}

function entriesOf(
  topic: Exclude<Topic, 'properties'>,
  configured: Configured | null,
  commands: readonly Command[],
  store: string,
): readonly Entry[] {
  switch (topic) {
    case 'suites':
      return (configured?.suites ?? []).map(suiteEntry);
    case 'faults':
      return faultKinds.map(({ kind, description }) => ({ name: kind, text: description, details: [], json: { kind, description } }));
    case 'strategies':
      return strategies.map(({ name, description }) => ({ name, text: description, details: [], json: { name, description } }));
    case 'commands':
      return commands.map(({ name, summary }) => ({ name, text: summary, details: [], json: { name, summary } }));
    case 'findings':
      return listFindings(store).map(findingEntry);
    case 'regressions':
      return regressionFiles(configured?.regressions ?? '').map((file) => regressionEntry(readRegressionFile(file)));
  }
}

/** What cannot be listed is told, so that nobody takes it for gone. */
function tellDamaged(store: string, terminal: Terminal): void {
  for (const file of damagedFindings(store))
    terminal.error(
      `${seenFrom(terminal.cwd, dirname(file))} is not listed: its finding.json is damaged, or a newer manyworlds wrote it. Find it again with "manyworlds run".\n`,
    );
}

function regressionEntry(regression: Regression): Entry {
  const { name, expect, property, sentence, world } = regression;
  const must = expect === 'held' ? 'must hold' : 'must still be violated';
  return { name, text: `${property}: ${sentence}`, details: [`${must}; ${world.suite}, seed ${world.seed}`], json: regression };
}

function printJson(topic: Topic, groups: readonly Group[], terminal: Terminal): void {
  for (const { entries } of groups) for (const { json } of entries) terminal.out(`${JSON.stringify({ v: 1, ...json, type: topic })}\n`);
}

function print(topic: Topic, groups: readonly Group[], titled: boolean, terminal: Terminal): void {
  if (titled) terminal.out(`${topic}\n`);
  if (groups.every(({ entries }) => entries.length === 0)) terminal.out(`  no ${topic === 'regressions' ? 'kept worlds' : topic}\n`);
  for (const [position, { heading, entries }] of groups.entries()) {
    if (heading !== '') terminal.out(`${position === 0 ? '' : '\n'}${heading}\n`);
    const width = Math.min(NAME_COLUMNS_MAX, Math.max(0, ...entries.map(({ name }) => name.length)));
    for (const entry of entries) printEntry(entry, width, terminal);
  }
  if (titled) terminal.out('\n');
}

function printEntry({ name, text, details }: Entry, width: number, terminal: Terminal): void {
  const indent = ' '.repeat(width + 2);
  const [first = '', ...more] = wrap(text, COLUMNS - indent.length - 2);
  terminal.out(`  ${name.padEnd(width)}  ${first}\n`);
  for (const line of more) terminal.out(`  ${indent}${line}\n`);
  for (const detail of details)
    for (const [position, line] of folded(detail, COLUMNS - indent.length - 8).entries())
      terminal.out(`  ${indent}  ${position === 0 ? '' : '    '}${line}\n`);
}

/** Only what is too long is broken, so that columns inside a line stay. */
function folded(text: string, columns: number): readonly string[] {
  return text.length <= columns ? [text] : wrap(text, columns);
}
