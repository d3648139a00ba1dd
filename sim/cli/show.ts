/** `manyworlds show`: the story of a stored finding, without running anything. */
import { resolve } from 'node:path';
import { EXIT, findById, readTrace, STORE_FOLDER, UsageError, type ExitCode } from '../explore/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { storyOf } from './found.ts';
import { outputStyle } from './style.ts';
import type { Terminal } from './terminal.ts';

/** The command `show`. */
export const showCommand: Command = {
  name: 'show',
  summary: 'tell the story of a stored finding',
  operands: '<id>',
  flags: [
    { name: 'json', description: 'the finding as JSON' },
    { name: 'out', value: 'DIR', description: `folder of findings; the default is ${STORE_FOLDER}` },
  ],
  notes: [],
  run,
};

function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const [id, ...more] = written.operands;
  if (id === undefined || more.length > 0) {
    throw new UsageError(
      'bad-operands',
      `show takes one id, and ${written.operands.length} were given. Findings: manyworlds list findings.`,
    );
  }
  const store = resolve(terminal.cwd, written.text('out') ?? STORE_FOLDER);
  const { finding, folder } = findById(store, id);
  if (written.has('json')) terminal.out(`${JSON.stringify(finding)}\n`);
  else terminal.out(`${storyOf(finding, readTrace(folder) ?? [], { cwd: terminal.cwd, store }, outputStyle(written, terminal))}\n`);
  return Promise.resolve(EXIT.held);
}
