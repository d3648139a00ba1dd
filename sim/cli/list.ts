/** `manyworlds list`: what there is: suites with their settings, properties, faults, strategies, commands and findings. */
import { resolve } from 'node:path';
import {
  EXIT,
  listFindings,
  loadConfiguration,
  requireConfiguration,
  STORE_FOLDER,
  suggestion,
  UsageError,
  type ExitCode,
  type SettingDefinition,
  type Suite,
} from '../explore/index.ts';
import { faultKinds } from '../faults/index.ts';
import { plural } from '../report/index.ts';
import { strategies } from '../strategies/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import type { Terminal } from './terminal.ts';

const TOPICS = ['suites', 'properties', 'faults', 'strategies', 'commands', 'findings'] as const;
type Topic = (typeof TOPICS)[number];

/** The command `list`; it is given the commands that exist, because a command cannot import the list it is in. */
export function listCommand(commands: () => readonly Command[]): Command {
  return {
    name: 'list',
    summary: 'list suites, properties, faults, strategies, commands or findings',
    operands: `[${TOPICS.join('|')}]`,
    flags: [
      { name: 'json', description: 'one JSON object a line' },
      { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
      { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
    ],
    notes: [],
    async run(written, terminal) {
      const topics = chooseTopics(written.operands);
      const suites = topics.some((topic) => topic === 'suites' || topic === 'properties') ? await configuredSuites(written, terminal) : [];
      for (const topic of topics)
        printTopic(topic, topics.length > 1, entriesOf(topic, suites, commands(), written, terminal), written.has('json'), terminal);
      return EXIT.held satisfies ExitCode;
    },
  };
}

/** One thing of a list: its name, what it is, and details below it. */
interface Entry {
  readonly name: string;
  readonly text: string;
  readonly details: readonly string[];
  readonly json: object;
}

function chooseTopics(operands: readonly string[]): readonly Topic[] {
  if (operands.length === 0) return ['suites', 'strategies', 'commands'];
  return operands.map((operand) => {
    const topic = TOPICS.find((candidate) => candidate === operand);
    if (topic !== undefined) return topic;
    throw new UsageError('unknown-list', `There is no list of "${operand}".${suggestion(operand, TOPICS, 'lists')}`);
  });
}

async function configuredSuites(written: ParsedArguments, terminal: Terminal): Promise<readonly Suite[]> {
  const configuration = await loadConfiguration(requireConfiguration(terminal.cwd, written.text('config')));
  return configuration.suites;
}

function entriesOf(
  topic: Topic,
  suites: readonly Suite[],
  commands: readonly Command[],
  written: ParsedArguments,
  terminal: Terminal,
): readonly Entry[] {
  switch (topic) {
    case 'suites':
      return suites.map(suiteEntry);
    case 'properties':
      return propertyEntries(suites);
    case 'faults':
      return faultKinds.map(({ kind, description }) => ({ name: kind, text: description, details: [], json: { kind, description } }));
    case 'strategies':
      return strategies.map(({ name, description }) => ({ name, text: description, details: [], json: { name, description } }));
    case 'commands':
      return commands.map(({ name, summary }) => ({ name, text: summary, details: [], json: { name, summary } }));
    case 'findings':
      return listFindings(resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER)).map(({ finding }) => ({
        name: finding.id,
        text: `${finding.violation.property}: ${finding.violation.sentence}`,
        details: [`${finding.world.suite}, seed ${finding.world.seed}`],
        json: finding,
      }));
  }
}

function suiteEntry(suite: Suite): Entry {
  const { name, description, worldsDefault, runByDefault, goals } = suite;
  const text = `${description} (${plural(worldsDefault, 'world')}${runByDefault ? '' : ', only when named'})`;
  return {
    name,
    text,
    details: suite.settings.map(settingLine),
    json: { name, description, worldsDefault, runByDefault, goals, settings: suite.settings },
  };
}

function settingLine(definition: SettingDefinition): string {
  const { type, choices, minimum, maximum } = definition;
  const range = minimum === undefined && maximum === undefined ? '' : ` ${minimum ?? ''}..${maximum ?? ''}`;
  return `--set ${definition.key}=${type === 'choice' ? (choices ?? []).join('|') : `<${type}${range}>`}  ${definition.description}`;
}

function propertyEntries(suites: readonly Suite[]): readonly Entry[] {
  const byName = new Map(suites.flatMap((suite) => suite.properties.map((property) => [property.name, property] as const)));
  return [...byName.values()].map((property) => ({
    name: property.name,
    text: `${property.id}, ${property.kind}: ${property.statement}`,
    details: [
      `judged from ${property.evidence}; suites ${suites
        .filter((suite) => suite.properties.some(({ name }) => name === property.name))
        .map((suite) => suite.name)
        .join(', ')}`,
    ],
    json: property,
  }));
}

function printTopic(topic: Topic, titled: boolean, entries: readonly Entry[], isJson: boolean, terminal: Terminal): void {
  if (isJson) {
    for (const { json } of entries) terminal.out(`${JSON.stringify({ v: 1, type: topic, ...json })}\n`);
    return;
  }
  if (titled) terminal.out(`${topic}\n`);
  if (entries.length === 0) terminal.out(`  no ${topic}\n`);
  const width = Math.min(32, Math.max(0, ...entries.map(({ name }) => name.length)));
  for (const { name, text, details } of entries) {
    terminal.out(`  ${name.padEnd(width)}  ${text}\n`);
    for (const detail of details) terminal.out(`  ${' '.repeat(width)}    ${detail}\n`);
  }
  if (titled) terminal.out('\n');
}
