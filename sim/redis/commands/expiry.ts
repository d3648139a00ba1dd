/** Deadlines of keys: EXPIRE and its three relatives, TTL and its three, PERSIST. */
import { failure } from '../resp/index.ts';
import { absoluteMs } from './deadline.ts';
import { FIRST_KEY } from './definition.ts';
import { asPrinted, at, needInteger } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

interface Condition {
  onlyWithout: boolean;
  onlyWith: boolean;
  onlyLater: boolean;
  onlySooner: boolean;
}

function readCondition(argv: readonly string[]): Condition {
  const condition = { onlyWithout: false, onlyWith: false, onlyLater: false, onlySooner: false };
  for (let index = 3; index < argv.length; index++) {
    const option = at(argv, index).toUpperCase();
    if (option === 'NX') condition.onlyWithout = true;
    else if (option === 'XX') condition.onlyWith = true;
    else if (option === 'GT') condition.onlyLater = true;
    else if (option === 'LT') condition.onlySooner = true;
    else throw failure(`Unsupported option ${asPrinted(at(argv, index))}`);
  }
  if (condition.onlyWithout && (condition.onlyWith || condition.onlyLater || condition.onlySooner)) {
    throw failure('NX and XX, GT or LT options at the same time are not compatible');
  }
  if (condition.onlyLater && condition.onlySooner) throw failure('GT and LT options at the same time are not compatible');
  return condition;
}

function admits(condition: Condition, currentMs: number | undefined, deadlineMs: number): boolean {
  if (condition.onlyWithout && currentMs !== undefined) return false;
  if (condition.onlyWith && currentMs === undefined) return false;
  if (condition.onlyLater && (currentMs === undefined || deadlineMs <= currentMs)) return false;
  return !(condition.onlySooner && currentMs !== undefined && deadlineMs >= currentMs);
}

function expire(client: Client, argv: readonly string[], inSeconds: boolean, absolute: boolean): Reply {
  const condition = readCondition(argv);
  const key = at(argv, 1);
  const nowMs = client.server.data.nowMs;
  const deadlineMs = absoluteMs(needInteger(at(argv, 2)), inSeconds, absolute ? 0 : nowMs, at(argv, 0).toLowerCase());
  if (client.database.find(key) === undefined) return 0;
  if (!admits(condition, client.database.deadline(key), deadlineMs)) return 0;
  if (deadlineMs <= nowMs) client.database.delete(key);
  else {
    client.database.expireAt(key, deadlineMs);
    client.database.changed(key);
  }
  return 1;
}

function remaining(client: Client, argv: readonly string[], inSeconds: boolean, absolute: boolean): Reply {
  if (client.database.find(at(argv, 1)) === undefined) return -2;
  const deadlineMs = client.database.deadline(at(argv, 1));
  if (deadlineMs === undefined) return -1;
  const milliseconds = absolute ? deadlineMs : Math.max(0, deadlineMs - client.server.data.nowMs);
  return inSeconds ? Math.floor((milliseconds + 500) / 1000) : milliseconds;
}

function persist(client: Client, argv: readonly string[]): Reply {
  if (client.database.find(at(argv, 1)) === undefined || !client.database.persist(at(argv, 1))) return 0;
  client.database.changed(at(argv, 1));
  return 1;
}

/** The commands of deadlines. */
export const expiryCommands: readonly CommandDefinition[] = [
  { name: 'expire', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => expire(client, argv, true, false) },
  { name: 'pexpire', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => expire(client, argv, false, false) },
  { name: 'expireat', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => expire(client, argv, true, true) },
  { name: 'pexpireat', arity: -3, flags: ['write', 'fast'], keys: FIRST_KEY, run: (client, argv) => expire(client, argv, false, true) },
  { name: 'ttl', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => remaining(client, argv, true, false) },
  { name: 'pttl', arity: 2, flags: ['readonly', 'fast'], keys: FIRST_KEY, run: (client, argv) => remaining(client, argv, false, false) },
  {
    name: 'expiretime',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => remaining(client, argv, true, true),
  },
  {
    name: 'pexpiretime',
    arity: 2,
    flags: ['readonly', 'fast'],
    keys: FIRST_KEY,
    run: (client, argv) => remaining(client, argv, false, true),
  },
  { name: 'persist', arity: 2, flags: ['write', 'fast'], keys: FIRST_KEY, run: persist },
];
