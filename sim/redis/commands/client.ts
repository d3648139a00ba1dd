/** CLIENT: names, lists, kills and the switches that clients set on connecting. */
import { failure, NO_REPLY, OK, VerbatimReply } from '../resp/index.ts';
import { ErrorReply } from '../resp/index.ts';
import { typeOf } from '../client-type.ts';
import { clientPauseCommands } from './client-pause.ts';
import { clientTrackingCommands } from './client-tracking.ts';
import { setName } from './connection.ts';
import { timeoutReplyOf } from '../blocking.ts';
import { at, isOption, needNumber, parseInteger, SYNTAX_ERROR, untilZero } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const UNBLOCKED = new ErrorReply('UNBLOCKED client unblocked via CLIENT UNBLOCK');

/** One line of CLIENT LIST, in the fields of Redis 7.0; sizes that the twin has not are 0. */
function describe(client: Client): string {
  const ageSeconds = Math.max(0, Math.floor((client.server.data.nowMs - client.connectedAtMs) / 1000));
  const flags =
    typeOf(client) === 'replica' ? 'S' : client.blocked !== null ? 'b' : client.subscribed ? 'P' : client.transaction !== null ? 'x' : 'N';
  return [
    `id=${client.id}`,
    `addr=${address(client)}`,
    `laddr=127.0.0.1:${client.server.options.port}`,
    'fd=8',
    `name=${client.name}`,
    `age=${ageSeconds}`,
    'idle=0',
    `flags=${flags}`,
    `db=${client.database.index}`,
    `sub=${client.channels.size}`,
    `psub=${client.patterns.size}`,
    `ssub=${client.shardChannels.size}`,
    `multi=${client.transaction?.queue.length ?? -1}`,
    'qbuf=26',
    'qbuf-free=20448',
    'argv-mem=10',
    'multi-mem=0',
    'rbs=1024',
    'rbp=0',
    'obl=0',
    'oll=0',
    'omem=0',
    'tot-mem=22298',
    'events=r',
    `cmd=${client.lastCommand}`,
    `user=${client.user?.name ?? 'default'}`,
    'redir=-1',
    `resp=${client.protocol}`,
  ].join(' ');
}

/** Simulated clients have no port of their own; the id stands for it. */
function address(client: Client): string {
  return `127.0.0.1:${40000 + client.id}`;
}

function list(client: Client, argv: readonly string[]): Reply {
  let chosen = [...client.server.clients.values()];
  if (argv.length === 4 && isOption(argv[2], 'TYPE')) chosen = chosen.filter((one) => typeOf(one) === needTypeName(at(argv, 3)));
  else if (argv.length > 3 && isOption(argv[2], 'ID')) {
    const ids = new Set(argv.slice(3).map((word) => needNumber(word, 'Invalid client ID')));
    chosen = chosen.filter((one) => ids.has(one.id));
  } else if (argv.length !== 2) throw SYNTAX_ERROR;
  return new VerbatimReply(chosen.map((one) => `${describe(one)}\n`).join(''));
}

function needTypeName(word: string): string {
  const name = word.toLowerCase();
  if (['normal', 'master', 'replica', 'slave', 'pubsub'].includes(name)) return name === 'slave' ? 'replica' : name;
  throw failure(`Unknown client type '${word}'`);
}

function kill(client: Client, argv: readonly string[]): Reply {
  if (argv.length === 3) {
    const victim = [...client.server.clients.values()].find((one) => address(one) === at(argv, 2));
    if (victim === undefined) throw failure('No such client');
    close(client, victim);
    return OK;
  }
  const filters = readKillFilters(client, argv);
  const victims = [...client.server.clients.values()].filter((one) => filters.every((filter) => filter(one, client)));
  for (const victim of victims) close(client, victim);
  return victims.length;
}

type KillFilter = (candidate: Client, killer: Client) => boolean;

function readKillFilters({ server }: Client, argv: readonly string[]): KillFilter[] {
  const filters: KillFilter[] = [];
  let skipsKiller = true;
  if (argv.length % 2 === 1) throw SYNTAX_ERROR;
  for (let index = 2; index < argv.length; index += 2) {
    const value = at(argv, index + 1);
    if (isOption(argv[index], 'ID')) {
      const id = parseInteger(value);
      if (id === null || id < 1) throw failure('client-id should be greater than 0');
      filters.push((candidate) => candidate.id === id);
    } else if (isOption(argv[index], 'TYPE')) {
      const name = needTypeName(value);
      filters.push((candidate) => typeOf(candidate) === name);
    } else if (isOption(argv[index], 'ADDR')) filters.push((candidate) => address(candidate) === value);
    else if (isOption(argv[index], 'LADDR')) filters.push((candidate) => `127.0.0.1:${candidate.server.options.port}` === value);
    else if (isOption(argv[index], 'USER')) {
      if (!server.access.knows(value)) throw failure(`No such user '${untilZero(value)}'`);
      filters.push((candidate) => (candidate.user?.name ?? 'default') === value);
    } else if (isOption(argv[index], 'SKIPME')) {
      if (!isOption(value, 'YES') && !isOption(value, 'NO')) throw SYNTAX_ERROR;
      skipsKiller = isOption(value, 'YES');
    } else throw SYNTAX_ERROR;
  }
  if (skipsKiller) filters.push((candidate, killer) => candidate !== killer);
  return filters;
}

/** Oneself is closed behind the reply, others at once. */
function close(killer: Client, victim: Client): void {
  if (victim === killer) killer.server.outbox.close(killer);
  else killer.server.disconnect(victim);
}

function unblock(client: Client, argv: readonly string[]): Reply {
  const withError = isOption(argv[3], 'ERROR');
  if (argv.length > 4 || (argv.length === 4 && !withError && !isOption(argv[3], 'TIMEOUT'))) {
    throw failure('CLIENT UNBLOCK reason should be TIMEOUT or ERROR');
  }
  const state = client.server.clients.get(needNumber(at(argv, 2)))?.blocked ?? null;
  if (state === null) return 0;
  client.server.waits.end(state, withError ? UNBLOCKED : timeoutReplyOf(state));
  return 1;
}

function setInfo(client: Client, argv: readonly string[]): Reply {
  const value = at(argv, 3);
  const isName = isOption(argv[2], 'LIB-NAME');
  if (!isName && !isOption(argv[2], 'LIB-VER')) throw failure(`Unrecognized option '${at(argv, 2)}'`);
  if (/[^!-~]/.test(value)) throw failure(`${isName ? 'lib-name' : 'lib-ver'} cannot contain spaces, newlines or special characters.`);
  if (isName) client.libraryName = value;
  else client.libraryVersion = value;
  return OK;
}

function replyMode(client: Client, argv: readonly string[]): Reply {
  if (isOption(argv[2], 'ON')) {
    client.replyMode = 'on';
    return OK;
  }
  if (isOption(argv[2], 'OFF')) client.replyMode = 'off';
  else if (isOption(argv[2], 'SKIP')) {
    if (client.replyMode !== 'off') client.replyMode = 'skip-next';
  } else throw SYNTAX_ERROR;
  return NO_REPLY;
}

function toggle(word: string, set: (on: boolean) => void): Reply {
  if (!isOption(word, 'ON') && !isOption(word, 'OFF')) throw SYNTAX_ERROR;
  set(isOption(word, 'ON'));
  return OK;
}

/** CLIENT with its subcommands. */
export const clientCommand: CommandDefinition = {
  name: 'client',
  arity: -2,
  flags: [],
  keys: null,
  subcommands: [
    { name: 'id', arity: 2, flags: ['noscript', 'loading', 'stale'], keys: null, run: (client) => client.id },
    {
      name: 'info',
      arity: 2,
      flags: ['noscript', 'loading', 'stale'],
      keys: null,
      run: (client) => new VerbatimReply(`${describe(client)}\n`),
    },
    { name: 'list', arity: -2, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: list },
    {
      name: 'setname',
      arity: 3,
      flags: ['noscript', 'loading', 'stale'],
      keys: null,
      run: (client, argv) => {
        setName(client, at(argv, 2));
        return OK;
      },
    },
    {
      name: 'getname',
      arity: 2,
      flags: ['noscript', 'loading', 'stale'],
      keys: null,
      run: (client) => (client.name === '' ? null : client.name),
    },
    { name: 'setinfo', arity: 4, flags: ['noscript', 'loading', 'stale'], keys: null, run: setInfo },
    { name: 'kill', arity: -3, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: kill },
    { name: 'unblock', arity: -3, flags: ['admin', 'noscript', 'loading', 'stale'], keys: null, run: unblock },
    { name: 'reply', arity: 3, flags: ['noscript', 'loading', 'stale'], keys: null, run: replyMode },
    {
      name: 'no-evict',
      arity: 3,
      flags: ['admin', 'noscript', 'loading', 'stale'],
      keys: null,
      run: (client, argv) => toggle(at(argv, 2), (on) => (client.noEvict = on)),
    },
    {
      name: 'no-touch',
      arity: 3,
      flags: ['noscript', 'loading', 'stale'],
      keys: null,
      run: (client, argv) => toggle(at(argv, 2), (on) => (client.noTouch = on)),
    },
    ...clientPauseCommands,
    ...clientTrackingCommands,
  ],
};
