/** From arguments to an exit code: finds the command, runs it, and turns errors into messages and codes. Never throws. */
import { SchedulerError, type SchedulerErrorCode } from '../errors.ts';
import { EXIT, type Command } from './command.ts';
import { commands } from './commands.ts';
import { commonFlags, parseArguments, wrongUse } from './flags.ts';
import { commandHelp, programHelp } from './help.ts';
import { didYouMean } from './nearest.ts';
import type { Terminal } from './terminal.ts';
import { ownVersion } from '../version.ts';
import { withoutPasswords } from '../without-passwords.ts';

/** Mistakes of the caller; everything else is a refusal. */
const WRONG_USE: ReadonlySet<SchedulerErrorCode> = new Set<SchedulerErrorCode>([
  'INVALID_OPTIONS',
  'INVALID_REQUEST',
  'REQUEST_TOO_LARGE',
  'UNKNOWN_PRESET',
]);

/** Runs the program with these arguments (without `node` and the script). */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(argv, terminal);
  } catch (error) {
    return report(error, argv, terminal);
  }
}

async function dispatch(argv: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined) {
    terminal.error(programHelp(commands));
    return EXIT.wrongUse;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`${ownVersion()}\n`);
    return EXIT.done;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    terminal.out(rest[0] === undefined ? programHelp(commands) : commandHelp(commandNamed(rest[0])));
    return EXIT.done;
  }
  const command = commandNamed(name);
  const written = parseArguments(withLongHelp(rest), [...command.flags, ...commonFlags]);
  if (written.has('help')) {
    terminal.out(commandHelp(command));
    return EXIT.done;
  }
  if (command.operands === '' && written.operands.length > 0) {
    throw wrongUse(`scheduler ${name} takes flags only, got ${JSON.stringify(written.operands.join(' '))}`);
  }
  if (written.program !== null && !command.operands.includes('--')) throw wrongUse(`scheduler ${name} runs no program: leave out --`);
  return command.run(written, terminal);
}

/** `-h` as `--help`, but not in the program behind `--`. */
function withLongHelp(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return argv.map((text, position) => (text === '-h' && (end < 0 || position < end) ? '--help' : text));
}

function commandNamed(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command !== undefined) return command;
  const names = commands.map((candidate) => candidate.name);
  throw wrongUse(`there is no command ${JSON.stringify(name)}.${didYouMean(name, names)} Commands: ${names.join(', ')}`);
}

function report(error: unknown, argv: readonly string[], terminal: Terminal): number {
  const code = error instanceof SchedulerError ? error.code : 'UNEXPECTED';
  const exitCode = code !== 'UNEXPECTED' && WRONG_USE.has(code) ? EXIT.wrongUse : EXIT.refused;
  const message = withoutPasswords(error instanceof Error ? error.message : String(error));
  if (argv.includes('--json')) terminal.error(`${JSON.stringify({ type: 'error', code, message, exitCode })}\n`);
  else {
    const known = commands.some(({ name }) => name === argv[0]);
    const help = exitCode === EXIT.wrongUse ? `See: scheduler ${known ? `${argv[0] ?? ''} ` : ''}--help\n` : '';
    terminal.error(`scheduler: ${message}\n${help}`);
  }
  return exitCode;
}
