/** Ranges of sorted sets by rank, score and member. Every range becomes a pair of ranks. */
import { DoubleReply, failure } from '../resp/index.ts';
import { SortedSetValue } from '../keyspace/index.ts';
import { FIRST_KEY, TWO_KEYS } from './definition.ts';
import { at, isOption, needNumber, readLenientDouble, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Before, SortedSetEntry } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

/** What the bounds of a range are compared with. */
type By = 'rank' | 'score' | 'member';

/** Ranks `[from, to)`. */
type Ranks = (set: SortedSetValue) => { from: number; to: number };

interface RangeRequest {
  by: By;
  reversed: boolean;
  withScores: boolean;
  offset: number;
  /** Negative: no limit. */
  limit: number;
}

const NOT_A_BOUND = failure('min or max is not a float');
const NOT_A_MEMBER_BOUND = failure('min or max not valid string range item');

/** Reads two bounds; whether they are well formed is known before the key is looked at. */
function readRanks(by: By, low: string, high: string, reversed: boolean): Ranks {
  if (by === 'score') return between(scoreBound(low, 'from'), scoreBound(high, 'to'));
  if (by === 'member') return betweenMembers(memberBound(low, 'from'), memberBound(high, 'to'), reversed);
  const start = needNumber(low);
  const end = needNumber(high);
  return ({ size }) => {
    const from = Math.max(0, start < 0 ? size + start : start);
    const to = Math.min(size, (end < 0 ? size + end : end) + 1);
    return reversed ? { from: size - to, to: size - from } : { from, to };
  };
}

function between(from: Before, to: Before): Ranks {
  return (set) => ({ from: set.countBefore(from), to: set.countBefore(to) });
}

/**
 * Members are in order only where all scores are the same; Redis promises nothing else. In the compact form it goes from entry to entry, so that what it
 * answers then is certain all the same.
 */
function betweenMembers(from: Before, to: Before, reversed: boolean): Ranks {
  const inOrder = between(from, to);
  return (set) => (set.large ? inOrder(set) : neighbours(set.slice(), from, to, reversed));
}

/** The entries within both bounds that follow each other from the first such one on, or back from the last. */
function neighbours(entries: readonly SortedSetEntry[], from: Before, to: Before, reversed: boolean): { from: number; to: number } {
  const isBelow = ({ score, member }: SortedSetEntry): boolean => from(score, member);
  const isAbove = ({ score, member }: SortedSetEntry): boolean => !to(score, member);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined || isAbove(first) || isBelow(last)) return { from: 0, to: 0 };
  const isOutside = reversed ? isBelow : isAbove;
  const inTurn = reversed ? entries.toReversed() : entries;
  const start = inTurn.findIndex((entry) => !(reversed ? isAbove(entry) : isBelow(entry)));
  const length = inTurn.slice(start).findIndex(isOutside);
  const end = length === -1 ? entries.length : start + length;
  return reversed ? { from: entries.length - end, to: entries.length - start } : { from: start, to: end };
}

/** Entries before a lower bound ('from'), or up to an upper one ('to'). */
function scoreBound(word: string, side: 'from' | 'to'): Before {
  const exclusive = word.startsWith('(');
  const bound = readLenientDouble(exclusive ? word.slice(1) : word);
  if (bound === null) throw NOT_A_BOUND;
  return (side === 'from') === exclusive ? (score) => score <= bound : (score) => score < bound;
}

function memberBound(word: string, side: 'from' | 'to'): Before {
  if (word === '-') return () => false;
  if (word === '+') return () => true;
  const exclusive = word.startsWith('(');
  if (!exclusive && !word.startsWith('[')) throw NOT_A_MEMBER_BOUND;
  const bound = word.slice(1);
  return (side === 'from') === exclusive ? (_score, member) => member <= bound : (_score, member) => member < bound;
}

interface RangeForm {
  /** Where the key is. */
  readonly keyAt: number;
  /** Null: BYSCORE, BYLEX and REV decide. */
  readonly by: By | null;
  readonly reversed: boolean;
  readonly stores: boolean;
}

function readRequest(argv: readonly string[], form: RangeForm): RangeRequest {
  const request: RangeRequest = { by: form.by ?? 'rank', reversed: form.reversed, withScores: false, offset: 0, limit: -1 };
  let limited = false;
  for (let index = form.keyAt + 3; index < argv.length; index++) {
    const word = at(argv, index);
    if (!form.stores && isOption(word, 'WITHSCORES')) request.withScores = true;
    else if (isOption(word, 'LIMIT') && index + 2 < argv.length) {
      request.offset = needNumber(at(argv, index + 1));
      request.limit = needNumber(at(argv, index + 2));
      limited = true;
      index += 2;
    } else if (form.by === null && !request.reversed && isOption(word, 'REV')) request.reversed = true;
    else if (form.by === null && request.by === 'rank' && isOption(word, 'BYLEX')) request.by = 'member';
    else if (form.by === null && request.by === 'rank' && isOption(word, 'BYSCORE')) request.by = 'score';
    else throw SYNTAX_ERROR;
  }
  if (limited && request.by === 'rank') throw failure('syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX');
  if (request.withScores && request.by === 'member') throw failure('syntax error, WITHSCORES not supported in combination with BYLEX');
  return request;
}

function select(client: Client, argv: readonly string[], form: RangeForm): { request: RangeRequest; entries: SortedSetEntry[] } {
  const request = readRequest(argv, form);
  const swapped = request.reversed && request.by !== 'rank';
  const low = at(argv, form.keyAt + (swapped ? 2 : 1));
  const high = at(argv, form.keyAt + (swapped ? 1 : 2));
  const ranks = readRanks(request.by, low, high, request.reversed);
  const set = client.database.sortedSet(at(argv, form.keyAt));
  return { request, entries: set === undefined || request.offset < 0 ? [] : cut(set, ranks(set), request) };
}

function cut(set: SortedSetValue, { from, to }: { from: number; to: number }, { reversed, offset, limit }: RangeRequest): SortedSetEntry[] {
  const size = Math.max(0, Math.min(to - from - offset, limit < 0 ? Infinity : limit));
  if (reversed) return set.slice(to - offset - size, to - offset).reverse();
  return set.slice(from + offset, from + offset + size);
}

function range(client: Client, argv: readonly string[], form: RangeForm): Reply {
  const { request, entries } = select(client, argv, form);
  if (!request.withScores) return entries.map(({ member }) => member);
  const pairs = entries.map(({ member, score }) => [member, new DoubleReply(score)]);
  return client.protocol === 3 ? pairs : pairs.flat();
}

function rangeAndStore(client: Client, argv: readonly string[]): Reply {
  const { request, entries } = select(client, argv, { keyAt: 2, by: null, reversed: false, stores: true });
  const { limits } = client.server.data;
  const stored = new SortedSetValue(limits);
  // Of ranks Redis knows beforehand how many they are.
  stored.large = request.by === 'rank' && entries.length > limits.sortedEntries;
  for (const { member, score } of entries) stored.set(member, score);
  if (entries.length === 0) client.database.delete(at(argv, 1));
  else client.database.replace(at(argv, 1), stored);
  return entries.length;
}

function count(client: Client, argv: readonly string[], by: By): Reply {
  const ranks = readRanks(by, at(argv, 2), at(argv, 3), false);
  const set = client.database.sortedSet(at(argv, 1));
  if (set === undefined) return 0;
  const { from, to } = ranks(set);
  return Math.max(0, to - from);
}

function removeRange(client: Client, argv: readonly string[], by: By): Reply {
  const ranks = readRanks(by, at(argv, 2), at(argv, 3), false);
  const set = client.database.sortedSet(at(argv, 1));
  if (set === undefined) return 0;
  const { from, to } = ranks(set);
  const entries = set.slice(from, to);
  for (const { member } of entries) set.delete(member);
  if (entries.length > 0) client.database.changedOrEmptied(at(argv, 1), set.size);
  return entries.length;
}

function ranged(name: string, by: By | null, reversed: boolean): CommandDefinition {
  const form: RangeForm = { keyAt: 1, by, reversed, stores: false };
  return { name, arity: -4, flags: ['readonly'], keys: FIRST_KEY, run: (client, argv) => range(client, argv, form) };
}

/** The commands of ranges of sorted sets. */
export const sortedSetRangeCommands: readonly CommandDefinition[] = [
  ranged('zrange', null, false),
  ranged('zrevrange', 'rank', true),
  ranged('zrangebyscore', 'score', false),
  ranged('zrevrangebyscore', 'score', true),
  ranged('zrangebylex', 'member', false),
  ranged('zrevrangebylex', 'member', true),
  { name: 'zrangestore', arity: -5, flags: ['write', 'denyoom'], keys: TWO_KEYS, run: rangeAndStore },
  { name: 'zcount', arity: 4, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => count(client, argv, 'score') },
  { name: 'zlexcount', arity: 4, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => count(client, argv, 'member') },
  { name: 'zremrangebyrank', arity: 4, flags: ['write'], keys: FIRST_KEY, run: (client, argv) => removeRange(client, argv, 'rank') },
  { name: 'zremrangebyscore', arity: 4, flags: ['write'], keys: FIRST_KEY, run: (client, argv) => removeRange(client, argv, 'score') },
  { name: 'zremrangebylex', arity: 4, flags: ['write'], keys: FIRST_KEY, run: (client, argv) => removeRange(client, argv, 'member') },
];
