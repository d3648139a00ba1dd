/** ACL: users and what they may do. There is no ACL file, as in a Redis that was started without one. */
import { ErrorReply, failure, MapReply, OK, SetReply } from '../resp/index.ts';
import { CATEGORIES, commandsOf, User } from '../acl/index.ts';
import { resolve } from '../dispatch.ts';
import { at, isOption, needNumber, untilZero } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { AclLogEntry, Permissions } from '../acl/index.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const NO_FILE = failure(
  'This Redis instance is not configured to use an ACL file. You may want to specify users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis configuration file set) in order to store users in the Redis configuration.',
);

function setUser(client: Client, argv: readonly string[]): Reply {
  const name = at(argv, 2);
  if (/[ \0]/.test(name)) throw failure("Usernames can't contain spaces or null characters");
  const { table } = client.server;
  const acl = client.server.access.users;
  const changed = (acl.find(name) ?? new User(name)).applied(withSelectors(argv.slice(3)), table);
  if (!(changed instanceof User)) throw failure(`Error in ACL SETUSER modifier '${untilZero(changed.rule)}': ${changed.problem}`);
  acl.put(changed);
  for (const other of client.server.clients.values()) if (other.user?.name === name) other.user = changed;
  return OK;
}

/** A selector in parentheses may come as several words. */
function withSelectors(words: readonly string[]): readonly string[] {
  const rules: string[] = [];
  for (let index = 0; index < words.length; index++) {
    let rule = at(words, index);
    const first = rule;
    while (first.startsWith('(') && !rule.endsWith(')')) {
      if (++index === words.length) throw failure(`Unmatched parenthesis in acl selector starting at '${first}'.`);
      rule += ` ${at(words, index)}`;
    }
    rules.push(rule);
  }
  return rules;
}

function getUser(client: Client, argv: readonly string[]): Reply {
  const user = client.server.access.users.find(at(argv, 2));
  if (user === undefined) return null;
  const fields = (permissions: Permissions): Reply[] => {
    const { commands, keys, channels } = permissions.describe();
    return ['commands', commands, 'keys', keys, 'channels', channels];
  };
  const selectors = user.selectors.map((one) => new MapReply(fields(one)));
  return new MapReply(['flags', new SetReply(user.flags), 'passwords', user.hashes, ...fields(user.root), 'selectors', selectors]);
}

function deleteUsers(client: Client, argv: readonly string[]): Reply {
  const names = argv.slice(2);
  if (names.includes('default')) throw failure("The 'default' user cannot be removed");
  let deleted = 0;
  for (const name of names) {
    if (!client.server.access.users.delete(name)) continue;
    deleted += 1;
    for (const other of [...client.server.clients.values()]) {
      if (other.user?.name !== name) continue;
      if (other === client) client.server.outbox.close(other);
      else client.server.disconnect(other);
    }
  }
  return deleted;
}

function categories(_client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try ACL HELP.`);
  if (argv.length === 2) return CATEGORIES;
  const names = commandsOf(at(argv, 2).toLowerCase());
  if (names === null) throw failure(`Unknown category '${untilZero(at(argv, 2))}'`);
  return [...names];
}

function generatePassword(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try ACL HELP.`);
  const bits = argv.length === 3 ? needNumber(at(argv, 2)) : 256;
  if (bits <= 0 || bits > 4096) {
    throw failure('ACL GENPASS argument must be the number of bits for the output password, a positive number up to 4096');
  }
  return Array.from({ length: Math.ceil(bits / 4) }, () => client.server.order.draw('ACL GENPASS', 16).toString(16)).join('');
}

function dryRun(client: Client, argv: readonly string[]): Reply {
  const user = client.server.access.users.find(at(argv, 2));
  if (user === undefined) throw failure(`User '${untilZero(at(argv, 2))}' not found`);
  const request = argv.slice(3);
  const { command, error, known } = resolve(client.server.table, request);
  if (!known || command === null) throw failure(`Command '${untilZero(request[0] ?? '')}' not found`);
  if (error !== null) throw error;
  const denial = user.denialOf(command, request);
  if (denial === null) return OK;
  if (denial.kind === 'command') return `This user has no permissions to run the '${command.fullName}' command`;
  return `This user has no permissions to access the '${denial.name}' ${denial.kind}`;
}

function showLog(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw failure(`unknown subcommand or wrong number of arguments for '${at(argv, 1)}'. Try ACL HELP.`);
  if (isOption(argv[2], 'RESET')) {
    client.server.access.users.clearLog();
    return OK;
  }
  const count = argv.length === 3 ? Math.max(0, needNumber(at(argv, 2))) : 10;
  return client.server.access.users.log.slice(0, count).map((entry) => describe(client, entry));
}

function describe(client: Client, entry: AclLogEntry): Reply {
  const ageSeconds = String((client.server.data.nowMs - entry.updatedAtMs) / 1000);
  return new MapReply([
    'count',
    entry.count,
    'reason',
    entry.reason,
    'context',
    entry.context,
    'object',
    entry.object,
    'username',
    entry.username,
    'age-seconds',
    ageSeconds,
    'client-info',
    '',
  ]);
}

const ADMIN = ['admin', 'noscript', 'loading', 'stale'] as const;
const OPEN = ['noscript', 'loading', 'stale'] as const;
const refuseFile = (): Reply => new ErrorReply(NO_FILE.message);

/** ACL with its subcommands. */
export const aclCommands: readonly CommandDefinition[] = [
  {
    name: 'acl',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'setuser', arity: -3, flags: ADMIN, keys: null, run: setUser },
      { name: 'getuser', arity: 3, flags: ADMIN, keys: null, run: getUser },
      { name: 'deluser', arity: -3, flags: ADMIN, keys: null, run: deleteUsers },
      { name: 'list', arity: 2, flags: ADMIN, keys: null, run: (client) => client.server.access.users.all.map((user) => user.line()) },
      { name: 'users', arity: 2, flags: ADMIN, keys: null, run: (client) => client.server.access.users.all.map(({ name }) => name) },
      { name: 'whoami', arity: 2, flags: OPEN, keys: null, run: (client) => client.user?.name ?? 'default' },
      { name: 'cat', arity: -2, flags: OPEN, keys: null, run: categories },
      { name: 'genpass', arity: -2, flags: OPEN, keys: null, run: generatePassword },
      { name: 'dryrun', arity: -4, flags: ADMIN, keys: null, run: dryRun },
      { name: 'log', arity: -2, flags: ADMIN, keys: null, run: showLog },
      { name: 'load', arity: 2, flags: ADMIN, keys: null, run: refuseFile },
      { name: 'save', arity: 2, flags: ADMIN, keys: null, run: refuseFile },
    ],
  },
];
