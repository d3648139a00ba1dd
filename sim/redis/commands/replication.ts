/** The commands of replication: REPLICAOF, ROLE, WAIT, and what servers say to each other (REPLCONF, PSYNC, SYNC). */
import { failure, NO_REPLY, OK, StatusReply } from '../resp/index.ts';
import { roleOf } from '../replication/index.ts';
import { at, isOption, needAtLeast, needNumber, parseInteger, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

function replicaOf(client: Client, argv: readonly string[]): Reply {
  const { replication } = client.server;
  const [address, port] = [at(argv, 1), at(argv, 2)];
  if (isOption(address, 'NO') && isOption(port, 'ONE')) {
    replication.promote();
    return OK;
  }
  const number = parseInteger(port);
  if (number === null || number < 0 || number > 65_535) throw failure('Invalid master port');
  return replication.follow(address, Number(number)) ? OK : new StatusReply('OK Already connected to specified master');
}

function wait(client: Client, argv: readonly string[]): Reply {
  const { replication } = client.server;
  if (replication.isReplica) return replication.wait(client, argv, 0, 0);
  const replicas = needNumber(at(argv, 1));
  const timeoutMs = needAtLeast(
    at(argv, 2),
    0,
    parseInteger(at(argv, 2)) === null ? 'timeout is not an integer or out of range' : 'timeout is negative',
  );
  return replication.wait(client, argv, replicas, timeoutMs);
}

function configureReplica(client: Client, argv: readonly string[]): Reply {
  const { replication } = client.server;
  if (argv.length % 2 === 0) throw SYNTAX_ERROR;
  for (let index = 1; index < argv.length; index += 2) {
    const [name, value] = [argv[index], at(argv, index + 1)];
    if (isOption(name, 'LISTENING-PORT')) replication.feed.introduce(client, { port: needNumber(value) });
    else if (isOption(name, 'IP-ADDRESS')) replication.feed.introduce(client, { address: value });
    else if (isOption(name, 'CAPA')) {
      if (value.startsWith('twin:')) replication.feed.introduce(client, { token: value.slice('twin:'.length) });
    } else if (isOption(name, 'ACK')) {
      replication.acknowledged(client, Number(parseInteger(value) ?? 0));
      return NO_REPLY;
    } else if (isOption(name, 'GETACK')) {
      replication.link?.acknowledge();
      return NO_REPLY;
    } else if (isOption(name, 'RDB-ONLY')) needNumber(value);
    else throw failure(`Unrecognized REPLCONF option: ${at(argv, index)}`);
  }
  return OK;
}

function synchronise(client: Client, argv: readonly string[]): Reply {
  const { replication } = client.server;
  if (isOption(argv[3], 'FAILOVER') && at(argv, 1) === replication.id) replication.promote();
  return replication.synchronise(client, at(argv, 1), needNumber(at(argv, 2)));
}

function failover(client: Client, argv: readonly string[]): Reply {
  const { handover } = client.server.replication;
  let to: { address: string; port: number } | null = null;
  let timeoutMs: number | null = null;
  let isForced = false;
  if (argv.length === 2 && isOption(argv[1], 'ABORT')) {
    handover.abort();
    return OK;
  }
  for (let index = 1; index < argv.length; index++) {
    if (isOption(argv[index], 'TIMEOUT') && index + 1 < argv.length && timeoutMs === null) {
      timeoutMs = needNumber(at(argv, ++index));
      if (timeoutMs <= 0) throw failure('FAILOVER timeout must be greater than 0');
    } else if (isOption(argv[index], 'TO') && index + 2 < argv.length && to === null) {
      to = { address: at(argv, index + 1), port: needNumber(at(argv, index + 2)) };
      index += 2;
    } else if (isOption(argv[index], 'FORCE') && !isForced) isForced = true;
    else throw SYNTAX_ERROR;
  }
  handover.begin({ to, timeoutMs, isForced });
  return OK;
}

const ADMIN = ['admin', 'noscript', 'stale'] as const;

/** The commands of replication. */
export const replicationCommands: readonly CommandDefinition[] = [
  { name: 'replicaof', arity: 3, flags: ADMIN, keys: null, run: replicaOf },
  { name: 'slaveof', arity: 3, flags: ADMIN, keys: null, run: replicaOf },
  { name: 'role', arity: 1, flags: ['noscript', 'loading', 'stale', 'fast'], keys: null, run: (client) => roleOf(client.server) },
  { name: 'wait', arity: 3, flags: ['noscript'], keys: null, run: wait },
  { name: 'failover', arity: -1, flags: ADMIN, keys: null, run: failover },
  { name: 'replconf', arity: -1, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: configureReplica },
  { name: 'psync', arity: -3, flags: ['admin', 'noscript', 'no-multi'], keys: null, run: synchronise },
  {
    name: 'sync',
    arity: 1,
    flags: ['admin', 'noscript', 'no-multi'],
    keys: null,
    run: (client) => client.server.replication.synchronise(client, '?', 0),
  },
  {
    name: 'readonly',
    arity: 1,
    flags: ['loading', 'stale', 'fast'],
    keys: null,
    run: () => failure('This instance has cluster support disabled'),
  },
  {
    name: 'readwrite',
    arity: 1,
    flags: ['loading', 'stale', 'fast'],
    keys: null,
    run: () => failure('This instance has cluster support disabled'),
  },
];
