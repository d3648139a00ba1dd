/** From arguments to an exit code: finds the command, runs it, and turns typed errors into messages and codes. Never throws. */
import { PropertyError } from '../check/index.ts';
import { EXIT, InternalError, PROPERTY_FAILED, SUITE_THREW, UsageError, type ExitCode } from '../explore/index.ts';
import { FaultPlanError } from '../faults/index.ts';
import { suggestion } from '../wording/index.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { commonFlags, parseArguments } from './flags.ts';
import { commandHelp, programHelp } from './help.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion } from './versions.ts';

/** Runs the program with these arguments (without `node` and the script). */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    return report(error, argv.includes('--json'), terminal);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    terminal.error(programHelp(commands));
    return EXIT.usage;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`${ownVersion()}\n`);
    return EXIT.held;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const topic = name === 'help' ? rest[0] : undefined;
    terminal.out(topic === undefined ? programHelp(commands) : commandHelp(findCommand(topic)));
    return EXIT.held;
  }
  const command = findCommand(name);
  const written = parseArguments(
    rest.map((text) => (text === '-h' ? '--help' : text)),
    [...command.flags, ...commonFlags],
  );
  if (written.has('help')) {
    terminal.out(commandHelp(command));
    return EXIT.held;
  }
  return command.run(written, terminal);
}

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  throw new UsageError('unknown-command', `There is no command "${name}".${suggestion(name, names, 'commands')}`);
}

function report(error: unknown, isJson: boolean, terminal: Terminal): ExitCode {
  const exitCode = error instanceof UsageError || error instanceof FaultPlanError ? EXIT.usage : EXIT.internal;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (isJson) terminal.out(`${JSON.stringify({ v: 1, type: 'error', code, message, exitCode })}\n`);
  if (exitCode === EXIT.usage) terminal.error(`manyworlds: ${message}\n`);
  else if (code === PROPERTY_FAILED || code === SUITE_THREW) terminal.error(`manyworlds: ${message}\n${thrownBy(error)}`);
  else
    terminal.error(
      `manyworlds: internal error (${code}): ${message}\nThis is a bug of manyworlds, not of the code under test.\n${stackOf(error)}\n`,
    );
  return exitCode;
}

function codeOf(error: unknown): string {
  if (error instanceof PropertyError) return PROPERTY_FAILED;
  return error instanceof UsageError || error instanceof InternalError || error instanceof FaultPlanError ? error.code : 'unexpected';
}

/** The stack of what a property or a suite threw; empty when it came from another thread, where its line is in the message. */
function thrownBy(error: unknown): string {
  if (error instanceof PropertyError || (error instanceof Error && error.name === 'SuiteThrewError'))
    return error.cause instanceof Error ? `${error.cause.stack ?? ''}\n` : '';
  return error instanceof Error ? thrownBy(error.cause) : '';
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  const cause = error.cause instanceof Error ? `\ncaused by ${stackOf(error.cause)}` : '';
  return `${error.stack ?? error.message}${cause}`;
}
