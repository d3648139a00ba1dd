/** LCS: the longest common subsequence of two strings, its length, or where it lies in both. */
import { ErrorReply, failure, MapReply } from '../resp/index.ts';
import { at, isOption, needNumber, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

interface Options {
  readonly onlyLength: boolean;
  readonly indexes: boolean;
  readonly withLengths: boolean;
  /** Shorter matches are not told. */
  readonly lengthMin: number;
}

/** A stretch that both strings share: from and to, both included. */
interface Match {
  readonly first: readonly [number, number];
  readonly second: readonly [number, number];
}

function longestCommonSubsequence(client: Client, argv: readonly string[]): Reply {
  const first = stringOrError(client, at(argv, 1));
  const second = stringOrError(client, at(argv, 2));
  const { onlyLength, indexes, withLengths, lengthMin } = readOptions(argv);
  const { length, text, matches } = compare(first, second);
  if (!indexes) return onlyLength ? length : text;
  const told = matches.filter(({ first: [from, to] }) => to - from + 1 >= lengthMin);
  const shown = told.map((match): Reply =>
    withLengths ? [match.first, match.second, match.first[1] - match.first[0] + 1] : [match.first, match.second],
  );
  return new MapReply(['matches', shown, 'len', length]);
}

function stringOrError(client: Client, key: string): string {
  const value = client.database.find(key) ?? '';
  if (typeof value !== 'string') throw new ErrorReply('ERR The specified keys must contain string values');
  return value;
}

function readOptions(argv: readonly string[]): Options {
  let [onlyLength, indexes, withLengths, lengthMin] = [false, false, false, 0];
  for (let index = 3; index < argv.length; index++) {
    if (isOption(argv[index], 'LEN')) onlyLength = true;
    else if (isOption(argv[index], 'IDX')) indexes = true;
    else if (isOption(argv[index], 'WITHMATCHLEN')) withLengths = true;
    else if (isOption(argv[index], 'MINMATCHLEN') && index + 1 < argv.length) lengthMin = needNumber(at(argv, ++index));
    else throw SYNTAX_ERROR;
  }
  if (onlyLength && indexes) throw failure('If you want both the length and indexes, please just use IDX.');
  return { onlyLength, indexes, withLengths, lengthMin };
}

/** The table of lengths, and the way back through it as Redis walks it. */
function compare(first: string, second: string): { length: number; text: string; matches: readonly Match[] } {
  const width = second.length + 1;
  const lengths = tableOf(first, second);
  const matches: Match[] = [];
  let text = '';
  let open: { from: [number, number]; readonly to: [number, number] } | null = null;
  const close = (): void => {
    if (open !== null) matches.push({ first: [open.from[0], open.to[0]], second: [open.from[1], open.to[1]] });
    open = null;
  };
  for (let i = first.length, j = second.length; i > 0 && j > 0;) {
    if (first[i - 1] === second[j - 1]) {
      i--;
      j--;
      text = first.charAt(i) + text;
      if (open === null) open = { from: [i, j], to: [i, j] };
      else open.from = [i, j];
      if (i === 0 || j === 0) close();
      continue;
    }
    if ((lengths[(i - 1) * width + j] ?? 0) > (lengths[i * width + j - 1] ?? 0)) i--;
    else j--;
    close();
  }
  return { length: text.length, text, matches };
}

function tableOf(first: string, second: string): Uint32Array {
  const width = second.length + 1;
  const lengths = new Uint32Array((first.length + 1) * width);
  for (let i = 1; i <= first.length; i++) {
    for (let j = 1; j <= second.length; j++) {
      const cell = i * width + j;
      lengths[cell] =
        first[i - 1] === second[j - 1]
          ? (lengths[cell - width - 1] ?? 0) + 1
          : Math.max(lengths[cell - width] ?? 0, lengths[cell - 1] ?? 0);
    }
  }
  return lengths;
}

/** The command LCS. */
export const commonSubsequenceCommands: readonly CommandDefinition[] = [
  { name: 'lcs', arity: -3, flags: ['readonly'], keys: [1, 2, 1], run: longestCommonSubsequence },
];
