/** The configuration that CONFIG GET answers and CONFIG SET may change. */
import { OUTPUT_LIMITS_DEFAULT } from '../output-limits.ts';
import type { RedisServerOptions } from '../contract.ts';

/** What a running server does not change. */
export const IMMUTABLE: ReadonlySet<string> = new Set(['databases']);

/** Settings that have an older name too, by that name. */
const OLDER_NAMES: ReadonlyMap<string, string> = new Map([
  ['hash-max-ziplist-entries', 'hash-max-listpack-entries'],
  ['hash-max-ziplist-value', 'hash-max-listpack-value'],
  ['list-max-ziplist-size', 'list-max-listpack-size'],
  ['zset-max-ziplist-entries', 'zset-max-listpack-entries'],
  ['zset-max-ziplist-value', 'zset-max-listpack-value'],
  ['lua-time-limit', 'busy-reply-threshold'],
  ['min-slaves-to-write', 'min-replicas-to-write'],
  ['min-slaves-max-lag', 'min-replicas-max-lag'],
  ['slave-serve-stale-data', 'replica-serve-stale-data'],
  ['slave-read-only', 'replica-read-only'],
  ['slave-priority', 'replica-priority'],
]);

/** The name under which a setting is kept, in lower case, from any of its names. */
export function settingName(given: string): string {
  const name = given.toLowerCase();
  return OLDER_NAMES.get(name) ?? name;
}

/** Settings under all their names. */
export function underAllNames(settings: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const all = new Map(settings);
  for (const [older, name] of OLDER_NAMES) {
    const value = settings.get(name);
    if (value !== undefined) all.set(older, value);
  }
  return all;
}

/** The settings of a server before any CONFIG SET, with the values that a Redis 7.0 without a file has. */
export function defaultSettings(options: RedisServerOptions): Map<string, string> {
  return new Map([
    ['port', String(options.port)],
    ['databases', String(options.databases)],
    ['requirepass', options.password ?? ''],
    ['maxmemory', '0'],
    ['maxmemory-policy', 'noeviction'],
    ['maxmemory-samples', '5'],
    ['maxclients', '10000'],
    ['timeout', '0'],
    ['tcp-keepalive', '300'],
    ['save', '3600 1 300 100 60 10000'],
    ['stop-writes-on-bgsave-error', 'yes'],
    ['appendonly', 'no'],
    ['appendfsync', 'everysec'],
    ['notify-keyspace-events', ''],
    ['hz', '10'],
    ['lazyfree-lazy-expire', 'no'],
    ['client-output-buffer-limit', OUTPUT_LIMITS_DEFAULT],
    ['min-replicas-to-write', String(options.minReplicasToWrite)],
    ['min-replicas-max-lag', String(options.minReplicasMaxLagSeconds)],
    ['replica-serve-stale-data', 'yes'],
    ['replica-read-only', 'yes'],
    ['replica-priority', '100'],
    ['repl-backlog-size', '1048576'],
    ['masterauth', ''],
    ['busy-reply-threshold', '5000'],
    ['hash-max-listpack-entries', '512'],
    ['hash-max-listpack-value', '64'],
    ['list-max-listpack-size', '-2'],
    ['list-compress-depth', '0'],
    ['set-max-intset-entries', '512'],
    ['zset-max-listpack-entries', '128'],
    ['zset-max-listpack-value', '64'],
    ['stream-node-max-bytes', '4096'],
    ['stream-node-max-entries', '100'],
    ['slowlog-log-slower-than', '10000'],
    ['slowlog-max-len', '128'],
    ['latency-monitor-threshold', '0'],
    ['hll-sparse-max-bytes', '3000'],
    ['client-query-buffer-limit', '1073741824'],
    ['proto-max-bulk-len', '536870912'],
  ]);
}
