/** LMPOP, ZMPOP and the blocking pops: take from the first of several keys that has something, or wait for one. */
import { DoubleReply, failure, NULL_ARRAY } from '../resp/index.ts';
import { ListValue, SortedSetValue } from '../keyspace/index.ts';
import { TWO_KEYS } from './definition.ts';
import { moveItem, needEnd, popMany } from './list.ts';
import { popScored } from './sorted-set-pop.ts';
import { isLongDouble } from './long-double.ts';
import { at, countedKeys, isOption, needAtLeast, parseDouble, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';
import type { SortedSetEntry } from '../keyspace/index.ts';

/** Takes from one key; undefined when there is nothing to take. */
type Take = (key: string) => Reply | undefined;

interface Wait {
  readonly client: Client;
  readonly argv: readonly string[];
  readonly keys: readonly string[];
  readonly timeoutMs: number;
  /** The answer where waiting is not allowed; when the time is up it is always the null array. */
  readonly emptyReply: Reply;
  readonly take: Take;
}

/** Tries every key in order, then waits; where waiting is not allowed it answers as if the time were up. */
function takeOrWait({ client, argv, keys, timeoutMs, emptyReply, take }: Wait): Reply {
  for (const key of keys) {
    const reply = take(key);
    if (reply !== undefined) return reply;
  }
  if (!client.mayBlock) return emptyReply;
  const attempt: Take = (key) => (isUsable(client, key, argv) ? take(key) : undefined);
  return client.server.waits.begin(client, { argv, keys, timeoutMs, timeoutReply: NULL_ARRAY, attempt });
}

/** A waiting client ignores keys of other types; only when it came did they make an error. */
function isUsable(client: Client, key: string, argv: readonly string[]): boolean {
  const value = client.database.find(key);
  return at(argv, 0).toLowerCase().startsWith('bz') ? value instanceof SortedSetValue : value instanceof ListValue;
}

/** Seconds as a long double: what has no place in 64 bits as milliseconds wraps round to a negative number there. */
function needTimeoutMs(word: string): number {
  const seconds = parseDouble(word) ?? (isLongDouble(word) ? Infinity : null);
  if (seconds === null) throw failure('timeout is not a float or out of range');
  const timeoutMs = Math.ceil(seconds * 1000);
  if (timeoutMs < 0 || timeoutMs >= 2 ** 63) throw failure('timeout is negative');
  return timeoutMs;
}

function blockingPop(client: Client, argv: readonly string[], end: 'left' | 'right'): Reply {
  const timeoutMs = needTimeoutMs(at(argv, argv.length - 1));
  const take: Take = (key) => {
    const list = client.database.list(key);
    if (list === undefined) return undefined;
    const item = popMany(list, end, 1)[0] ?? '';
    client.database.changedOrEmptied(key, list.length);
    return [key, item];
  };
  return takeOrWait({ client, argv, keys: argv.slice(1, -1), timeoutMs, emptyReply: NULL_ARRAY, take });
}

function blockingMove(client: Client, argv: readonly string[], from: 'left' | 'right', to: 'left' | 'right'): Reply {
  const timeoutMs = needTimeoutMs(at(argv, argv.length - 1));
  const take: Take = (key) => moveItem(client, key, at(argv, 2), from, to) ?? undefined;
  return takeOrWait({ client, argv, keys: [at(argv, 1)], timeoutMs, emptyReply: null, take });
}

function blockingScoredPop(client: Client, argv: readonly string[], highest: boolean): Reply {
  const timeoutMs = needTimeoutMs(at(argv, argv.length - 1));
  const take: Take = (key) => {
    const entry = popScored(client, key, 1, highest)?.[0];
    return entry === undefined ? undefined : [key, entry.member, new DoubleReply(entry.score)];
  };
  return takeOrWait({ client, argv, keys: argv.slice(1, -1), timeoutMs, emptyReply: NULL_ARRAY, take });
}

interface MultiPop<Where> {
  readonly keys: readonly string[];
  readonly where: Where;
  readonly count: number;
}

/** `numkeys key [key …] WHERE [COUNT n]`. */
function readMultiPop<Where>(argv: readonly string[], from: number, readWhere: (word: string) => Where): MultiPop<Where> {
  const keyCount = needAtLeast(at(argv, from), 1, 'numkeys should be greater than 0');
  const whereAt = from + 1 + keyCount;
  if (whereAt >= argv.length) throw SYNTAX_ERROR;
  let count: number | null = null;
  const where = readWhere(at(argv, whereAt));
  for (let index = whereAt + 1; index < argv.length; index += 2) {
    if (count !== null || !isOption(argv[index], 'COUNT') || index + 1 >= argv.length) throw SYNTAX_ERROR;
    count = needAtLeast(at(argv, index + 1), 1, 'count should be greater than 0');
  }
  return { keys: argv.slice(from + 1, whereAt), where, count: count ?? 1 };
}

function needHighest(word: string): boolean {
  if (!isOption(word, 'MIN') && !isOption(word, 'MAX')) throw SYNTAX_ERROR;
  return isOption(word, 'MAX');
}

function listMultiPop(client: Client, argv: readonly string[], from: number, timeout: string | null): Reply {
  const { keys, where: end, count } = readMultiPop(argv, from, needEnd);
  const take: Take = (key) => {
    const list = client.database.list(key);
    if (list === undefined) return undefined;
    const items = popMany(list, end, count);
    client.database.changedOrEmptied(key, list.length);
    return [key, items];
  };
  return takeNowOrWait(client, argv, keys, timeout, take);
}

function scoredMultiPop(client: Client, argv: readonly string[], from: number, timeout: string | null): Reply {
  const { keys, where: highest, count } = readMultiPop(argv, from, needHighest);
  const take: Take = (key) => {
    const entries = popScored(client, key, count, highest);
    return entries === undefined ? undefined : [key, entries.map((entry: SortedSetEntry) => [entry.member, new DoubleReply(entry.score)])];
  };
  return takeNowOrWait(client, argv, keys, timeout, take);
}

function takeNowOrWait(client: Client, argv: readonly string[], keys: readonly string[], timeout: string | null, take: Take): Reply {
  if (timeout !== null) return takeOrWait({ client, argv, keys, timeoutMs: needTimeoutMs(timeout), emptyReply: NULL_ARRAY, take });
  for (const key of keys) {
    const reply = take(key);
    if (reply !== undefined) return reply;
  }
  return NULL_ARRAY;
}

function keysFrom(index: number): (argv: readonly string[]) => readonly string[] {
  return (argv) => countedKeys(argv, index);
}

/** The commands that take from several keys or wait. */
export const popManyCommands: readonly CommandDefinition[] = [
  {
    name: 'blpop',
    arity: -3,
    flags: ['write', 'noscript', 'blocking'],
    keys: [1, -2, 1],
    run: (client, argv) => blockingPop(client, argv, 'left'),
  },
  {
    name: 'brpop',
    arity: -3,
    flags: ['write', 'noscript', 'blocking'],
    keys: [1, -2, 1],
    run: (client, argv) => blockingPop(client, argv, 'right'),
  },
  {
    name: 'brpoplpush',
    arity: 4,
    flags: ['write', 'denyoom', 'noscript', 'blocking'],
    keys: TWO_KEYS,
    run: (client, argv) => blockingMove(client, argv, 'right', 'left'),
  },
  {
    name: 'blmove',
    arity: 6,
    flags: ['write', 'denyoom', 'noscript', 'blocking'],
    keys: TWO_KEYS,
    run: (client, argv) => blockingMove(client, argv, needEnd(at(argv, 3)), needEnd(at(argv, 4))),
  },
  {
    name: 'bzpopmin',
    arity: -3,
    flags: ['write', 'noscript', 'blocking', 'fast'],
    keys: [1, -2, 1],
    run: (client, argv) => blockingScoredPop(client, argv, false),
  },
  {
    name: 'bzpopmax',
    arity: -3,
    flags: ['write', 'noscript', 'blocking', 'fast'],
    keys: [1, -2, 1],
    run: (client, argv) => blockingScoredPop(client, argv, true),
  },
  {
    name: 'lmpop',
    arity: -4,
    flags: ['write', 'movablekeys'],
    keys: keysFrom(1),
    run: (client, argv) => listMultiPop(client, argv, 1, null),
  },
  {
    name: 'blmpop',
    arity: -5,
    flags: ['write', 'blocking', 'movablekeys'],
    keys: keysFrom(2),
    run: (client, argv) => listMultiPop(client, argv, 2, at(argv, 1)),
  },
  {
    name: 'zmpop',
    arity: -4,
    flags: ['write', 'movablekeys'],
    keys: keysFrom(1),
    run: (client, argv) => scoredMultiPop(client, argv, 1, null),
  },
  {
    name: 'bzmpop',
    arity: -5,
    flags: ['write', 'blocking', 'movablekeys'],
    keys: keysFrom(2),
    run: (client, argv) => scoredMultiPop(client, argv, 2, at(argv, 1)),
  },
];
