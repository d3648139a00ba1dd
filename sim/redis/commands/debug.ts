/** DEBUG, as far as tests of clients use it: SLEEP, PROTOCOL, ERROR, POPULATE and what needs no inside of a real server. */
import {
  BigNumberReply,
  DoubleReply,
  ErrorReply,
  failure,
  MapReply,
  OK,
  PushReply,
  SetReply,
  StatusReply,
  VerbatimReply,
} from '../resp/index.ts';
import { LongCommand } from '../script/index.ts';
import { writeValue } from './dump/write.ts';
import { encodingOf, references } from './key.ts';
import { idleTime } from './memory-use.ts';
import { at, needAtLeast, readLenientDouble } from './words.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const NO_SUCH_KEY = failure('no such key');
const NOT_POSITIVE = failure('value is out of range, must be positive');
const NO_TYPE = failure(
  'Wrong protocol type name. Please use one of the following: string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false',
);
const RELOAD_WORDS = /^(?:merge|noflush|nosave)$/i;

/** A reply of each kind. */
const SAMPLES: ReadonlyMap<string, Reply> = new Map<string, Reply>([
  ['string', 'Hello World'],
  ['integer', 12345],
  ['double', new DoubleReply(3141 / 1000)],
  ['bignum', new BigNumberReply('1234567999999999999999999999999999999')],
  ['null', null],
  ['array', [0, 1, 2]],
  ['set', new SetReply([0, 1, 2])],
  ['map', new MapReply([0, false, 1, true, 2, false])],
  ['verbatim', new VerbatimReply('This is a verbatim\nstring')],
  ['true', true],
  ['false', false],
]);

type Body = (client: Client, argv: readonly string[]) => Reply;

/** Subcommands with the fewest and the most words. */
const SUBCOMMANDS: ReadonlyMap<string, readonly [fewest: number, most: number, body: Body]> = new Map([
  ['sleep', [3, 3, sleep]],
  ['protocol', [3, 3, protocol]],
  ['error', [3, 3, (_client, argv) => new ErrorReply(at(argv, 2).replace(/[\r\n]/g, ' '))]],
  ['populate', [3, 5, populate]],
  ['reload', [2, Infinity, reload]],
  ['set-active-expire', [3, 3, () => OK]],
  ['log', [3, 3, () => OK]],
  ['object', [3, 3, object]],
]);

/** DEBUG; what the twin lacks is answered as Redis answers an unknown word, and observers are told. */
export function debug(client: Client, argv: readonly string[]): Reply {
  const found = SUBCOMMANDS.get(at(argv, 1).toLowerCase());
  if (found === undefined) client.server.reportUnsupported(`DEBUG ${at(argv, 1).toUpperCase()}`, client);
  const [fewest, most, body] = found ?? [0, -1, null];
  if (body === null || argv.length < fewest || argv.length > most)
    throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try DEBUG HELP.`);
  return body(client, argv);
}

/** The one thread does nothing else for so many seconds. */
function sleep(_client: Client, argv: readonly string[]): Reply {
  const endsAfterMs = Math.floor((readLenientDouble(at(argv, 2)) ?? 0) * 1000);
  if (endsAfterMs <= 0) return OK;
  throw new LongCommand({ isFunction: false, name: 'debug', line: 0, hasWritten: false, endsAfterMs });
}

function protocol(client: Client, argv: readonly string[]): Reply {
  const type = at(argv, 2).toLowerCase();
  if (type === 'push') return pushed(client);
  if (type === 'attrib') return attributed(client);
  const sample = SAMPLES.get(type);
  if (sample === undefined) throw NO_TYPE;
  return sample;
}

function pushed(client: Client): Reply {
  if (client.protocol < 3) throw failure('RESP2 is not supported by this command');
  client.tell(new PushReply(['server-cpu-usage', 42]));
  return 'Some real reply following the push reply';
}

/** Attributes are out of band too, and only this command sends any. */
function attributed(client: Client): Reply {
  if (client.protocol === 3) client.send('|1\r\n$14\r\nkey-popularity\r\n*2\r\n$7\r\nkey:123\r\n:90\r\n');
  return 'Some real reply following the attribute';
}

/** Keys that are there stay as they are. */
function populate({ database }: Client, argv: readonly string[]): Reply {
  const count = needAtLeast(at(argv, 2), 0, NOT_POSITIVE);
  const prefix = argv[3] ?? 'key';
  const size = argv.length > 4 ? needAtLeast(at(argv, 4), 0, NOT_POSITIVE) : 0;
  for (let index = 0; index < count; index++) {
    const value = `value:${index}`;
    if (database.find(`${prefix}:${index}`) !== undefined) continue;
    database.put(`${prefix}:${index}`, size === 0 ? value : value.slice(0, size).padEnd(size, '\0'));
  }
  return OK;
}

/** How a value is held. There are no addresses, so that all are the same; of the nodes of a list nothing is told. */
function object(client: Client, argv: readonly string[]): Reply {
  const { database, server } = client;
  const key = at(argv, 2);
  const value = database.expireIfDue(key) ? undefined : database.peek(key);
  if (value === undefined) throw NO_SUCH_KEY;
  const idleSeconds = server.memory.policy.endsWith('-lfu') ? 0 : Number(idleTime(client, argv));
  const usedSeconds = (Math.floor(server.data.nowMs / 1000) - idleSeconds) % 2 ** 24;
  const facts = {
    refcount: references(client, argv),
    encoding: encodingOf(client, argv),
    // Without its type.
    serializedlength: writeValue(value).length - 1,
    lru: usedSeconds,
    lru_seconds_idle: idleSeconds,
  };
  const shown = Object.entries(facts).map(([name, fact]) => `${name}:${typeof fact === 'object' ? '' : String(fact)}`);
  return new StatusReply(`Value at:0x0 ${shown.join(' ')}`);
}

/** Writes a snapshot and reads it: nothing changes but that the snapshot is there, and keys are gone whose time has passed. */
function reload(client: Client, argv: readonly string[]): Reply {
  if (argv.slice(2).some((word) => !RELOAD_WORDS.test(word)))
    throw failure('DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.');
  client.server.persistence.snapshots.saveNow();
  client.server.data.expireDue();
  return OK;
}
