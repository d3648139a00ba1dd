/** FUNCTION and FCALL: libraries of Lua functions that are loaded once and called by name. */
import { ErrorReply, failure, MapReply, OK, SetReply, StatusReply } from '../resp/index.ts';
import { NOT_READ_ONLY, runFunction } from '../script/index.ts';
import { dumpLibraries, restoreLibraries } from '../script/library-dump.ts';
import { asPrinted, at, countedKeys, globMatches, isOption, parseInteger } from './words.ts';
import type { CommandDefinition, CommandFlag } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';
import type { Library } from '../script/index.ts';

function call(client: Client, argv: readonly string[], readOnly: boolean): Reply {
  const called = client.server.libraries.find(at(argv, 1));
  if (called === undefined) throw failure('Function not found');
  const count = parseInteger(at(argv, 2));
  if (count === null) throw failure('Bad number of keys provided');
  if (count > argv.length - 3) throw failure("Number of keys can't be greater than number of args");
  if (count < 0) throw failure("Number of keys can't be negative");
  if (readOnly && !called.flags.includes('no-writes')) throw NOT_READ_ONLY;
  const first = 3 + Number(count);
  return runFunction(called, client, argv.slice(3, first), argv.slice(first));
}

function functionKeys(argv: readonly string[]): readonly string[] {
  return countedKeys(argv, 2);
}

function wrongWords(argv: readonly string[]): ErrorReply {
  return failure(`unknown subcommand or wrong number of arguments for '${asPrinted(at(argv, 1))}'. Try FUNCTION HELP.`);
}

function load(client: Client, argv: readonly string[]): Reply {
  let replaces = false;
  for (const word of argv.slice(2, -1)) {
    if (!isOption(word, 'REPLACE')) throw failure(`Unknown option given: ${asPrinted(word)}`);
    replaces = true;
  }
  return client.server.libraries.load(at(argv, argv.length - 1), replaces);
}

function remove(client: Client, argv: readonly string[]): Reply {
  if (!client.server.libraries.delete(at(argv, 2))) throw failure('Library not found');
  return OK;
}

function flush(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw wrongWords(argv);
  if (argv.length === 3 && !isOption(argv[2], 'SYNC') && !isOption(argv[2], 'ASYNC')) {
    throw failure('FUNCTION FLUSH only supports SYNC|ASYNC option');
  }
  client.server.libraries.flush();
  return OK;
}

function list(client: Client, argv: readonly string[]): Reply {
  let pattern: string | null = null;
  let withCode = false;
  for (let index = 2; index < argv.length; index++) {
    if (!withCode && isOption(argv[index], 'WITHCODE')) withCode = true;
    else if (pattern === null && isOption(argv[index], 'LIBRARYNAME')) {
      if (++index >= argv.length) throw failure('library name argument was not given');
      pattern = at(argv, index);
    } else throw failure(`Unknown argument ${asPrinted(at(argv, index)).replaceAll(/[\r\n]/g, ' ')}`);
  }
  const chosen = client.server.libraries.all.filter(({ name }) => pattern === null || globMatches(pattern, name, true));
  return client.server.order.of(chosen, 'FUNCTION LIST').map((library) => describe(client, library, withCode));
}

function describe(client: Client, library: Library, withCode: boolean): Reply {
  const functions = client.server.order
    .of([...library.functions], 'FUNCTION LIST')
    .map(
      ({ name, description, flags }) =>
        new MapReply(['name', name, 'description', description, 'flags', new SetReply(flags.map((flag) => new StatusReply(flag)))]),
    );
  const fields: Reply[] = ['library_name', library.name, 'engine', 'LUA', 'functions', functions];
  return new MapReply(withCode ? [...fields, 'library_code', library.source] : fields);
}

function stats(client: Client): Reply {
  const { busy, libraries, data } = client.server;
  const { run } = busy;
  if (run !== null && !run.isFunction) throw busy.refusal ?? OK;
  const running =
    run === null
      ? null
      : new MapReply(['name', run.name, 'command', run.argv, 'duration_ms', Math.max(0, Math.floor(data.nowMs - run.sinceMs))]);
  const engine = new MapReply(['libraries_count', libraries.all.length, 'functions_count', libraries.functionCount]);
  return new MapReply(['running_script', running, 'engines', new MapReply(['LUA', engine])]);
}

function restore(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 4) throw wrongWords(argv);
  const policy = (argv[3] ?? 'APPEND').toUpperCase();
  if (policy !== 'FLUSH' && policy !== 'APPEND' && policy !== 'REPLACE') {
    throw failure('Wrong restore policy given, value should be either FLUSH, APPEND or REPLACE.');
  }
  const refusal = restoreLibraries(client.server.libraries, at(argv, 2), policy);
  if (refusal instanceof ErrorReply) throw refusal;
  return OK;
}

const CALL: readonly CommandFlag[] = ['noscript', 'stale', 'movablekeys'];

/** The commands of functions. */
export const functionCommands: readonly CommandDefinition[] = [
  { name: 'fcall', arity: -3, flags: CALL, keys: functionKeys, run: (client, argv) => call(client, argv, false) },
  { name: 'fcall_ro', arity: -3, flags: [...CALL, 'readonly'], keys: functionKeys, run: (client, argv) => call(client, argv, true) },
  {
    name: 'function',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'load', arity: -3, flags: ['write', 'denyoom', 'noscript'], keys: null, run: load },
      { name: 'delete', arity: 3, flags: ['write', 'noscript'], keys: null, run: remove },
      { name: 'flush', arity: -2, flags: ['write', 'noscript'], keys: null, run: flush },
      { name: 'list', arity: -2, flags: ['noscript'], keys: null, run: list },
      { name: 'stats', arity: 2, flags: ['noscript'], keys: null, run: stats },
      { name: 'kill', arity: 2, flags: ['noscript'], keys: null, run: (client) => client.server.busy.kill(true) },
      { name: 'dump', arity: 2, flags: ['noscript'], keys: null, run: (client) => dumpLibraries(client.server.libraries) },
      { name: 'restore', arity: -3, flags: ['write', 'denyoom', 'noscript'], keys: null, run: restore },
    ],
  },
];
