/** SLOWLOG and LATENCY. Latency monitoring is off, as in a Redis as it comes, until CONFIG SET gives it a threshold. */
import { failure, MapReply, OK, VerbatimReply } from '../resp/index.ts';
import { latencyDoctor, latencyGraph } from './latency-report.ts';
import { at, parseInteger } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

const SLOW_LOG_COUNT = 10;

function slowLog(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 3) throw failure("unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP.");
  const count = argv.length === 3 ? parseInteger(at(argv, 2)) : SLOW_LOG_COUNT;
  if (count === null || count < -1) throw failure('count should be greater than or equal to -1');
  return client.server.slowLog.latest(Number(count));
}

function resetSlowLog(client: Client): Reply {
  client.server.slowLog.clear();
  return OK;
}

const ADMIN = ['admin', 'noscript', 'loading', 'stale'] as const;

/** Each event with its latest sample and its worst. */
function latest({ server }: Client): Reply {
  return [...server.latency.events].map(([event, { samples, worstMs }]) => {
    const last = samples.at(-1);
    return [event, last?.atSeconds ?? 0, last?.durationMs ?? 0, worstMs];
  });
}

function history({ server }: Client, argv: readonly string[]): Reply {
  const samples = server.latency.events.get(at(argv, 2))?.samples ?? [];
  return samples.map(({ atSeconds, durationMs }) => [atSeconds, durationMs]);
}

/** How many events were forgotten: those that are named, or all. */
function resetEvents({ server }: Client, argv: readonly string[]): Reply {
  const names = argv.length > 2 ? argv.slice(2) : [...server.latency.events.keys()];
  return names.filter((name) => server.latency.reset(name)).length;
}

function graph({ server }: Client, argv: readonly string[]): Reply {
  const series = server.latency.events.get(at(argv, 2));
  if (series === undefined) throw failure(`No samples available for event '${at(argv, 2)}'`);
  return new VerbatimReply(latencyGraph(at(argv, 2), series, Math.floor(server.data.nowMs / 1000)));
}

function doctor({ server }: Client): Reply {
  const { settings, latency, data } = server;
  const report = latencyDoctor({
    events: latency.events,
    nowSeconds: Math.floor(data.nowMs / 1000),
    thresholdMs: latency.thresholdMs,
    slowerThan: Number(settings.get('slowlog-log-slower-than') ?? 10_000),
  });
  return new VerbatimReply(report);
}

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
      { name: 'latest', arity: 2, flags: ADMIN, keys: null, run: latest },
      { name: 'history', arity: 3, flags: ADMIN, keys: null, run: history },
      { name: 'reset', arity: -2, flags: ADMIN, keys: null, run: resetEvents },
      { name: 'doctor', arity: 2, flags: ADMIN, keys: null, run: doctor },
      { name: 'graph', arity: 3, flags: ADMIN, keys: null, run: graph },
      { name: 'histogram', arity: -2, flags: ADMIN, keys: null, run: () => new MapReply([]) },
    ],
  },
];
