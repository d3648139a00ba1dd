/** One program with the real ioredis on host `app`, and a Redis with replicas. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { expect } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, type RedisHost, type RedisHostOptions, type RedisNode } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

/** What the program works with. */
export interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  /** A client of one of the machines by its name. */
  readonly client: (host: string, options?: object) => Redis;
}

/** The host of the first replica. */
export const REPLICA = 'redis-replica-1';

/** One program on host `app`, with a Redis that has replicas, until the program has ended. */
export async function within(
  program: (stage: Stage) => Promise<void>,
  { plan = [], ...options }: Partial<RedisHostOptions> & { readonly plan?: readonly Fault[] } = {},
): Promise<void> {
  const deaths: string[] = [];
  const result = await simulate((world) => {
    world.onHostChange(({ change, reason }) => {
      if (change === 'died') deaths.push(reason);
    });
    const redis = addRedis(world, { replicas: 1, ...options });
    const client = (host: string, more: object = {}): Redis => {
      const made = new Redis({ host, retryStrategy: () => 20, ...more });
      made.on('error', () => undefined);
      return made;
    };
    world.host('app', async () => {
      await sleep(50);
      await program({ world, redis, client });
      world.finish();
    });
    applyFaults(world, plan);
  });
  expect(deaths).toEqual([]);
  expect(result.end).toBe('stopped');
}

/** A field of INFO replication. */
export async function info(client: Redis, field: string): Promise<string | undefined> {
  const text = await client.info('replication');
  return text
    .split('\r\n')
    .find((line) => line.startsWith(`${field}:`))
    ?.slice(field.length + 1);
}

/** What a machine holds in its first database, in a form that does not depend on how it came there. */
export function contentsOf({ server: { keyspace } }: RedisNode): Record<string, unknown> {
  const contents = [...keyspace.keys()].map((key) => {
    const value =
      keyspace.string(key) ??
      keyspace.hash(key) ??
      keyspace.list(key) ??
      keyspace.sortedSet(key) ??
      [...(keyspace.set(key) ?? [])].toSorted();
    return [key, { value, deadline: keyspace.expiresAtMs(key) }] as const;
  });
  return Object.fromEntries(contents);
}
