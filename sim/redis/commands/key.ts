/** Keys whatever they hold: existence, type, names, copies, and looking through them. */
import { failure, OK, StatusReply } from '../resp/index.ts';
import { copyOf, HashValue, indexOf, ListValue, SetValue, StreamValue, typeOf } from '../keyspace/index.ts';
import { ALL_KEYS, FIRST_KEY, TWO_KEYS } from './definition.ts';
import { frequency, idleTime } from './memory-use.ts';
import { needCursor, scanOptions } from './scan.ts';
import { at, globMatches, isOption, needInt, NO_SUCH_KEY, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Database, Value } from '../keyspace/index.ts';
import type { Reply } from '../resp/index.ts';

const NONE = new StatusReply('none');
const SAME_OBJECTS = failure('source and destination objects are the same');
const DATABASE_OUT_OF_RANGE = failure('DB index is out of range');

function deleteKeys(client: Client, argv: readonly string[]): Reply {
  let deleted = 0;
  for (let index = 1; index < argv.length; index++) {
    client.database.find(at(argv, index));
    if (client.database.delete(at(argv, index))) deleted++;
  }
  return deleted;
}

function countExisting(client: Client, argv: readonly string[]): Reply {
  let count = 0;
  for (let index = 1; index < argv.length; index++) if (client.database.find(at(argv, index)) !== undefined) count++;
  return count;
}

function type(client: Client, argv: readonly string[]): Reply {
  const value = client.database.find(at(argv, 1));
  return value === undefined ? NONE : new StatusReply(typeOf(value));
}

function rename(client: Client, argv: readonly string[], onlyIfFree: boolean): Reply {
  const { database } = client;
  const source = at(argv, 1);
  const target = at(argv, 2);
  const value = database.find(source);
  if (value === undefined) throw NO_SUCH_KEY;
  if (source === target) return onlyIfFree ? 0 : OK;
  if (onlyIfFree && database.find(target) !== undefined) return 0;
  const marks = marksOf(database, source);
  database.delete(source);
  place(database, target, value, marks);
  return onlyIfFree ? 1 : OK;
}

/** All keys that are alive; the others die now. */
function aliveKeys(database: Database): string[] {
  const keys = [...database.keys()];
  return database.volatileSize === 0 ? keys : keys.filter((key) => !database.expireIfDue(key));
}

function keysLike(client: Client, argv: readonly string[]): Reply {
  const pattern = at(argv, 1);
  const found = aliveKeys(client.database).filter((key) => pattern === '*' || globMatches(pattern, key));
  return client.server.order.of(found, 'KEYS');
}

function randomKey(client: Client): Reply {
  const { database } = client;
  // A replica deletes nothing by itself: where all keys have expired it answers one of them in the end, as Redis does.
  for (let tries = 0; database.size > 0; tries += 1) {
    const key = indexOf(database).at(client.server.order.draw('RANDOMKEY', database.size)) ?? null;
    if (key === null || !database.expireIfDue(key) || (client.server.replication.isReplica && tries >= 100)) return key;
  }
  return null;
}

function scan(client: Client, argv: readonly string[]): Reply {
  const cursor = needCursor(at(argv, 1));
  const options = scanOptions(argv, 2, true);
  const { database } = client;
  const step = indexOf(database).scan(cursor, options.count, client.server.order.scanSeed);
  const kept = step.members.filter((key) => {
    if (options.pattern !== null && !globMatches(options.pattern, key)) return false;
    const value = database.find(key);
    return value !== undefined && (options.type === null || typeOf(value) === options.type);
  });
  return [String(step.next), kept];
}

/** The database with the index in a word, or Redis's error for one that does not exist. */
function needDatabase(client: Client, word: string): Database {
  const index = needInt(word);
  if (index < 0 || index >= client.server.data.databaseCount) throw DATABASE_OUT_OF_RANGE;
  return client.server.data.database(index);
}

function copy(client: Client, argv: readonly string[]): Reply {
  let target = client.database;
  let replaces = false;
  for (let index = 3; index < argv.length; index++) {
    if (isOption(argv[index], 'REPLACE')) replaces = true;
    else if (isOption(argv[index], 'DB') && index + 1 < argv.length) target = needDatabase(client, at(argv, ++index));
    else throw SYNTAX_ERROR;
  }
  if (target === client.database && at(argv, 1) === at(argv, 2)) throw SAME_OBJECTS;
  const value = client.database.find(at(argv, 1));
  if (value === undefined || (target.find(at(argv, 2)) !== undefined && !replaces)) return 0;
  place(target, at(argv, 2), copyOf(value, client.server.data.limits), marksOf(client.database, at(argv, 1)));
  return 1;
}

function move(client: Client, argv: readonly string[]): Reply {
  const target = needDatabase(client, at(argv, 2));
  if (target === client.database) throw SAME_OBJECTS;
  const value = client.database.find(at(argv, 1));
  if (value === undefined || target.find(at(argv, 1)) !== undefined) return 0;
  const marks = marksOf(client.database, at(argv, 1));
  client.database.delete(at(argv, 1));
  place(target, at(argv, 1), value, marks);
  return 1;
}

/** What goes with a value from key to key. */
interface Marks {
  readonly deadlineMs: number | undefined;
  readonly form: 'raw' | 'embstr' | undefined;
}

function marksOf(database: Database, key: string): Marks {
  return { deadlineMs: database.deadline(key), form: database.stringForm(key) };
}

function place(database: Database, key: string, value: Value, { deadlineMs, form }: Marks): void {
  database.replace(key, value);
  database.keepStringForm(key, form);
  if (deadlineMs !== undefined) database.expireAt(key, deadlineMs);
}

/** The longest string that Redis keeps in one piece with its head. */
const EMBEDDED_BYTES = 44;
/** Integers below are the same object wherever they are, with a count of references that never changes. */
const SHARED_INTEGERS = 10_000;
const SHARED_REFERENCES = 2_147_483_647;

function stringEncoding(text: string, form: 'raw' | 'embstr' | undefined): string {
  if (form === 'raw' || text.length > EMBEDDED_BYTES) return 'raw';
  return form === undefined && parseInteger(text) !== null ? 'int' : 'embstr';
}

/** OBJECT REFCOUNT. */
export function references(client: Client, argv: readonly string[]): Reply {
  return about(client, argv, (value) => {
    const { memory } = client.server;
    const shares = memory.maxBytes === 0 || !/-l[rf]u$/.test(memory.policy);
    if (typeof value !== 'string' || !shares || client.database.stringForm(at(argv, 2)) !== undefined) return 1;
    const integer = parseInteger(value);
    return integer !== null && integer >= 0 && integer < SHARED_INTEGERS ? SHARED_REFERENCES : 1;
  });
}

function encoding(value: Value, form: 'raw' | 'embstr' | undefined): string {
  if (typeof value === 'string') return stringEncoding(value, form);
  if (value instanceof ListValue) return 'quicklist';
  if (value instanceof StreamValue) return 'stream';
  if (value instanceof SetValue) return value.large ? 'hashtable' : 'intset';
  if (value instanceof HashValue) return value.large ? 'hashtable' : 'listpack';
  return value.large ? 'skiplist' : 'listpack';
}

/** OBJECT ENCODING. */
export function encodingOf(client: Client, argv: readonly string[]): Reply {
  return about(client, argv, (value) => encoding(value, client.database.stringForm(at(argv, 2))));
}

function about(client: Client, argv: readonly string[], tell: (value: Value) => Reply): Reply {
  const value = client.database.find(at(argv, 2));
  return value === undefined ? null : tell(value);
}

/** The commands of keys. */
export const keyCommands: readonly CommandDefinition[] = [
  { name: 'del', arity: -2, flags: ['write'], keys: ALL_KEYS, run: deleteKeys },
  { name: 'unlink', arity: -2, flags: ['write', 'fast'], keys: ALL_KEYS, run: deleteKeys },
  { name: 'exists', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: countExisting },
  { name: 'touch', arity: -2, flags: ['readonly', 'fast'], keys: ALL_KEYS, run: countExisting },
  { name: 'type', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: type },
  { name: 'rename', arity: 3, flags: ['write'], keys: TWO_KEYS, run: (client, argv) => rename(client, argv, false) },
  { name: 'renamenx', arity: 3, flags: ['write', 'fast'], keys: TWO_KEYS, run: (client, argv) => rename(client, argv, true) },
  { name: 'keys', arity: 2, flags: ['readonly'], keys: null, run: keysLike },
  { name: 'randomkey', arity: 1, flags: ['readonly'], keys: null, run: randomKey },
  { name: 'scan', arity: -2, flags: ['readonly'], keys: null, run: scan },
  { name: 'copy', arity: -3, flags: ['write', 'denyoom'], keys: TWO_KEYS, run: copy },
  { name: 'move', arity: 3, flags: ['write', 'fast'], keys: FIRST_KEY, run: move },
  {
    name: 'object',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'encoding', arity: 3, flags: ['readonly'], keys: [2, 2, 1], run: encodingOf },
      { name: 'refcount', arity: 3, flags: ['readonly'], keys: [2, 2, 1], run: references },
      { name: 'idletime', arity: 3, flags: ['readonly'], keys: [2, 2, 1], run: idleTime },
      { name: 'freq', arity: 3, flags: ['readonly'], keys: [2, 2, 1], run: frequency },
    ],
  },
];
