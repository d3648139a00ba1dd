/** Lists, without their blocking forms. */
import { failure, NULL_ARRAY, OK } from '../resp/index.ts';
import { ListValue } from '../keyspace/index.ts';
import { FIRST_KEY, TWO_KEYS } from './definition.ts';
import { at, isOption, needAtLeast, needNumber, NO_SUCH_KEY, OUT_OF_RANGE, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

/** An end of a list. */
export type End = 'left' | 'right';

/** Reads LEFT or RIGHT. */
export function needEnd(word: string): End {
  if (isOption(word, 'LEFT')) return 'left';
  if (isOption(word, 'RIGHT')) return 'right';
  throw SYNTAX_ERROR;
}

/** Adds an item to an end. */
export function pushTo(list: ListValue, end: End, item: string): void {
  if (end === 'left') list.pushLeft(item);
  else list.pushRight(item);
}

/** Takes an item from an end. */
export function popFrom(list: ListValue, end: End): string | undefined {
  return end === 'left' ? list.popLeft() : list.popRight();
}

function push(client: Client, argv: readonly string[], end: End, onlyIfThere: boolean): Reply {
  const key = at(argv, 1);
  const known = client.database.list(key);
  if (known === undefined && onlyIfThere) return 0;
  const list = known ?? new ListValue();
  for (let index = 2; index < argv.length; index++) pushTo(list, end, at(argv, index));
  if (known === undefined) client.database.put(key, list);
  else client.database.changed(key);
  return list.length;
}

const MUST_BE_POSITIVE = failure('value is out of range, must be positive');

function pop(client: Client, argv: readonly string[], end: End): Reply {
  if (argv.length > 3) throw failure(`wrong number of arguments for '${at(argv, 0).toLowerCase()}' command`);
  const count = argv.length === 3 ? needAtLeast(at(argv, 2), 0, MUST_BE_POSITIVE) : null;
  const key = at(argv, 1);
  const list = client.database.list(key);
  if (list === undefined) return count === null ? null : NULL_ARRAY;
  if (count === 0) return [];
  const items = popMany(list, end, count ?? 1);
  client.database.changedOrEmptied(key, list.length);
  return count === null ? (items[0] ?? null) : items;
}

/** Takes up to `count` items from an end, in the order of taking. */
export function popMany(list: ListValue, end: End, count: number): string[] {
  const items: string[] = [];
  while (items.length < count) {
    const item = popFrom(list, end);
    if (item === undefined) break;
    items.push(item);
  }
  return items;
}

/** Moves an item between lists; null when the source has none. Checks the destination's type before it takes anything. */
export function moveItem(client: Client, source: string, destination: string, from: End, to: End): string | null {
  const list = client.database.list(source);
  if (list === undefined) return null;
  const known = client.database.list(destination);
  const item = popFrom(list, from) ?? '';
  const target = known ?? new ListValue();
  pushTo(target, to, item);
  if (known === undefined) client.database.put(destination, target);
  else client.database.changed(destination);
  client.database.changedOrEmptied(source, list.length);
  return item;
}

function range(client: Client, argv: readonly string[]): Reply {
  const start = needNumber(at(argv, 2));
  const end = needNumber(at(argv, 3));
  const list = client.database.list(at(argv, 1));
  if (list === undefined) return [];
  return list.slice(fromEnd(start, list.length), fromEnd(end, list.length) + 1);
}

function fromEnd(index: number, length: number): number {
  return index < 0 ? length + index : index;
}

function trim(client: Client, argv: readonly string[]): Reply {
  const start = needNumber(at(argv, 2));
  const end = needNumber(at(argv, 3));
  const key = at(argv, 1);
  const list = client.database.list(key);
  if (list === undefined) return OK;
  const from = Math.max(0, fromEnd(start, list.length));
  const to = Math.min(list.length, fromEnd(end, list.length) + 1);
  if (from >= to) client.database.delete(key);
  else {
    list.keep(from, to);
    client.database.changed(key);
  }
  return OK;
}

function itemAt(client: Client, argv: readonly string[]): Reply {
  const list = client.database.list(at(argv, 1));
  if (list === undefined) return null;
  return list.at(fromEnd(needNumber(at(argv, 2)), list.length)) ?? null;
}

function replaceAt(client: Client, argv: readonly string[]): Reply {
  const list = client.database.list(at(argv, 1));
  if (list === undefined) throw NO_SUCH_KEY;
  const index = fromEnd(needNumber(at(argv, 2)), list.length);
  if (list.at(index) === undefined) throw OUT_OF_RANGE;
  list.replace(index, at(argv, 3));
  client.database.changed(at(argv, 1));
  return OK;
}

function insert(client: Client, argv: readonly string[]): Reply {
  const before = isOption(argv[2], 'BEFORE');
  if (!before && !isOption(argv[2], 'AFTER')) throw SYNTAX_ERROR;
  const list = client.database.list(at(argv, 1));
  if (list === undefined) return 0;
  const [pivot] = findItems(list, at(argv, 3), 1, false);
  if (pivot === undefined) return -1;
  list.insert(before ? pivot : pivot + 1, at(argv, 4));
  client.database.changed(at(argv, 1));
  return list.length;
}

function remove(client: Client, argv: readonly string[]): Reply {
  const count = needNumber(at(argv, 2));
  const list = client.database.list(at(argv, 1));
  if (list === undefined) return 0;
  const found = findItems(list, at(argv, 3), count === 0 ? Infinity : Math.abs(count), count < 0);
  const [only] = found;
  if (only === undefined) return 0;
  if (found.length === 1) list.remove(only);
  else {
    const removed = new Set(found);
    list.assign(list.slice().filter((_item, index) => !removed.has(index)));
  }
  client.database.changedOrEmptied(at(argv, 1), list.length);
  return found.length;
}

/** Where an item is, from one end on, at most so many times; looks no further than it must. */
function findItems(list: ListValue, item: string, most: number, backwards: boolean): number[] {
  const found: number[] = [];
  for (let visit = 0; visit < list.length && found.length < most; visit++) {
    const index = backwards ? list.length - 1 - visit : visit;
    if (list.at(index) === item) found.push(index);
  }
  return found;
}

function positions(client: Client, argv: readonly string[]): Reply {
  const options = { rank: 1, count: null as number | null, longest: 0 };
  for (let index = 3; index < argv.length; index += 2) readPositionOption(options, at(argv, index), argv[index + 1]);
  const list = client.database.list(at(argv, 1));
  if (list === undefined) return options.count === null ? null : [];
  const found = findPositions(list, at(argv, 2), options);
  return options.count === null ? (found[0] ?? null) : found;
}

function readPositionOption(
  options: { rank: number; count: number | null; longest: number },
  word: string,
  value: string | undefined,
): void {
  if (value === undefined) throw SYNTAX_ERROR;
  if (isOption(word, 'RANK')) {
    options.rank = needNumber(value);
    if (options.rank === 0) {
      throw failure(
        "RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use negative to start from the end of the list",
      );
    }
  } else if (isOption(word, 'COUNT')) options.count = needAtLeast(value, 0, "COUNT can't be negative");
  else if (isOption(word, 'MAXLEN')) options.longest = needAtLeast(value, 0, "MAXLEN can't be negative");
  else throw SYNTAX_ERROR;
}

function findPositions(list: ListValue, item: string, options: { rank: number; count: number | null; longest: number }): number[] {
  const backwards = options.rank < 0;
  // The smallest integer has no positive counterpart in C, and so every match is far enough.
  const rank = options.rank === -(2 ** 63) ? 1 : Math.abs(options.rank);
  const limit = options.count === null ? 1 : options.count === 0 ? Infinity : options.count;
  const visits = options.longest === 0 ? list.length : Math.min(options.longest, list.length);
  const found: number[] = [];
  let matches = 0;
  for (let visit = 0; visit < visits && found.length < limit; visit++) {
    const index = backwards ? list.length - 1 - visit : visit;
    if (list.at(index) === item && ++matches >= rank) found.push(index);
  }
  return found;
}

function move(client: Client, argv: readonly string[]): Reply {
  const from = needEnd(at(argv, 3));
  const to = needEnd(at(argv, 4));
  return moveItem(client, at(argv, 1), at(argv, 2), from, to);
}

/** The commands of lists. */
export const listCommands: readonly CommandDefinition[] = [
  {
    name: 'lpush',
    arity: -3,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => push(client, argv, 'left', false),
  },
  {
    name: 'rpush',
    arity: -3,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => push(client, argv, 'right', false),
  },
  {
    name: 'lpushx',
    arity: -3,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => push(client, argv, 'left', true),
  },
  {
    name: 'rpushx',
    arity: -3,
    flags: ['write', 'denyoom', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => push(client, argv, 'right', true),
  },
  { name: 'lpop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => pop(client, argv, 'left') },
  { name: 'rpop', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => pop(client, argv, 'right') },
  {
    name: 'llen',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => client.database.list(at(argv, 1))?.length ?? 0,
  },
  { name: 'lrange', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: range },
  { name: 'ltrim', arity: 4, flags: ['write'], keys: FIRST_KEY, run: trim },
  { name: 'lindex', arity: 3, flags: ['readonly'], keys: FIRST_KEY, run: itemAt },
  { name: 'lset', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: replaceAt },
  { name: 'linsert', arity: 5, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: insert },
  { name: 'lrem', arity: 4, flags: ['write'], keys: FIRST_KEY, run: remove },
  { name: 'lpos', arity: -3, flags: ['readonly'], keys: FIRST_KEY, run: positions },
  { name: 'lmove', arity: 5, flags: ['write', 'denyoom'], keys: TWO_KEYS, run: move },
  {
    name: 'rpoplpush',
    arity: 3,
    flags: ['write', 'denyoom'],
    keys: TWO_KEYS,
    run: (client, argv) => moveItem(client, at(argv, 1), at(argv, 2), 'right', 'left'),
  },
];
