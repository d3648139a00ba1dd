/** Sorted sets: adding, scores and ranks. Ranges, pops and algebra have files of their own. */
import { DoubleReply, failure, formatDouble } from '../resp/index.ts';
import { SortedSetValue } from '../keyspace/index.ts';
import { FIRST_KEY } from './definition.ts';
import { needRandomCount, pickRandom } from './random.ts';
import { scanMembers } from './scan.ts';
import { at, isOption, needDouble, NOT_A_FLOAT, parseDouble, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { SortedSetEntry } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

const NOT_A_NUMBER = failure('resulting score is not a number (NaN)');

interface AddOptions {
  onlyNew: boolean;
  onlyKnown: boolean;
  onlyGreater: boolean;
  onlyLess: boolean;
  answerChanged: boolean;
  increment: boolean;
}

/** What adding one member did. */
interface Added {
  readonly outcome: 'added' | 'updated' | 'same' | 'refused';
  readonly score: number;
}

const PLAIN: AddOptions = { onlyNew: false, onlyKnown: false, onlyGreater: false, onlyLess: false, answerChanged: false, increment: false };

/** ZADD, and what GEOADD becomes. */
export function addToSortedSet(client: Client, argv: readonly string[]): Reply {
  if (argv.length === 4) return addPlain(client, argv);
  let from = 2;
  const options = { ...PLAIN };
  while (from < argv.length && readOption(options, at(argv, from))) from++;
  return addAll(client, argv, from, options);
}

/** `ZADD key score member`, by far the most frequent form. */
function addPlain(client: Client, argv: readonly string[]): Reply {
  const score = parseDouble(at(argv, 2));
  if (score === null) throw isFlag(at(argv, 2)) ? SYNTAX_ERROR : NOT_A_FLOAT;
  const key = at(argv, 1);
  const known = client.database.sortedSet(key);
  const set = known ?? new SortedSetValue(client.server.data.limits);
  const outcome = set.set(at(argv, 3), score);
  if (known === undefined) client.database.put(key, set);
  else if (outcome !== 'same') client.database.changed(key);
  return outcome === 'added' ? 1 : 0;
}

function isFlag(word: string): boolean {
  return readOption({ ...PLAIN }, word);
}

function readOption(options: AddOptions, word: string): boolean {
  switch (word.length > 4 ? '' : word.toUpperCase()) {
    case 'NX':
      return (options.onlyNew = true);
    case 'XX':
      return (options.onlyKnown = true);
    case 'GT':
      return (options.onlyGreater = true);
    case 'LT':
      return (options.onlyLess = true);
    case 'CH':
      return (options.answerChanged = true);
    case 'INCR':
      return (options.increment = true);
    default:
      return false;
  }
}

function addAll(client: Client, argv: readonly string[], from: number, options: AddOptions): Reply {
  const words = argv.length - from;
  if (words === 0 || words % 2 === 1) throw SYNTAX_ERROR;
  checkOptions(options, words);
  const scores: number[] = [];
  for (let index = from; index < argv.length; index += 2) scores.push(needDouble(at(argv, index)));
  const key = at(argv, 1);
  const known = client.database.sortedSet(key);
  if (known === undefined && options.onlyKnown) return options.increment ? null : 0;
  const set = known ?? new SortedSetValue(client.server.data.limits);
  const result = applyAll(set, argv, from, scores, options);
  if (known === undefined) {
    if (set.size > 0) client.database.put(key, set);
  } else if (result.added + result.updated > 0) client.database.changed(key);
  if (options.increment) return result.score === null ? null : new DoubleReply(result.score);
  return options.answerChanged ? result.added + result.updated : result.added;
}

function checkOptions(options: AddOptions, words: number): void {
  if (options.onlyNew && options.onlyKnown) throw failure('XX and NX options at the same time are not compatible');
  if ((options.onlyGreater && options.onlyNew) || (options.onlyLess && options.onlyNew) || (options.onlyGreater && options.onlyLess)) {
    throw failure('GT, LT, and/or NX options at the same time are not compatible');
  }
  if (options.increment && words > 2) throw failure('INCR option supports a single increment-element pair');
}

function applyAll(
  set: SortedSetValue,
  argv: readonly string[],
  from: number,
  scores: readonly number[],
  options: AddOptions,
): { added: number; updated: number; score: number | null } {
  let added = 0;
  let updated = 0;
  let score: number | null = null;
  for (const [index, given] of scores.entries()) {
    const one = addOne(set, at(argv, from + index * 2 + 1), given, options);
    if (one.outcome === 'added') added++;
    if (one.outcome === 'updated') updated++;
    score = one.outcome === 'refused' ? null : one.score;
  }
  return { added, updated, score };
}

function addOne(set: SortedSetValue, member: string, given: number, options: AddOptions): Added {
  const current = set.score(member);
  if (current === undefined) {
    if (options.onlyKnown) return { outcome: 'refused', score: given };
    set.set(member, given);
    return { outcome: 'added', score: given };
  }
  if (options.onlyNew) return { outcome: 'refused', score: current };
  const score = options.increment ? current + given : given;
  if (Number.isNaN(score)) throw NOT_A_NUMBER;
  if ((options.onlyGreater && score <= current) || (options.onlyLess && score >= current)) return { outcome: 'refused', score: current };
  if (score === current) return { outcome: 'same', score };
  set.set(member, score);
  return { outcome: 'updated', score };
}

function incrementBy(client: Client, argv: readonly string[]): Reply {
  // ZADD and ZINCRBY read their options in one place: an option leaves too few words.
  if (isFlag(at(argv, 2))) throw SYNTAX_ERROR;
  return addAll(client, argv, 2, { ...PLAIN, increment: true });
}

function remove(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  const set = client.database.sortedSet(key);
  if (set === undefined) return 0;
  let removed = 0;
  for (let index = 2; index < argv.length; index++) if (set.delete(at(argv, index))) removed++;
  if (removed > 0) client.database.changedOrEmptied(key, set.size);
  return removed;
}

function scoreOf(client: Client, argv: readonly string[]): Reply {
  return scoreReply(client.database.sortedSet(at(argv, 1)), at(argv, 2));
}

function scoresOf(client: Client, argv: readonly string[]): Reply {
  const set = client.database.sortedSet(at(argv, 1));
  return argv.slice(2).map((member) => scoreReply(set, member));
}

function scoreReply(set: SortedSetValue | undefined, member: string): Reply {
  const score = set?.score(member);
  return score === undefined ? null : new DoubleReply(score);
}

function rankOf(client: Client, argv: readonly string[], fromHighest: boolean): Reply {
  const set = client.database.sortedSet(at(argv, 1));
  const rank = set?.rank(at(argv, 2));
  if (set === undefined || rank === undefined) return null;
  return fromHighest ? set.size - 1 - rank : rank;
}

function randomMembers(client: Client, argv: readonly string[]): Reply {
  const withScores = argv.length === 4 && isOption(argv[3], 'WITHSCORES');
  const count = argv.length > 2 ? needRandomCount(at(argv, 2), withScores) : null;
  if (argv.length > 4 || (argv.length === 4 && !withScores)) throw SYNTAX_ERROR;
  const set = client.database.sortedSet(at(argv, 1));
  if (set === undefined) return count === null ? null : [];
  const draw = (below: number): number => client.server.order.draw(`ZRANDMEMBER ${at(argv, 1)}`, below);
  if (count === null) return entryAt(set, draw(set.size))?.member ?? null;
  const picked = pickRandom(set.size, (rank) => entryAt(set, rank), count, draw);
  if (!withScores) return picked.map(({ member }) => member);
  const pairs = picked.map(({ member, score }) => [member, new DoubleReply(score)]);
  return client.protocol === 3 ? pairs : pairs.flat();
}

function entryAt(set: SortedSetValue, rank: number): SortedSetEntry | undefined {
  return set.slice(rank, rank + 1)[0];
}

function scan(client: Client, argv: readonly string[]): Reply {
  return scanMembers(client, argv, (key) => {
    const set = client.database.sortedSet(key);
    if (set === undefined) return null;
    return {
      owner: set,
      compact: !set.large,
      show: (member) => [member, scannedScore(set.score(member) ?? 0, set.large)],
    };
  });
}

/** The compact form holds integers as such; ZSCAN shows them in full where other commands print `1e+17`. */
function scannedScore(score: number, large: boolean): string {
  return !large && Number.isInteger(score) && Math.abs(score) < 2 ** 62 ? BigInt(score).toString() : formatDouble(score);
}

/** The commands of sorted sets. */
export const sortedSetCommands: readonly CommandDefinition[] = [
  { name: 'zadd', arity: -4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: addToSortedSet },
  { name: 'zincrby', arity: 4, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: incrementBy },
  { name: 'zrem', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: remove },
  {
    name: 'zcard',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.sortedSet(at(argv, 1))?.size ?? 0,
  },
  { name: 'zscore', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: scoreOf },
  { name: 'zmscore', arity: -3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: scoresOf },
  { name: 'zrank', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => rankOf(client, argv, false) },
  { name: 'zrevrank', arity: 3, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => rankOf(client, argv, true) },
  { name: 'zrandmember', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: randomMembers },
  { name: 'zscan', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: scan },
];
