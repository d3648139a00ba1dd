/** A Redis that fails over while the real ioredis writes to it: what is lost, who is refused, and how everybody comes together again. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, FaultPlanError, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis, type KeyspaceCommit, type RedisHost } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  readonly commits: readonly KeyspaceCommit[];
  readonly client: (host?: string) => Redis;
}

type Failover = Extract<Fault, { kind: 'failover' }>;

const failover = (given: Partial<Failover> = {}): Failover => ({
  kind: 'failover',
  target: 'redis',
  atMs: 1_000,
  manner: 'crash',
  losesWrites: 0,
  promoteAfterMs: 200,
  forMs: 1_000,
  ...given,
});

async function suffer(plan: readonly Fault[], program: (stage: Stage) => Promise<void>, replicas = 1): Promise<readonly string[]> {
  const deaths: string[] = [];
  const result = await simulate((world) => {
    world.onHostChange(({ change, reason }) => {
      if (change === 'died') deaths.push(reason);
    });
    const redis = addRedis(world, { replicas });
    const commits: KeyspaceCommit[] = [];
    redis.observe({ onCommit: (commit) => commits.push(commit) });
    const client = (host = 'redis'): Redis => {
      const made = new Redis({ host, retryStrategy: () => 20, maxRetriesPerRequest: null });
      made.on('error', () => undefined);
      return made;
    };
    world.host('app', async () => {
      await sleep(20);
      await program({ world, redis, commits, client });
      world.finish();
    });
    applyFaults(world, plan);
  });
  expect(deaths).toEqual([]);
  expect(result.end).toBe('stopped');
  return result.faults;
}

/** Counts to 10, well before the fault. */
async function count(client: Redis): Promise<void> {
  for (let step = 0; step < 10; step += 1) await client.incr('count');
}

describe('a failover', () => {
  test('loses the last k acknowledged writes, and the name leads to the new master', async () => {
    const faults = await suffer([failover({ losesWrites: 3 })], async ({ client, redis, commits }) => {
      const app = client();
      await count(app);
      expect(redis.keyspace.string('count')).toBe('10');
      await sleep(1_500);
      expect(redis.master.host.name).toBe('redis-replica-1');
      expect(await app.get('count')).toBe('7');
      expect(await app.incr('count')).toBe(8);
      expect(redis.keyspace.string('count')).toBe('8');
      expect(commits.find(({ command }) => command === 'FAILOVER')).toMatchObject({ client: null, connection: 0, writes: ['count'] });
    });
    expect(faults).toEqual([
      '1.000s redis its master dies; a replica without the last 3 writes is promoted after 200ms; the old master follows it after 1000ms',
      '1.200s redis-replica-1 is promoted: it is the master now',
    ]);
  });

  test('never loses what WAIT has confirmed', async () => {
    await suffer([failover({ losesWrites: 3 })], async ({ client }) => {
      const app = client();
      await count(app);
      expect(await app.wait(1, 0)).toBe(1);
      await app.incr('count');
      await sleep(1_500);
      expect(await app.get('count')).toBe('10');
    });
  });

  test('the old master comes back as a replica and discards what it alone had', async () => {
    await suffer([failover({ losesWrites: 3 })], async ({ client, redis }) => {
      await count(client());
      await sleep(2_500);
      const old = client('10.0.0.1');
      expect(await old.get('count')).toBe('7');
      await expect(old.incr('count')).rejects.toThrow('READONLY');
      expect((await old.role())[0]).toBe('slave');
      expect(redis.nodes.map(({ server }) => server.keyspace.string('count'))).toEqual(['7', '7']);
    });
  });

  test('while the brain is split the old master goes on accepting writes, which are gone when it learns', async () => {
    await suffer([failover({ manner: 'split-brain', forMs: 2_000 })], async ({ client, redis }) => {
      const early = client();
      await count(early);
      await sleep(1_500);
      const late = client();
      expect(await late.incr('count')).toBe(11);
      expect(await early.incrby('count', 100)).toBe(110);
      expect(redis.keyspace.string('count')).toBe('11');
      await sleep(2_500);
      // Its connection was closed when the old master was demoted; behind the name is the new one.
      expect(await early.get('count')).toBe('11');
      expect(await early.incr('count')).toBe(12);
      await sleep(10);
      expect(redis.nodes.map(({ server }) => server.keyspace.string('count'))).toEqual(['12', '12']);
    });
  });

  test('of a master that lost power: nobody is told, and requests hang until the machine is back', async () => {
    await suffer([failover({ manner: 'power-loss', forMs: 3_000 })], async ({ client, world }) => {
      const app = client();
      await count(app);
      await sleep(1_100 - world.nowMs);
      const fromMs = world.nowMs;
      expect(await app.incr('count')).toBe(11);
      expect(world.nowMs - fromMs).toBeGreaterThan(2_800);
    });
  });

  test('can happen again, back to the first machine', async () => {
    const plan = [failover({ losesWrites: 1 }), failover({ atMs: 4_000, losesWrites: 2 })];
    await suffer(plan, async ({ client, redis, world }) => {
      const app = client();
      await count(app);
      await sleep(3_000 - world.nowMs);
      expect(await app.incr('count')).toBe(10);
      expect(await app.incr('count')).toBe(11);
      expect(await app.incr('count')).toBe(12);
      await sleep(6_000 - world.nowMs);
      expect(redis.master.host.name).toBe('redis');
      expect(await app.get('count')).toBe('10');
    });
  });

  test('with two replicas the one that has received more is promoted, and the other follows it', async () => {
    const cut: Fault = { kind: 'partition', target: 'redis', atMs: 100, peer: 'redis-replica-1', forMs: 2_000, direction: 'both' };
    await suffer(
      [cut, failover()],
      async ({ client, redis, world }) => {
        await sleep(200 - world.nowMs);
        const app = client();
        await count(app);
        await sleep(4_000 - world.nowMs);
        expect(redis.master.host.name).toBe('redis-replica-2');
        expect(await app.get('count')).toBe('10');
        await app.incr('count');
        await sleep(50);
        expect(redis.nodes.map(({ server }) => server.keyspace.string('count'))).toEqual(['11', '11', '11']);
      },
      2,
    );
  });

  test('scripts of the old master are unknown to the new one', async () => {
    await suffer([failover()], async ({ client }) => {
      const app = client();
      const digest = String(await app.script('LOAD', 'return 7'));
      expect(await app.evalsha(digest, 0)).toBe(7);
      await sleep(1_500);
      await expect(app.evalsha(digest, 0)).rejects.toThrow('NOSCRIPT');
    });
  });
});

describe('replica-lag', () => {
  test('a replica takes in late what it has received, and WAIT waits for it', async () => {
    const plan: Fault[] = [{ kind: 'replica-lag', target: 'redis-replica-1', atMs: 500, lagMs: 300, forMs: 1_000 }];
    await suffer(plan, async ({ client, world, redis }) => {
      const app = client();
      const replica = redis.nodes[1]?.server.keyspace;
      await sleep(600 - world.nowMs);
      await app.set('a', '1');
      await sleep(100);
      expect(replica?.string('a')).toBeNull();
      expect(await app.wait(1, 100)).toBe(0);
      await sleep(300);
      expect(replica?.string('a')).toBe('1');
      await sleep(2_000 - world.nowMs);
      await app.set('a', '2');
      await sleep(5);
      expect(replica?.string('a')).toBe('2');
    });
  });
});

describe('a plan', () => {
  const refused = (fault: object, replicas: number): Promise<string> =>
    suffer([fault as Fault], () => Promise.resolve(), replicas).then(
      () => 'accepted',
      (error: Error) => (error.cause instanceof FaultPlanError ? error.cause : error).message,
    );

  test('for a Redis without replicas is refused', async () => {
    expect(await refused(failover(), 0)).toContain('nothing at redis can suffer failover');
  });

  test('with a manner that there is not is refused with those that there are', async () => {
    expect(await refused({ ...failover(), manner: 'split-brian' }, 1)).toContain(
      'manner is "split-brian" and must be "crash" or "power-loss" or "split-brain"',
    );
    expect(await refused({ ...failover(), forMs: 100 }, 1)).toContain('must not be less than promoteAfterMs');
    expect(await refused({ ...failover(), losesWrites: 1.5 }, 1)).toContain('losesWrites is 1.5 and must be a whole number');
  });
});
