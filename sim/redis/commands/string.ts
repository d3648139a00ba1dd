/** Strings: SET and its many forms, GET and its, and the byte ranges. */
import { bulkBytesMax } from '../bulk-limit.ts';
import { failure, OK } from '../resp/index.ts';
import { deadlineOf } from './deadline.ts';
import { ALL_KEYS, FIRST_KEY } from './definition.ts';
import { at, needNumber, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const TOO_LONG = failure('string exceeds maximum allowed size (proto-max-bulk-len)');

interface SetOptions {
  onlyIfMissing: boolean;
  onlyIfThere: boolean;
  answerOld: boolean;
  keepDeadline: boolean;
  deadlineMs: number | null;
}

function set(client: Client, argv: readonly string[]): Reply {
  const key = at(argv, 1);
  if (argv.length === 3) {
    client.database.replace(key, at(argv, 2));
    return OK;
  }
  const options = setOptions(client, argv);
  const old = options.answerOld ? (client.database.string(key) ?? null) : null;
  const refused = options.answerOld ? old : null;
  if (options.onlyIfMissing && client.database.find(key) !== undefined) return refused;
  if (options.onlyIfThere && client.database.find(key) === undefined) return refused;
  if (options.keepDeadline) client.database.put(key, at(argv, 2));
  else client.database.replace(key, at(argv, 2));
  if (options.deadlineMs !== null) client.database.expireAt(key, options.deadlineMs);
  return options.answerOld ? old : OK;
}

function setOptions(client: Client, argv: readonly string[]): SetOptions {
  const options: SetOptions = { onlyIfMissing: false, onlyIfThere: false, answerOld: false, keepDeadline: false, deadlineMs: null };
  let timed: { unit: string; value: string } | null = null;
  for (let index = 3; index < argv.length; index++) {
    const option = at(argv, index).toUpperCase();
    if (option === 'NX' && !options.onlyIfThere) options.onlyIfMissing = true;
    else if (option === 'XX' && !options.onlyIfMissing) options.onlyIfThere = true;
    else if (option === 'GET') options.answerOld = true;
    else if (option === 'KEEPTTL' && timed === null) options.keepDeadline = true;
    else if (mayTime(option, timed) && !options.keepDeadline && index + 1 < argv.length) timed = { unit: option, value: at(argv, ++index) };
    else throw SYNTAX_ERROR;
  }
  if (timed !== null) options.deadlineMs = deadlineOf(timed.value, timed.unit, client.server.data.nowMs, 'set');
  return options;
}

/** A time may be given twice in the same unit (the last counts), but not in two units. */
function mayTime(option: string, timed: { unit: string } | null): boolean {
  return isTimeUnit(option) && (timed === null || timed.unit === option);
}

function isTimeUnit(option: string): boolean {
  return option === 'EX' || option === 'PX' || option === 'EXAT' || option === 'PXAT';
}

function setWithDeadline(client: Client, argv: readonly string[], unit: 'EX' | 'PX', name: string): Reply {
  const deadlineMs = deadlineOf(at(argv, 2), unit, client.server.data.nowMs, name);
  client.database.replace(at(argv, 1), at(argv, 3));
  client.database.expireAt(at(argv, 1), deadlineMs);
  return OK;
}

function setIfMissing(client: Client, argv: readonly string[]): Reply {
  if (client.database.find(at(argv, 1)) !== undefined) return 0;
  client.database.replace(at(argv, 1), at(argv, 2));
  return 1;
}

function get(client: Client, argv: readonly string[]): Reply {
  return client.database.string(at(argv, 1)) ?? null;
}

function getAndSet(client: Client, argv: readonly string[]): Reply {
  const old = client.database.string(at(argv, 1)) ?? null;
  client.database.replace(at(argv, 1), at(argv, 2));
  return old;
}

function getAndDelete(client: Client, argv: readonly string[]): Reply {
  const old = client.database.string(at(argv, 1)) ?? null;
  if (old !== null) client.database.delete(at(argv, 1));
  return old;
}

function getAndExpire(client: Client, argv: readonly string[]): Reply {
  const { persists, timed } = getOptions(argv);
  const key = at(argv, 1);
  const value = client.database.string(key);
  if (value === undefined) return null;
  if (timed !== null) {
    const deadlineMs = deadlineOf(timed.value, timed.unit, client.server.data.nowMs, 'getex');
    if (deadlineMs <= client.server.data.nowMs) client.database.delete(key);
    else {
      client.database.expireAt(key, deadlineMs);
      client.database.changed(key);
    }
  } else if (persists && client.database.persist(key)) client.database.changed(key);
  return value;
}

function getOptions(argv: readonly string[]): { persists: boolean; timed: { unit: string; value: string } | null } {
  let persists = false;
  let timed: { unit: string; value: string } | null = null;
  for (let index = 2; index < argv.length; index++) {
    const option = at(argv, index).toUpperCase();
    if (option === 'PERSIST' && timed === null) persists = true;
    else if (mayTime(option, timed) && !persists && index + 1 < argv.length) timed = { unit: option, value: at(argv, ++index) };
    else throw SYNTAX_ERROR;
  }
  return { persists, timed };
}

function getMany(client: Client, argv: readonly string[]): Reply {
  const values: Reply[] = [];
  for (let index = 1; index < argv.length; index++) {
    const value = client.database.find(at(argv, index));
    values.push(typeof value === 'string' ? value : null);
  }
  return values;
}

function setMany(client: Client, argv: readonly string[], onlyIfNoneIsThere: boolean): Reply {
  if (argv.length % 2 === 0) throw failure(`wrong number of arguments for '${onlyIfNoneIsThere ? 'msetnx' : 'mset'}' command`);
  if (onlyIfNoneIsThere) {
    for (let index = 1; index < argv.length; index += 2) if (client.database.find(at(argv, index)) !== undefined) return 0;
  }
  for (let index = 1; index < argv.length; index += 2) client.database.replace(at(argv, index), at(argv, index + 1));
  return onlyIfNoneIsThere ? 1 : OK;
}

function append(client: Client, argv: readonly string[]): Reply {
  const before = client.database.string(at(argv, 1));
  const value = (before ?? '') + at(argv, 2);
  if (value.length > bulkBytesMax(client.server)) throw TOO_LONG;
  client.database.put(at(argv, 1), value);
  client.database.keepStringForm(at(argv, 1), before === undefined ? undefined : 'raw');
  return value.length;
}

function getRange(client: Client, argv: readonly string[]): Reply {
  const start = needNumber(at(argv, 2));
  const end = needNumber(at(argv, 3));
  const value = client.database.opened(at(argv, 1)) ?? client.database.string(at(argv, 1)) ?? '';
  if (start < 0 && end < 0 && start > end) return '';
  const from = start < 0 ? Math.max(0, value.length + start) : start;
  const to = Math.min(end < 0 ? Math.max(0, value.length + end) : end, value.length - 1);
  return from > to ? '' : value.slice(from, to + 1);
}

function length(client: Client, argv: readonly string[]): number {
  return (client.database.opened(at(argv, 1)) ?? client.database.string(at(argv, 1)))?.length ?? 0;
}

function setRange(client: Client, argv: readonly string[]): Reply {
  const offset = needNumber(at(argv, 2));
  if (offset < 0) throw failure('offset is out of range');
  const piece = at(argv, 3);
  if (piece === '') return length(client, argv);
  const value = client.database.opened(at(argv, 1)) === undefined ? client.database.string(at(argv, 1)) : undefined;
  if (offset + piece.length > bulkBytesMax(client.server)) throw TOO_LONG;
  const open = client.database.openString(at(argv, 1), offset + piece.length);
  if (open !== null) {
    open.write(piece, offset);
    client.database.changedInPlace(at(argv, 1));
    return open.length;
  }
  const padded = (value ?? '').padEnd(offset, '\0');
  const changed = padded.slice(0, offset) + piece + padded.slice(offset + piece.length);
  client.database.put(at(argv, 1), changed);
  client.database.keepStringForm(at(argv, 1), 'raw');
  return changed.length;
}

/** The commands of strings. */
export const stringCommands: readonly CommandDefinition[] = [
  { name: 'get', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: get },
  { name: 'set', arity: -3, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: set },
  { name: 'setnx', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: setIfMissing },
  {
    name: 'setex',
    arity: 4,
    flags: ['write', 'denyoom'],
    keys: FIRST_KEY,
    run: (client, argv) => setWithDeadline(client, argv, 'EX', 'setex'),
  },
  {
    name: 'psetex',
    arity: 4,
    flags: ['write', 'denyoom'],
    keys: FIRST_KEY,
    run: (client, argv) => setWithDeadline(client, argv, 'PX', 'psetex'),
  },
  { name: 'getset', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: getAndSet },
  { name: 'getdel', arity: 2, flags: ['write', 'fast'], keys: FIRST_KEY, run: getAndDelete },
  { name: 'getex', arity: -2, flags: ['write', 'fast'], keys: FIRST_KEY, run: getAndExpire },
  { name: 'mget', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: getMany },
  { name: 'mset', arity: -3, flags: ['write', 'denyoom'], keys: [1, -1, 2], run: (client, argv) => setMany(client, argv, false) },
  { name: 'msetnx', arity: -3, flags: ['write', 'denyoom'], keys: [1, -1, 2], run: (client, argv) => setMany(client, argv, true) },
  { name: 'append', arity: 3, flags: ['write', 'denyoom', 'fast'], keys: FIRST_KEY, run: append },
  {
    name: 'strlen',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: length,
  },
  { name: 'getrange', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: getRange },
  { name: 'substr', arity: 4, flags: ['readonly'], keys: FIRST_KEY, run: getRange },
  { name: 'setrange', arity: 4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: setRange },
];
