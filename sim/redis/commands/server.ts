/** The server as a whole: INFO, CONFIG, DBSIZE, FLUSHALL, SWAPDB, TIME and the like. */
import { swapDatabases } from '../swap-databases.ts';
import { failure, OK, VerbatimReply } from '../resp/index.ts';
import { clientCommand } from './client.ts';
import { getConfiguration, setConfiguration } from './configuration.ts';
import { infoText } from './info.ts';
import { commandCommand } from './introspection.ts';
import { debug } from './debug.ts';
import { memoryStats, memoryUsage } from './memory-use.ts';
import { at, isOption, needNumber, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

function time(client: Client): Reply {
  const nowMs = client.server.environment.nowMs();
  const microseconds = Math.floor(nowMs * 1000);
  return [String(Math.floor(microseconds / 1_000_000)), String(microseconds % 1_000_000)];
}

function flush(client: Client, argv: readonly string[], all: boolean): Reply {
  if (argv.length > 2 || (argv.length === 2 && !isOption(argv[1], 'ASYNC') && !isOption(argv[1], 'SYNC'))) throw SYNTAX_ERROR;
  const { data, tracking } = client.server;
  tracking.quietly(() => {
    for (const database of all ? data.used() : [client.database]) database.clear();
  });
  if (tracking.isOn) tracking.flushed();
  return OK;
}

function swap(client: Client, argv: readonly string[]): Reply {
  const first = databaseIndex(at(argv, 1), 'invalid first DB index');
  const second = databaseIndex(at(argv, 2), 'invalid second DB index');
  for (const index of [first, second])
    if (index < 0 || index >= client.server.data.databaseCount) throw failure('DB index is out of range');
  swapDatabases(client.server, first, second);
  return OK;
}

/** A 32-bit number. */
function databaseIndex(word: string, complaint: string): number {
  const index = parseInteger(word);
  if (index === null || index < -(2 ** 31) || index >= 2 ** 31) throw failure(complaint);
  return Number(index);
}

/** Without the pictures of the versions 5 and 6. */
function lolwut(client: Client, argv: readonly string[]): Reply {
  if (isOption(argv[1], 'VERSION')) for (const word of argv.slice(2)) needNumber(word);
  return new VerbatimReply(`Redis ver. ${client.server.options.version}\n`);
}

/** What it says of a server that holds next to nothing, as worlds' servers do. */
const MEMORY_DOCTOR =
  "Hi Sam, this instance is empty or is using very little memory, my issues detector can't be used in these conditions. Please, leave for your mission on Earth and fill it with some data. The new Sam and I will be back to our programming as soon as I finished rebooting.\n";
const ADMIN = ['admin', 'noscript', 'loading', 'stale'] as const;

/** The commands of the server. */
export const serverCommands: readonly CommandDefinition[] = [
  clientCommand,
  { name: 'time', arity: 1, flags: ['loading', 'stale', 'fast'], keys: null, run: time },
  { name: 'dbsize', arity: 1, flags: ['readonly', 'fast'], keys: null, run: (client) => client.database.size },
  { name: 'flushdb', arity: -1, flags: ['write'], keys: null, run: (client, argv) => flush(client, argv, false) },
  { name: 'flushall', arity: -1, flags: ['write'], keys: null, run: (client, argv) => flush(client, argv, true) },
  { name: 'swapdb', arity: 3, flags: ['write', 'fast'], keys: null, run: swap },
  {
    name: 'info',
    arity: -1,
    flags: ['loading', 'stale'],
    keys: null,
    run: (client, argv) => new VerbatimReply(infoText(client.server, argv.slice(1))),
  },
  { name: 'debug', arity: -2, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: debug },
  {
    name: 'lolwut',
    arity: -1,
    flags: ['readonly', 'fast'],
    keys: null,
    run: lolwut,
  },
  {
    name: 'memory',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'usage', arity: -3, flags: ['readonly'], keys: [2, 2, 1], run: memoryUsage },
      { name: 'purge', arity: 2, flags: [], keys: null, run: () => OK },
      { name: 'doctor', arity: 2, flags: [], keys: null, run: () => MEMORY_DOCTOR },
      { name: 'stats', arity: 2, flags: [], keys: null, run: memoryStats },
      { name: 'malloc-stats', arity: 2, flags: [], keys: null, run: () => 'Stats not supported for the current allocator' },
    ],
  },
  {
    name: 'config',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'get', arity: -3, flags: ADMIN, keys: null, run: getConfiguration },
      { name: 'set', arity: -4, flags: ADMIN, keys: null, run: setConfiguration },
      { name: 'resetstat', arity: 2, flags: ADMIN, keys: null, run: () => OK },
      { name: 'rewrite', arity: 2, flags: ADMIN, keys: null, run: () => failure('The server is running without a config file') },
    ],
  },
  commandCommand,
];
