/** Help, made from what commands declare, so that it cannot say something else than they do. */
import { wrap } from '../report/index.ts';
import type { Command } from './command.ts';
import { commonFlags, type FlagDefinition } from './flags.ts';

const COLUMNS = 100;

/** The help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const lines = commands.map((command) => [`manyworlds ${command.name} ${command.operands}`, command.summary] as const);
  return [
    'manyworlds runs a service through every world it could live in.',
    '',
    ...columns(lines),
    '',
    'Help for one command: manyworlds <command> --help.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command): string {
  const flags = [...command.flags, ...commonFlags].map(
    (flag) => [flagSyntax(flag), flag.description + (flag.repeatable === true ? ' (repeatable)' : '')] as const,
  );
  const notes = command.notes.flatMap((note) => ['', ...wrap(note, COLUMNS)]);
  return [`manyworlds ${command.name} ${command.operands}`, '', `${capital(command.summary)}.`, '', ...columns(flags), ...notes, ''].join(
    '\n',
  );
}

function flagSyntax({ name, value, isValueOptional }: FlagDefinition): string {
  if (isValueOptional === true) return `--${name}[=${value ?? ''}]`;
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function columns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(right, COLUMNS - width - 4).map((line, position) => `  ${(position === 0 ? left : '').padEnd(width)}  ${line}`),
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
