/**
 * Hostile single commands, drawn from the command table itself, so that a new command is attacked without anybody having thought of it: words of
 * every kind, about as many as the command takes, options in odd order and case.
 */
import fc from 'fast-check';
import { commandTable } from '../../../sim/redis/commands/index.ts';
import { whyLeftOut } from './unequal.ts';
import { everyKey, float, integer, member, option, value } from './words.ts';
import type { Command } from '../../../sim/redis/commands/definition.ts';
import type { Request, Word } from './words.ts';

const anyOption: Word = option(
  ...['NX', 'XX', 'GT', 'LT', 'CH', 'INCR', 'GET', 'SET', 'KEEPTTL', 'PERSIST', 'EX', 'PX', 'EXAT', 'LIMIT', 'COUNT', 'MATCH', 'TYPE'],
  ...[
    'WITHSCORES',
    'WITHVALUES',
    'REV',
    'BYSCORE',
    'BYLEX',
    'LEFT',
    'RIGHT',
    'BEFORE',
    'AFTER',
    'MIN',
    'MAX',
    'WEIGHTS',
    'AGGREGATE',
    'SUM',
  ],
  ...['ASC', 'DESC', 'ALPHA', 'BY', 'STORE', 'REPLACE', 'DB', 'ASYNC', 'SYNC', 'RANK', 'MAXLEN', 'LEN', 'IDX', 'AND', 'NOT', 'BIT', 'BYTE'],
  ...[
    'STREAMS',
    'GROUP',
    'BLOCK',
    'NOACK',
    'MINID',
    'JUSTID',
    'IDLE',
    'FORCE',
    'FROMMEMBER',
    'BYRADIUS',
    'WITHCOORD',
    'KM',
    'OVERFLOW',
    'WRAP',
  ],
);
const oddWord: Word = fc.constantFrom(
  '',
  '*',
  '$',
  '>',
  '-',
  '+',
  '(',
  '[',
  '(1',
  '[a',
  '-inf',
  '1-1',
  '\0',
  '\r\n',
  '%s%n',
  'u8',
  '#0',
  'return 1',
);
const word: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...everyKey, 'y1') },
  { weight: 4, arbitrary: integer },
  { weight: 2, arbitrary: float },
  { weight: 3, arbitrary: anyOption },
  { weight: 2, arbitrary: member },
  { weight: 2, arbitrary: value },
  { weight: 2, arbitrary: oddWord },
);

/** Every command that may be drawn, its subcommands one by one. */
export const drawnCommands: readonly Command[] = commandTable.all
  .flatMap((command) =>
    command.subcommands === null ? [command] : [...command.subcommands.values(), ...(command.run === null ? [] : [command])],
  )
  .filter((command) => whyLeftOut(command.fullName) === null);

/** Whether the twin has the command of a request, and its subcommand. */
export function isSupported([name = '', subcommand = '']: Request): boolean {
  return commandTable.find(name) !== undefined && (commandTable.find(name)?.subcommands === null || subcommand !== '');
}

function attack(command: Command): fc.Arbitrary<Request> {
  const name = command.fullName.split('|');
  const needed = Math.abs(command.arity) - name.length;
  const words = fc.array(word, {
    minLength: Math.max(0, needed - 1),
    maxLength: Math.max(0, needed) + (command.arity < 0 ? 5 : 1),
    size: 'max',
  });
  const spelling = fc.constantFrom(
    name,
    name.map((part) => part.toUpperCase()),
    [capital(name[0] ?? ''), ...name.slice(1)],
  );
  return fc.tuple(spelling, words).map(([spelled, others]) => [...spelled, ...others]);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Blocking commands get timeouts of their own, where they are drawn with sense. */
export const hostile: fc.Arbitrary<Request> = fc.oneof(
  ...drawnCommands.filter(({ definition }) => !definition.flags.includes('blocking')).map(attack),
);
