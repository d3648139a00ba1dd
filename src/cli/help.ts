/** Help, made from what commands declare, so that it cannot say something else than they do. */
import type { Command } from './command.ts';
import { commonFlags, type FlagDefinition } from './flags.ts';

const COLUMNS = 100;

const EXIT_CODES =
  'Exit codes: 0 done; 1 refused, failed or not answered by Redis; 2 wrong use. Results go to standard output, messages to standard error.';

/** The help of the whole program. */
export function programHelp(commands: readonly Command[]): string {
  const lines = commands.map(({ name, operands, summary }) => [`scheduler ${name} ${operands}`.trim(), summary] as const);
  const more = 'Help for one command: scheduler COMMAND --help.';
  return ['A container scheduler on Redis.', '', ...inColumns(lines), '', more, ...wrap(EXIT_CODES, COLUMNS), ''].join('\n');
}

/** The help of one command. */
export function commandHelp({ name, operands, summary, flags, notes }: Command): string {
  const rows = [...flags, ...commonFlags].map(
    (flag) => [syntaxOf(flag), flag.description + (flag.repeatable === true ? ' (repeatable)' : '')] as const,
  );
  const paragraphs = [...notes, EXIT_CODES].flatMap((note) => ['', ...wrap(note, COLUMNS)]);
  const head = `usage: scheduler ${name} ${operands}`.trim();
  return [head, '', `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, '', ...inColumns(rows), ...paragraphs, ''].join('\n');
}

function syntaxOf({ name, value }: FlagDefinition): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

function inColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.flatMap(([left, right]) =>
    wrap(right, COLUMNS - width - 4).map((line, position) => `  ${(position === 0 ? left : '').padEnd(width)}  ${line}`),
  );
}

/** Breaks a text at spaces into lines of at most so many characters; longer words stand alone. */
function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last === '') lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
