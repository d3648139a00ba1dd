/** COMMAND and its subcommands: what the server tells of the commands it has. */
import { failure, MapReply, SetReply, StatusReply } from '../resp/index.ts';
import { documentationOf } from './command-docs.ts';
import { factsOf } from './command-facts.ts';
import { keysOfRequest } from './key-specification.ts';
import { at, globMatches, isOption, SYNTAX_ERROR } from './words.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';
import type { KeySpecification } from './command-facts.ts';
import type { Command, CommandDefinition } from './definition.ts';
import type { RequestKey } from './key-specification.ts';

const INVALID_COMMAND = failure('Invalid command specified');
const NO_KEYS = failure('The command has no key arguments');
const WRONG_NUMBER = failure('Invalid number of arguments specified for command');
const INVALID_ARGUMENTS = failure('Invalid arguments specified for command');

/** The command of a name such as `get` or `config|get`. */
function named(client: Client, name: string): Command | undefined {
  const [container = '', subcommand] = name.toLowerCase().split('|');
  const command = client.server.table.find(container);
  return subcommand === undefined ? command : command?.subcommands?.get(subcommand);
}

function describe(command: Command): Reply {
  const facts = factsOf(command.fullName);
  const statuses = (words: readonly string[]): Reply => new SetReply(words.map((word) => new StatusReply(word)));
  return [
    command.fullName,
    command.arity,
    statuses(facts?.flags ?? command.definition.flags),
    ...(facts?.positions ?? [0, 0, 0]),
    statuses((facts?.categories ?? []).map((category) => `@${category}`)),
    new SetReply(facts?.tips ?? []),
    new SetReply((facts?.specifications ?? []).map(describeSpecification)),
    command.subcommands === null ? new SetReply([]) : [...command.subcommands.values()].map(describe),
  ];
}

function describeSpecification({ flags, begin, find, notes }: KeySpecification): Reply {
  return new MapReply([
    ...(notes === null ? [] : ['notes', notes]),
    'flags',
    new SetReply(flags.map((flag) => new StatusReply(flag))),
    'begin_search',
    describePart(begin, { index: ['index'], keyword: ['keyword', 'startfrom'] }),
    'find_keys',
    describePart(find, { range: ['lastkey', 'keystep', 'limit'], keynum: ['keynumidx', 'firstkey', 'keystep'] }),
  ]);
}

function describePart([kind = 'unknown', ...values]: readonly string[], names: Readonly<Record<string, readonly string[]>>): Reply {
  const pairs = (names[kind] ?? []).flatMap((name, index): Reply[] => [
    name,
    name === 'keyword' ? (values[index] ?? '') : Number(values[index]),
  ]);
  return new MapReply(['type', kind, 'spec', new MapReply(pairs)]);
}

function info(client: Client, argv: readonly string[]): Reply {
  if (argv.length <= 2) return client.server.table.all.map(describe);
  return argv.slice(2).map((name) => {
    const command = named(client, name);
    return command === undefined ? null : describe(command);
  });
}

/** Names that nothing is documented of are left out. */
function docs(client: Client, argv: readonly string[]): Reply {
  const names = argv.length > 2 ? argv.slice(2) : client.server.table.all.map((command) => command.fullName);
  const pairs = names.flatMap((name): Reply[] => {
    const fullName = named(client, name)?.fullName ?? '';
    const documentation = documentationOf(fullName);
    return documentation === undefined ? [] : [fullName, documentation];
  });
  return new MapReply(pairs);
}

function list(client: Client, argv: readonly string[]): Reply {
  const all = client.server.table.all.flatMap((command) => [command, ...(command.subcommands?.values() ?? [])]);
  if (argv.length === 2) return all.map(({ fullName }) => fullName);
  if (!isOption(argv[2], 'FILTERBY') || argv.length !== 5) throw SYNTAX_ERROR;
  const pattern = at(argv, 4);
  if (isOption(argv[3], 'MODULE')) return [];
  if (isOption(argv[3], 'ACLCAT'))
    return filtered(all, (command) => factsOf(command.fullName)?.categories.includes(pattern.toLowerCase()) ?? false);
  if (isOption(argv[3], 'PATTERN')) return filtered(all, ({ fullName }) => globMatches(pattern, fullName, true));
  throw SYNTAX_ERROR;
}

function filtered(commands: readonly Command[], keeps: (command: Command) => boolean): Reply {
  return commands.filter(keeps).map(({ fullName }) => fullName);
}

/** The keys of the request that follows. */
function requestKeys(client: Client, argv: readonly string[]): readonly RequestKey[] {
  const request = argv.slice(2);
  const found = client.server.table.find(at(request, 0));
  const container = found?.subcommands ?? null;
  const command = container === null ? found : container.get(at(request, 1).toLowerCase());
  if (command === undefined) throw INVALID_COMMAND;
  if (command.definition.keys === null) throw NO_KEYS;
  if (!command.accepts(request.length)) throw WRONG_NUMBER;
  const keys = keysOfRequest(command, request);
  if (keys.length === 0 && !factsOf(command.fullName)?.flags.includes('no_mandatory_keys')) throw INVALID_ARGUMENTS;
  return keys;
}

function keysAndFlags(client: Client, argv: readonly string[]): Reply {
  return requestKeys(client, argv).map(({ key, flags }) => [key, new SetReply(flags.map((flag) => new StatusReply(flag)))]);
}

const FLAGS = ['loading', 'stale'] as const;

/** COMMAND. */
export const commandCommand: CommandDefinition = {
  name: 'command',
  arity: -1,
  flags: FLAGS,
  keys: null,
  run: info,
  subcommands: [
    { name: 'count', arity: 2, flags: FLAGS, keys: null, run: (client) => client.server.table.all.length },
    { name: 'info', arity: -2, flags: FLAGS, keys: null, run: info },
    { name: 'docs', arity: -2, flags: FLAGS, keys: null, run: docs },
    { name: 'list', arity: -2, flags: FLAGS, keys: null, run: list },
    { name: 'getkeys', arity: -4, flags: FLAGS, keys: null, run: (client, argv) => requestKeys(client, argv).map(({ key }) => key) },
    { name: 'getkeysandflags', arity: -4, flags: FLAGS, keys: null, run: keysAndFlags },
  ],
};
