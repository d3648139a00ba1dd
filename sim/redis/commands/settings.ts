/** The configuration that CONFIG GET answers and CONFIG SET may change: all that redis-server 7.0.15 has, also what has no effect in the twin. */
import { OUTPUT_LIMITS_DEFAULT } from '../output-limits.ts';
import { SETTING_LINES } from './setting-lines.ts';
import type { RedisServerOptions } from '../contract.ts';

/** Settings that have an older name too, by that name. */
const OLDER_NAMES: ReadonlyMap<string, string> = new Map([
  ['cluster-slave-no-failover', 'cluster-replica-no-failover'],
  ['cluster-slave-validity-factor', 'cluster-replica-validity-factor'],
  ['hash-max-ziplist-entries', 'hash-max-listpack-entries'],
  ['hash-max-ziplist-value', 'hash-max-listpack-value'],
  ['list-max-ziplist-size', 'list-max-listpack-size'],
  ['lua-time-limit', 'busy-reply-threshold'],
  ['min-slaves-max-lag', 'min-replicas-max-lag'],
  ['min-slaves-to-write', 'min-replicas-to-write'],
  ['repl-ping-slave-period', 'repl-ping-replica-period'],
  ['slave-announce-ip', 'replica-announce-ip'],
  ['slave-announce-port', 'replica-announce-port'],
  ['slave-ignore-maxmemory', 'replica-ignore-maxmemory'],
  ['slave-lazy-flush', 'replica-lazy-flush'],
  ['slave-priority', 'replica-priority'],
  ['slave-read-only', 'replica-read-only'],
  ['slave-serve-stale-data', 'replica-serve-stale-data'],
  ['slaveof', 'replicaof'],
  ['zset-max-ziplist-entries', 'zset-max-listpack-entries'],
  ['zset-max-ziplist-value', 'zset-max-listpack-value'],
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

/** A setting as setting-lines.ts has it. */
export interface Setting {
  /** The words of its kind: `number 0 10`, `flag`. */
  readonly kind: readonly string[];
  readonly value: string;
}

let known: ReadonlyMap<string, Setting> | null = null;

/** Every setting by its name; read when somebody asks for the first time. */
export function allSettings(): ReadonlyMap<string, Setting> {
  known ??= new Map(SETTING_LINES.trim().split('\n').map(readLine));
  return known;
}

function readLine(line: string): [string, Setting] {
  const [name = '', kind = '', value = ''] = line.split('|');
  return [name, { kind: kind.split(' '), value }];
}

/** The settings of a server before any CONFIG SET, with the values that a Redis 7.0 without a file has. */
export function defaultSettings(options: RedisServerOptions): Map<string, string> {
  const values = new Map([...allSettings()].map(([name, { value }]) => [name, value]));
  values.set('port', String(options.port));
  values.set('databases', String(options.databases));
  values.set('requirepass', options.password ?? '');
  values.set('min-replicas-to-write', String(options.minReplicasToWrite));
  values.set('min-replicas-max-lag', String(options.minReplicasMaxLagSeconds));
  values.set('client-output-buffer-limit', OUTPUT_LIMITS_DEFAULT);
  return values;
}
