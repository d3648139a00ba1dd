/**
 * Which words of a request are keys, by the specifications that COMMAND publishes (`getKeysUsingKeySpecs` of Redis 7.0). Where they do not say enough
 * (SORT's STORE, GEORADIUS) the command's own knowledge takes their place.
 */
import { factsOf } from './command-facts.ts';
import { isOption, parseInteger } from './words.ts';
import type { KeySpecification } from './command-facts.ts';
import type { Command } from './definition.ts';

/** A key of a request, and what the command does with it: `RW`, `access`, `delete` … */
export interface RequestKey {
  readonly key: string;
  readonly flags: readonly string[];
}

/** The keys of a request with the right number of words; empty when it is not well formed. */
export function keysOfRequest(command: Command, argv: readonly string[]): readonly RequestKey[] {
  const specifications = (factsOf(command.fullName)?.specifications ?? []).filter(({ flags }) => !flags.includes('not_key'));
  const varying = varyingFlags(command, argv);
  if (varying !== null) return command.keysOf(argv).map((key) => ({ key, flags: varying }));
  const found: RequestKey[] = [];
  for (const specification of specifications) {
    const keys = keysBy(specification, argv);
    if (keys === null || specification.flags.includes('incomplete')) return ownKeys(command, argv, specifications);
    for (const key of keys) found.push({ key, flags: specification.flags });
  }
  return found;
}

/** The command's own keys: the first has the flags of the first specification, what is stored to those of the last. */
function ownKeys(command: Command, argv: readonly string[], specifications: readonly KeySpecification[]): readonly RequestKey[] {
  return command.keysOf(argv).map((key, index) => ({
    key,
    flags: specifications.at(index === 0 ? 0 : -1)?.flags.filter((flag) => flag !== 'incomplete') ?? [],
  }));
}

/** SET and BITFIELD do more or less with their key, as the request says. */
function varyingFlags(command: Command, argv: readonly string[]): readonly string[] | null {
  if (command.fullName === 'set')
    return argv.slice(3).some((word) => isOption(word, 'GET')) ? ['RW', 'access', 'update'] : ['OW', 'update'];
  if (command.fullName !== 'bitfield') return null;
  const writes = argv.slice(2).some((word) => isOption(word, 'SET') || isOption(word, 'INCRBY'));
  return writes ? ['RW', 'access', 'update'] : ['RO', 'access'];
}

/** The words that one specification means; null when the request does not fit it. */
function keysBy({ begin, find }: KeySpecification, argv: readonly string[]): readonly string[] | null {
  const start = beginning(begin, argv);
  const place = start === null ? null : placesBy(find, start, argv);
  if (place === null || place.last >= argv.length || place.last < place.first || place.first >= argv.length) return null;
  const keys: string[] = [];
  for (let index = place.first; index <= place.last; index += place.step) keys.push(argv[index] ?? '');
  return keys;
}

function beginning([kind, ...words]: readonly string[], argv: readonly string[]): number | null {
  if (kind === 'index') return Number(words[0]);
  if (kind !== 'keyword') return null;
  const from = Number(words[1]);
  const start = from > 0 ? from : argv.length + from;
  const step = from > 0 ? 1 : -1;
  for (let index = start; index > 0 && index < argv.length; index += step) {
    if (isOption(argv[index], (words[0] ?? '').toUpperCase())) return index + 1;
  }
  return null;
}

function placesBy(
  [kind, ...words]: readonly string[],
  start: number,
  argv: readonly string[],
): { first: number; last: number; step: number } | null {
  const [one = 0, two = 0, three = 0] = words.map(Number);
  if (kind === 'range') {
    if (one >= 0) return { first: start, last: start + one, step: two };
    const last = three === 0 ? argv.length + one : start + Math.floor((argv.length - start) / three) + one;
    return { first: start, last, step: two };
  }
  const count = kind === 'keynum' ? parseInteger(argv[start + one] ?? '') : null;
  if (count === null || count < 0) return null;
  return { first: start + two, last: start + two + Number(count) - 1, step: three };
}
