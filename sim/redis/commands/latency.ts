/** SLOWLOG and LATENCY. Latency monitoring is off, as in a Redis as it comes: there are no events to tell of. */
import { failure, MapReply, OK } from '../resp/index.ts';
import { at, parseInteger } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const SLOW_LOG_COUNT = 10;
const DOCTOR =
  "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it. If we weren't in a deep space mission I'd suggest to take a look at https://redis.io/topics/latency-monitor.\n";

function slowLog(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw failure("unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.");
  const count = argv.length === 3 ? parseInteger(at(argv, 2)) : SLOW_LOG_COUNT;
  if (count === null || count < -1) throw failure('count should be greater than or equal to -1');
  return client.server.slowLog.latest(Number(count));
}

function resetSlowLog(client: Client): Reply {
  client.server.slowLog.reset();
  return OK;
}

const ADMIN = ['admin', 'noscript', 'loading', 'stale'] as const;
const graph = (_client: Client, argv: readonly string[]): Reply => failure(`No samples available for event '${at(argv, 2)}'`);

/** The commands that look for what was slow. */
export const latencyCommands: readonly CommandDefinition[] = [
  {
    name: 'slowlog',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'get', arity: -2, flags: ['admin', 'loading', 'stale'], keys: null, run: slowLog },
      { name: 'len', arity: 2, flags: ['admin', 'loading', 'stale'], keys: null, run: (client) => client.server.slowLog.length },
      { name: 'reset', arity: 2, flags: ['admin', 'loading', 'stale'], keys: null, run: resetSlowLog },
    ],
  },
  {
    name: 'latency',
    arity: -2,
    flags: [],
    keys: null,
    subcommands: [
      { name: 'latest', arity: 2, flags: ADMIN, keys: null, run: () => [] },
      { name: 'history', arity: 3, flags: ADMIN, keys: null, run: () => [] },
      { name: 'reset', arity: -2, flags: ADMIN, keys: null, run: () => 0 },
      { name: 'doctor', arity: 2, flags: ADMIN, keys: null, run: () => DOCTOR },
      { name: 'graph', arity: 3, flags: ADMIN, keys: null, run: graph },
      { name: 'histogram', arity: -2, flags: ADMIN, keys: null, run: () => new MapReply([]) },
    ],
  },
];
