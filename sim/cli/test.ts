/** `manyworlds test`: prints a plain vitest file that shows a finding, to be put among the tests of a project. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { EXIT, loadConfiguration, requireConfiguration, STORE_FOLDER, UsageError, type ExitCode } from '../explore/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { seenFrom } from './found.ts';
import { defaultName, keptWorld } from './keep.ts';
import { storedFinding } from './operand.ts';
import type { Terminal } from './terminal.ts';
import { vitestFile } from './vitest-file.ts';

/** The command `test`. */
export const testCommand: Command = {
  name: 'test',
  summary: 'print a vitest file that shows a finding',
  operands: '<id|file>',
  flags: [
    { name: 'to', value: 'FILE', description: 'write it there instead, with the import of the configuration as it is from there' },
    { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
    { name: 'config', value: 'FILE', description: 'configuration; the default is the nearest manyworlds.config.ts' },
    { name: 'json', description: 'one JSON object with the text' },
  ],
  notes: [
    'The test fails with the story now and passes when the bug is repaired. Without --to its import of the configuration is right for a file beside the configuration.',
  ],
  run,
};

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  const stored = storedFinding(written, 'test', store, terminal.cwd);
  const configurationFile = requireConfiguration(terminal.cwd, written.text('config'));
  const { suites } = await loadConfiguration(configurationFile);
  const regression = await keptWorld(stored, suites, defaultName(stored.finding), 'held', terminal);
  const target = written.text('to');
  const file = target === null ? null : resolve(terminal.cwd, target);
  const text = vitestFile(regression, importOf(configurationFile, file));
  if (file !== null) write(file, text);
  if (written.has('json')) terminal.out(`${JSON.stringify({ v: 1, type: 'test', id: stored.finding.id, file, text })}\n`);
  else terminal.out(file === null ? text : `written to ${seenFrom(terminal.cwd, file)}: npx vitest run ${seenFrom(terminal.cwd, file)}\n`);
  return EXIT.held;
}

/** The configuration as a file imports it. */
function importOf(configuration: string, file: string | null): string {
  const folder = file === null ? dirname(configuration) : dirname(file);
  const path = relative(folder, configuration).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}

function write(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError('unwritable-file', `${file} cannot be written (${reason}). Name a new file with --to.`, { cause: error });
  }
}
