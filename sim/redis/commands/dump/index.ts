/** DUMP and RESTORE: a value as bytes that any Redis 7.0 takes, and MIGRATE as far as it goes without another server. */
import { ErrorReply, failure, OK, StatusReply } from '../../resp/index.ts';
import { FIRST_KEY } from '../definition.ts';
import { at, needNumber, SYNTAX_ERROR } from '../words.ts';
import { bodyOf, withFooter } from './payload.ts';
import { readValue } from './read.ts';
import { writeValue } from './write.ts';
import type { CommandDefinition } from '../definition.ts';
import type { Client } from '../../client.ts';
import type { Value } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

const KEY_EXISTS = new ErrorReply('BUSYKEY Target key name already exists.');
const WRONG_PAYLOAD = failure('DUMP payload version or checksum are wrong');
const NEGATIVE_TTL = failure('Invalid TTL value, must be >= 0');
const NO_KEY = new StatusReply('NOKEY');
const NOT_WRITTEN = new ErrorReply('IOERR error or timeout writing to target instance');

function dump(client: Client, argv: readonly string[]): Reply {
  const value = client.database.find(at(argv, 1));
  if (value === undefined) return null;
  return dumpOf(value);
}

/** A value as RESTORE takes it. */
export function dumpOf(value: Value): string {
  return withFooter(writeValue(value));
}

function restore(client: Client, argv: readonly string[]): Reply {
  const { replaces, absolute, idleSeconds, frequency } = restoreOptions(argv);
  const { database } = client;
  const key = at(argv, 1);
  if (!replaces && database.find(key) !== undefined) throw KEY_EXISTS;
  const ttlMs = needNumber(at(argv, 2));
  if (ttlMs < 0) throw NEGATIVE_TTL;
  if (bodyOf(at(argv, 3)) === null) throw WRONG_PAYLOAD;
  const value = readValue(at(argv, 3), client.server.data.limits);
  const { nowMs } = client.server.data;
  const deadlineMs = ttlMs === 0 ? null : absolute ? ttlMs : nowMs + ttlMs;
  if (deadlineMs !== null && deadlineMs <= nowMs) {
    if (replaces) database.delete(key);
    return OK;
  }
  database.replace(key, value);
  if (deadlineMs !== null) database.expireAt(key, deadlineMs);
  client.server.memory.restoreUse(database.index, key, { idleSeconds, frequency });
  return OK;
}

interface RestoreOptions {
  replaces: boolean;
  absolute: boolean;
  idleSeconds: number | null;
  frequency: number | null;
}

function restoreOptions(argv: readonly string[]): RestoreOptions {
  const options: RestoreOptions = { replaces: false, absolute: false, idleSeconds: null, frequency: null };
  for (let index = 4; index < argv.length; index++) {
    const word = at(argv, index).toUpperCase();
    const hasMore = index + 1 < argv.length;
    if (word === 'REPLACE') options.replaces = true;
    else if (word === 'ABSTTL') options.absolute = true;
    else if (word === 'IDLETIME' && hasMore && options.frequency === null) {
      options.idleSeconds = needNumber(at(argv, ++index));
      if (options.idleSeconds < 0) throw failure('Invalid IDLETIME value, must be >= 0');
    } else if (word === 'FREQ' && hasMore && options.idleSeconds === null) {
      options.frequency = needNumber(at(argv, ++index));
      if (options.frequency < 0 || options.frequency > 255) throw failure('Invalid FREQ value, must be >= 0 and <= 255');
    } else throw SYNTAX_ERROR;
  }
  return options;
}

/** There is no other server: a key that is there cannot be moved. */
function migrate(client: Client, argv: readonly string[]): Reply {
  const keys = migratedKeys(argv);
  needNumber(at(argv, 5));
  needNumber(at(argv, 4));
  return keys.some((key) => client.database.find(key) !== undefined) ? NOT_WRITTEN : NO_KEY;
}

function migratedKeys(argv: readonly string[]): readonly string[] {
  for (let index = 6; index < argv.length; index++) {
    const word = at(argv, index).toUpperCase();
    const left = argv.length - index - 1;
    if (word === 'COPY' || word === 'REPLACE') continue;
    if (word === 'AUTH' && left >= 1) index++;
    else if (word === 'AUTH2' && left >= 2) index += 2;
    else if (word === 'KEYS') {
      if (at(argv, 3) !== '') throw failure('When using MIGRATE KEYS option, the key argument must be set to the empty string');
      return argv.slice(index + 1);
    } else throw SYNTAX_ERROR;
  }
  return [at(argv, 3)];
}

/** The keys of MIGRATE for COMMAND GETKEYS. */
function keysOfMigrate(argv: readonly string[]): readonly string[] {
  const from = argv.findIndex((word, index) => index >= 6 && word.toUpperCase() === 'KEYS');
  return at(argv, 3) === '' && from !== -1 ? argv.slice(from + 1) : [at(argv, 3)];
}

/** The commands of dumps. */
export const dumpCommands: readonly CommandDefinition[] = [
  { name: 'dump', arity: 2, flags: ['readonly'], keys: FIRST_KEY, run: dump },
  { name: 'restore', arity: -4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: restore },
  { name: 'restore-asking', arity: -4, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: restore },
  { name: 'migrate', arity: -6, flags: ['write', 'movablekeys'], keys: keysOfMigrate, run: migrate },
];
