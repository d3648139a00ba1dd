/** What a connection says about itself: HELLO, AUTH, SELECT, PING, QUIT, RESET. CLIENT has its own file. */
import { ErrorReply, failure, MapReply, OK, StatusReply } from '../resp/index.ts';
import { at, isOption, needInt, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const PONG = new StatusReply('PONG');
const WRONG_PASSWORD = new ErrorReply('WRONGPASS invalid username-password pair or user is disabled.');
const NO_PASSWORD_SET = failure(
  'AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
);
const BAD_NAME = failure('Client names cannot contain spaces, newlines or special characters.');

function ping(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 2) throw failure("wrong number of arguments for 'ping' command");
  if (client.subscribed && client.protocol === 2) return ['pong', argv[1] ?? ''];
  return argv[1] ?? PONG;
}

function authenticate(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw SYNTAX_ERROR;
  if (argv.length === 2 && client.server.access.isOpen) throw NO_PASSWORD_SET;
  signIn(client, argv.length === 3 ? at(argv, 1) : 'default', at(argv, argv.length - 1));
  return OK;
}

function signIn(client: Client, user: string, password: string): void {
  if (!client.server.access.signIn(client, user, password)) throw WRONG_PASSWORD;
}

/** A connection's name as CLIENT SETNAME and HELLO accept it. */
export function setName(client: Client, name: string): void {
  if (/[^!-~]/.test(name)) throw BAD_NAME;
  client.name = name;
}

function hello(client: Client, argv: readonly string[]): Reply {
  const version = argv.length > 1 ? parseInteger(at(argv, 1)) : client.protocol;
  if (version === null) throw failure('Protocol version is not an integer or out of range');
  if (version !== 2 && version !== 3) throw new ErrorReply('NOPROTO unsupported protocol version');
  let name: string | null = null;
  for (let index = 2; index < argv.length; index++) {
    if (isOption(argv[index], 'AUTH') && index + 2 < argv.length) {
      signIn(client, at(argv, index + 1), at(argv, index + 2));
      index += 2;
    } else if (isOption(argv[index], 'SETNAME') && index + 1 < argv.length) name = at(argv, ++index);
    else throw failure(`Syntax error in HELLO option '${at(argv, index)}'`);
  }
  if (!client.authenticated) {
    throw new ErrorReply(
      'NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time',
    );
  }
  if (name !== null) setName(client, name);
  client.protocol = version;
  const { options, replication } = client.server;
  const role = ['mode', 'standalone', 'role', replication.isReplica ? 'replica' : 'master'];
  return new MapReply([
    ...['server', 'redis', 'version', options.version, 'proto', version, 'id', client.id],
    ...(options.isSentinel ? ['mode', 'sentinel'] : role),
    ...['modules', []],
  ]);
}

function selectDatabase(client: Client, argv: readonly string[]): Reply {
  const index = needInt(at(argv, 1));
  if (index < 0 || index >= client.server.data.databaseCount) throw failure('DB index is out of range');
  client.database = client.server.data.database(index);
  return OK;
}

function quit(client: Client): Reply {
  client.server.outbox.close(client);
  return OK;
}

function reset(client: Client): Reply {
  client.server.discard(client);
  client.server.pubsub.forget(client);
  client.server.monitors.remove(client);
  if (client.server.tracking.modeOf(client) !== undefined) client.server.track(client, null);
  client.database = client.server.data.database(0);
  client.protocol = 2;
  client.name = '';
  client.noEvict = false;
  client.noTouch = false;
  client.replyMode = 'on';
  client.authenticated = client.server.access.isOpen;
  client.user = null;
  return new StatusReply('RESET');
}

/** The commands of connections. */
export const connectionCommands: readonly CommandDefinition[] = [
  { name: 'ping', arity: -1, flags: ['fast'], keys: null, run: ping },
  { name: 'echo', arity: 2, flags: ['loading', 'stale', 'fast'], keys: null, run: (_client, argv) => at(argv, 1) },
  { name: 'auth', arity: -2, flags: ['noscript', 'loading', 'stale', 'fast', 'noauth'], keys: null, run: authenticate },
  { name: 'hello', arity: -1, flags: ['noscript', 'loading', 'stale', 'fast', 'noauth'], keys: null, run: hello },
  { name: 'select', arity: 2, flags: ['loading', 'stale', 'fast'], keys: null, run: selectDatabase },
  { name: 'quit', arity: -1, flags: ['noscript', 'loading', 'stale', 'fast', 'noauth', 'immediate'], keys: null, run: quit },
  { name: 'reset', arity: 1, flags: ['noscript', 'loading', 'stale', 'fast', 'noauth', 'immediate'], keys: null, run: reset },
];
