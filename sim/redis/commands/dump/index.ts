/** DUMP and RESTORE: a value as bytes that any Redis 7.0 takes, and MIGRATE as far as it goes without another server. */
import { ErrorReply, failure, OK, StatusReply } from '../../resp/index.ts';
import { FIRST_KEY } from '../definition.ts';
import { at, needNumber, SYNTAX_ERROR } from '../words.ts';
import { bodyOf, withFooter } from './payload.ts';
import { readValue } from './read.ts';
import { writeValue } from './write.ts';
import type { CommandDefinition } from '../definition.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';

const KEY_EXISTS = new ErrorReply('BUSYKEY Target key name already exists.');
const WRONG_PAYLOAD = failure('DUMP payload version or checksum are wrong');
const NEGATIVE_TTL = failure('Invalid TTL value, must be >= 0');
const NO_KEY = new StatusReply('NOKEY');
const NOT_WRITTEN = new ErrorReply('IOERR error or timeout writing to target instance');

function dump(client: Client, argv: readonly string[]): Reply {
  const value = client.database.find(at(argv, 1));
  if (value === undefined) return null;
  return withFooter(writeValue(value));
}

function restore(client: Client, argv: readonly string[]): Reply {
  const { replaces, absolute } = restoreOptions(argv);
  const { database } = client;
  const key = at(argv, 1);
  if (!replaces && database.find(key) !== undefined) throw KEY_EXISTS;
  const ttlMs = needNumber(at(argv, 2));
  if (ttlMs < 0) throw NEGATIVE_TTL;
  if (bodyOf(at(argv, 3)) === null) throw WRONG_PAYLOAD;
  const value = readValue(at(argv, 3));
  const { nowMs } = client.server.data;
  const deadlineMs = ttlMs === 0 ? null : absolute ? ttlMs : nowMs + ttlMs;
  if (deadlineMs !== null && deadlineMs <= nowMs) {
    if (replaces) database.delete(key);
    return OK;
  }
  database.replace(key, value);
  if (deadlineMs !== null) database.expireAt(key, deadlineMs);
  return OK;
}

function restoreOptions(argv: readonly string[]): { replaces: boolean; absolute: boolean } {
  let replaces = false;
  let absolute = false;
  let tracked: string | null = null;
  for (let index = 4; index < argv.length; index++) {
    const word = at(argv, index).toUpperCase();
    if (word === 'REPLACE') replaces = true;
    else if (word === 'ABSTTL') absolute = true;
    else if ((word === 'IDLETIME' || word === 'FREQ') && index + 1 < argv.length && (tracked === null || tracked === word)) {
      checkTracked(word, needNumber(at(argv, ++index)));
      tracked = word;
    } else throw SYNTAX_ERROR;
  }
  return { replaces, absolute };
}

function checkTracked(option: 'IDLETIME' | 'FREQ', value: number): void {
  if (option === 'IDLETIME' && value < 0) throw failure('Invalid IDLETIME value, must be >= 0');
  if (option === 'FREQ' && (value < 0 || value > 255)) throw failure('Invalid FREQ value, must be >= 0 and <= 255');
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
