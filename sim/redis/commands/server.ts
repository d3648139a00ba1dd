/** The server as a whole: INFO, CONFIG, DBSIZE, FLUSHALL, SWAPDB, TIME and the like. */
import { ErrorReply, failure, MapReply, NULL_ARRAY, OK, StatusReply, VerbatimReply } from '../resp/index.ts';
import { clientCommand } from './client.ts';
import { infoText } from './info.ts';
import { memoryUsage } from './memory-use.ts';
import { readSetting } from './setting-rules.ts';
import { defaultSettings } from './settings.ts';
import { at, globMatches, isOption, needNumber, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { Command, CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

function time(client: Client): Reply {
  const nowMs = client.server.environment.nowMs();
  const microseconds = Math.floor(nowMs * 1000);
  return [String(Math.floor(microseconds / 1_000_000)), String(microseconds % 1_000_000)];
}

function flush(client: Client, argv: readonly string[], all: boolean): Reply {
  if (argv.length > 2 || (argv.length === 2 && !isOption(argv[1], 'ASYNC') && !isOption(argv[1], 'SYNC'))) throw SYNTAX_ERROR;
  for (const database of all ? client.server.data.used() : [client.database]) database.clear();
  return OK;
}

function swap(client: Client, argv: readonly string[]): Reply {
  const first = databaseIndex(at(argv, 1), 'invalid first DB index');
  const second = databaseIndex(at(argv, 2), 'invalid second DB index');
  for (const index of [first, second])
    if (index < 0 || index >= client.server.data.databaseCount) throw failure('DB index is out of range');
  client.server.swapDatabases(first, second);
  return OK;
}

/** A 32-bit number. */
function databaseIndex(word: string, complaint: string): number {
  const index = parseInteger(word);
  if (index === null || index < -(2 ** 31) || index >= 2 ** 31) throw failure(complaint);
  return Number(index);
}

function getConfiguration(client: Client, argv: readonly string[]): Reply {
  const known = new Map([...defaultSettings(client.server.options), ...client.server.settings]);
  const patterns = argv.slice(2);
  const found = [...known].filter(([name]) => patterns.some((pattern) => globMatches(pattern, name, true)));
  return new MapReply(found.flat());
}

function setConfiguration(client: Client, argv: readonly string[]): Reply {
  if (argv.length % 2 === 1) throw failure("wrong number of arguments for 'config|set' command");
  const known = defaultSettings(client.server.options);
  const given = new Map<string, string>();
  for (let index = 2; index < argv.length; index += 2) {
    const name = at(argv, index).toLowerCase();
    if (!known.has(name)) throw failure(`Unknown option or number of arguments for CONFIG SET - '${at(argv, index)}'`);
    given.set(name, at(argv, index + 1));
  }
  for (const [name, words] of given) {
    const reading = readSetting(name, words, client.server.settings.get(name) ?? known.get(name) ?? '');
    if ('problem' in reading) throw failure(`CONFIG SET failed (possibly related to argument '${name}') - ${reading.problem}`);
    given.set(name, reading.value);
  }
  client.server.configure(given);
  return OK;
}

function describeCommand(command: Command): Reply {
  const { definition } = command;
  const [first, last, step] = Array.isArray(definition.keys) ? (definition.keys as readonly [number, number, number]) : [0, 0, 0];
  const flags = definition.flags.filter((flag) => flag !== 'immediate' && flag !== 'noauth').map((flag) => new StatusReply(flag));
  const subcommands = [...(command.subcommands?.values() ?? [])].map(describeCommand);
  return [command.fullName, command.arity, flags, first, last, step, [], [], [], subcommands];
}

function commandInfo(client: Client, argv: readonly string[]): Reply {
  const chosen = argv.length > 2 ? argv.slice(2).map((name) => client.server.table.find(name)) : client.server.table.all;
  return chosen.map((command) => (command === undefined ? NULL_ARRAY : describeCommand(command)));
}

function commandKeys(client: Client, argv: readonly string[]): Reply {
  const command = client.server.table.find(at(argv, 2));
  if (command === undefined) throw failure('Invalid command specified');
  const request = argv.slice(2);
  if (command.definition.keys === null) throw failure('The command has no key arguments');
  if (!command.accepts(request.length)) throw failure('Invalid number of arguments specified for command');
  const keys = command.keysOf(request);
  if (keys.length === 0 && !/^(?:eval|fcall)/.test(command.fullName)) throw failure('Invalid arguments specified for command');
  return keys;
}

function commandDocs(client: Client, argv: readonly string[]): Reply {
  const names = argv.length > 2 ? argv.slice(2) : client.server.table.all.map((command) => command.definition.name);
  const known = names.filter((name) => client.server.table.find(name) !== undefined);
  return new MapReply(known.flatMap((name): Reply[] => [name.toLowerCase(), new MapReply([])]));
}

function debug(client: Client, argv: readonly string[]): Reply {
  if (isOption(argv[1], 'SLEEP') || isOption(argv[1], 'SET-ACTIVE-EXPIRE') || isOption(argv[1], 'JMAP')) return OK;
  client.server.reportUnsupported(`DEBUG ${at(argv, 1).toUpperCase()}`, client);
  return new ErrorReply(`ERR unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try DEBUG HELP.`);
}

/** Without the pictures of the versions 5 and 6. */
function lolwut(client: Client, argv: readonly string[]): Reply {
  if (isOption(argv[1], 'VERSION')) for (const word of argv.slice(2)) needNumber(word);
  return new VerbatimReply(`Redis ver. ${client.server.options.version}\n`);
}

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
    subcommands: [{ name: 'usage', arity: -3, flags: ['readonly'], keys: [2, 2, 1], run: memoryUsage }],
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
  {
    name: 'command',
    arity: -1,
    flags: ['loading', 'stale'],
    keys: null,
    run: commandInfo,
    subcommands: [
      { name: 'count', arity: 2, flags: ['loading', 'stale'], keys: null, run: (client) => client.server.table.all.length },
      { name: 'info', arity: -2, flags: ['loading', 'stale'], keys: null, run: commandInfo },
      { name: 'docs', arity: -2, flags: ['loading', 'stale'], keys: null, run: commandDocs },
      {
        name: 'list',
        arity: -2,
        flags: ['loading', 'stale'],
        keys: null,
        run: (client) => client.server.table.all.map((command) => command.definition.name),
      },
      { name: 'getkeys', arity: -4, flags: ['loading', 'stale'], keys: null, run: commandKeys },
    ],
  },
];
