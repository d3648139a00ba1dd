/**
 * INFO: the sections and fields that clients and operators read; figures that a simulation has not are fixed. ioredis sends INFO without a
 * section whenever it connects, so that answer is in the hash of every world: it grows only where a world uses something new, and who
 * names a section sees all of it.
 */
import { clientsMax, memoryLines, refusalLines } from './info-limits.ts';
import { persistenceLines } from './info-persistence.ts';
import { replicationLines } from '../replication/index.ts';
import type { RedisServer } from '../server.ts';

type Section = readonly [title: string, lines: readonly string[]];

/** The text of INFO for the named sections; without names (or with `default`, `all`, `everything`) all of them. */
export function infoText(server: RedisServer, names: readonly string[]): string {
  const wanted = names.map((name) => name.toLowerCase());
  const everything = wanted.length === 0 || wanted.some((name) => name === 'default' || name === 'all' || name === 'everything');
  return sections(server, wanted.length > 0)
    .filter(([title]) => everything || wanted.includes(title.toLowerCase()))
    .map(([title, lines]) => `# ${title}\r\n${lines.map((line) => `${line}\r\n`).join('')}`)
    .join('\r\n');
}

function sections(server: RedisServer, isNamed: boolean): Section[] {
  const uptimeSeconds = Math.max(0, Math.floor((server.data.nowMs - server.startedAtMs) / 1000));
  return [
    [
      'Server',
      [
        `redis_version:${server.options.version}`,
        'redis_git_sha1:00000000',
        'redis_git_dirty:0',
        'redis_mode:standalone',
        'os:Linux',
        'arch_bits:64',
        'process_id:1',
        'run_id:0000000000000000000000000000000000000000',
        `tcp_port:${server.options.port}`,
        `server_time_usec:${server.data.nowMs * 1000}`,
        `uptime_in_seconds:${uptimeSeconds}`,
        `uptime_in_days:${Math.floor(uptimeSeconds / 86400)}`,
        'hz:10',
        'configured_hz:10',
      ],
    ],
    [
      'Clients',
      [
        `connected_clients:${server.clients.size}`,
        'cluster_connections:0',
        `maxclients:${clientsMax(server)}`,
        `blocked_clients:${server.waits.blocking.count}`,
      ],
    ],
    ['Memory', memoryLines(server)],
    ['Persistence', persistenceLines(server, isNamed || server.persistence.isNamed)],
    [
      'Stats',
      [
        `total_connections_received:${server.connectionsReceived}`,
        `total_commands_processed:${server.commandsProcessed}`,
        ...refusalLines(server, isNamed),
        `pubsub_channels:${server.pubsub.names('channels').length}`,
        `pubsub_patterns:${server.pubsub.names('patterns').length}`,
      ],
    ],
    ['Replication', replicationLines(server)],
    ['CPU', ['used_cpu_sys:0.000000', 'used_cpu_user:0.000000']],
    ['Cluster', ['cluster_enabled:0']],
    ['Keyspace', keyspaceLines(server)],
  ];
}

function keyspaceLines(server: RedisServer): string[] {
  return server.data
    .used()
    .filter((database) => database.size > 0)
    .map((database) => `db${database.index}:keys=${database.size},expires=${database.volatileSize},avg_ttl=0`);
}
