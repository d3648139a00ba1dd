/** The configuration that CONFIG GET answers and CONFIG SET may change; only `requirepass` has an effect in the twin. */
import { OUTPUT_LIMITS_DEFAULT } from '../output-limits.ts';
import type { RedisServerOptions } from '../contract.ts';

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
    ['lua-time-limit', '5000'],
    ['hash-max-listpack-entries', '128'],
    ['hash-max-listpack-value', '64'],
    ['set-max-intset-entries', '512'],
    ['zset-max-listpack-entries', '128'],
    ['zset-max-listpack-value', '64'],
    ['stream-node-max-bytes', '4096'],
    ['stream-node-max-entries', '100'],
    ['slowlog-log-slower-than', '10000'],
    ['client-query-buffer-limit', '1073741824'],
    ['proto-max-bulk-len', '536870912'],
  ]);
}
