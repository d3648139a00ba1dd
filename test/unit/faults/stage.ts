/** One program with the real ioredis on host `app`, a Redis that suffers a plan, and what was seen of it. */
import { Redis, type RedisOptions } from 'ioredis';
import { expect } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, type KeyspaceCommit, type RedisHost, type RedisHostOptions } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

/** What the program works with. */
export interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  readonly client: Redis;
  readonly commits: KeyspaceCommit[];
}

/** Runs the program to its end; what it throws fails the test. Answers the lines of the faults that struck. */
export async function suffer(
  options: Partial<RedisHostOptions>,
  plan: readonly Fault[],
  program: (stage: Stage) => Promise<void>,
  seed = '1',
): Promise<readonly string[]> {
  let failure: unknown = null;
  const result = await simulate(
    (world) => {
      const redis = addRedis(world, options);
      const commits: KeyspaceCommit[] = [];
      redis.observe({ onCommit: (commit) => commits.push(commit) });
      world.host('app', async () => {
        await program({ world, redis, client: connected(isSilent(plan) ? { socketTimeout: 500 } : {}), commits }).catch(
          (error: unknown) => (failure = error),
        );
        world.finish();
      });
      applyFaults(world, plan);
    },
    { seed },
  );
  if (failure !== null) throw failure;
  expect(result.end).toBe('stopped');
  return result.faults;
}

/** Will a peer go silent, so that only a timeout of its own tells a client? */
const isSilent = (plan: readonly Fault[]): boolean => plan.some(({ kind }) => kind === 'power-loss' || kind === 'crash');

/** A patient client. */
export function connected(options: Partial<RedisOptions> = {}): Redis {
  const client = new Redis({ host: 'redis', retryStrategy: () => 20, maxRetriesPerRequest: null, ...options });
  client.on('error', () => undefined);
  return client;
}

/** Redis is killed for 100 ms. */
export const killed = (atMs: number, more: Partial<Extract<Fault, { kind: 'redis-kill' }>> = {}): Fault => ({
  kind: 'redis-kill',
  target: 'redis',
  atMs,
  forMs: 100,
  ...more,
});

/** The machine of Redis is without power for 100 ms. */
export const unpowered = (atMs: number, more: Partial<Extract<Fault, { kind: 'power-loss' }>> = {}): Fault => ({
  kind: 'power-loss',
  target: 'redis',
  atMs,
  forMs: 100,
  ...more,
});
