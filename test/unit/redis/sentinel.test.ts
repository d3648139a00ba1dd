/** Sentinels as the real ioredis asks them: where the master is, that it has changed, and what a failover loses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { Redis as Redis6 } from 'ioredis6';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, addSentinels, warmUpRedis, type RedisHost, type SentinelOptions } from '../../../sim/redis/index.ts';
import type { World } from '../../../sim/world/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

interface Stage {
  readonly world: World;
  readonly redis: RedisHost;
  readonly sentinels: { host: string; port: number }[];
}

async function suffer(
  plan: readonly Fault[],
  program: (stage: Stage) => Promise<void>,
  { replicas = 2, ...options }: Partial<SentinelOptions> & { readonly replicas?: number } = {},
): Promise<readonly string[]> {
  const deaths: string[] = [];
  const result = await simulate((world) => {
    world.onHostChange(({ change, reason }) => {
      if (change === 'died') deaths.push(reason);
    });
    const redis = addRedis(world, { replicas });
    const sentinels = addSentinels(world, redis, options).map(({ host, port }) => ({ host, port }));
    world.host('app', async () => {
      await sleep(50);
      await program({ world, redis, sentinels });
      world.finish();
    });
    applyFaults(world, plan);
  });
  expect(deaths).toEqual([]);
  expect(result.end).toBe('stopped');
  return result.faults;
}

const failover: Fault = {
  kind: 'failover',
  target: 'redis',
  atMs: 2_000,
  manner: 'crash',
  losesWrites: 3,
  promoteAfterMs: 300,
  forMs: 2_000,
};

function sentinelClient(Client: typeof Redis, { sentinels }: Stage): Redis {
  const client = new Client({
    sentinels,
    name: 'mymaster',
    maxRetriesPerRequest: null,
    sentinelRetryStrategy: () => 50,
    retryStrategy: () => 50,
    failoverDetector: true,
  });
  client.on('error', () => undefined);
  return client;
}

describe.each([
  ['ioredis 5', Redis],
  ['ioredis 6', Redis6 as unknown as typeof Redis],
])('%s', (_name, Client) => {
  test('finds the master by its sentinels, follows a failover and goes on without the last writes', async () => {
    await suffer(
      [failover],
      async (stage) => {
        const { redis, world } = stage;
        const client = sentinelClient(Client, stage);
        for (let step = 0; step < 10; step += 1) await client.incr('count');
        expect(redis.keyspace.string('count')).toBe('10');
        await sleep(3_000 - world.nowMs);
        expect(await client.incr('count')).toBe(8);
        expect(redis.master.host.name).toMatch(/^redis-replica-/);
        await sleep(6_000 - world.nowMs);
        for (let step = 0; step < 30; step += 1) await client.incr('count');
        expect(await client.get('count')).toBe('38');
        await sleep(100);
        expect(redis.nodes.map(({ server }) => server.keyspace.string('count'))).toEqual(['38', '38', '38']);
      },
      { downAfterMs: null },
    );
  });

  test('a split brain: the detector hears +switch-master and leaves the old master, which still answers', async () => {
    const split: Fault = { ...failover, manner: 'split-brain', losesWrites: 0, forMs: 20_000 };
    await suffer(
      [split],
      async (stage) => {
        const { redis, world } = stage;
        const client = sentinelClient(Client, stage);
        await client.set('a', '1');
        await sleep(5_000 - world.nowMs);
        await client.set('a', '2');
        expect(redis.keyspace.string('a')).toBe('2');
        expect(redis.nodes[0]?.server.keyspace.string('a')).toBe('1');
      },
      { downAfterMs: null },
    );
  });
});

describe('sentinels', () => {
  test('fail over by themselves when most of them hear nothing of the master, and bring it back as a replica', async () => {
    const crash: Fault = { kind: 'crash', target: 'redis', atMs: 3_000, forMs: 15_000, manner: 'reset' };
    const faults = await suffer(
      [crash],
      async (stage) => {
        const { redis, world } = stage;
        const client = sentinelClient(Redis, stage);
        await client.set('a', '1');
        await sleep(12_000 - world.nowMs);
        expect(await client.get('a')).toBe('1');
        await client.set('a', '2');
        expect(redis.master.host.name).not.toBe('redis');
        await sleep(25_000 - world.nowMs);
        expect(redis.nodes[0]?.server.replication.isReplica).toBe(true);
        expect(redis.nodes[0]?.server.keyspace.string('a')).toBe('2');
      },
      { downAfterMs: 3_000 },
    );
    expect(faults).toEqual([expect.stringContaining('is killed'), expect.stringContaining('is promoted')]);
  });

  test('leave the master alone while only one of them is cut off', async () => {
    const cut: Fault = { kind: 'partition', target: 'sentinel-1', atMs: 1_000, peer: 'redis', forMs: 20_000, direction: 'both' };
    await suffer(
      [cut],
      async ({ redis, world, sentinels }) => {
        await sleep(15_000 - world.nowMs);
        expect(redis.master.host.name).toBe('redis');
        const [first = { host: '', port: 0 }] = sentinels;
        const asked = new Redis(first);
        expect(await asked.call('SENTINEL', 'masters')).toEqual([expect.arrayContaining(['flags', 'master,s_down'])]);
      },
      { downAfterMs: 3_000 },
    );
  });

  test('answer what clients and people ask, with the texts of Redis', async () => {
    await suffer(
      [],
      async ({ sentinels, redis }) => {
        const [first = { host: '', port: 0 }] = sentinels;
        const sentinel = new Redis({ ...first, enableReadyCheck: false });
        const ask = (...words: string[]): Promise<unknown> => sentinel.call('SENTINEL', ...words);
        expect(await ask('get-master-addr-by-name', 'mymaster')).toEqual([redis.host.address, '6379']);
        expect(await ask('get-master-addr-by-name', 'other')).toBeNull();
        expect(await ask('replicas', 'mymaster')).toHaveLength(2);
        expect(await ask('sentinels', 'mymaster')).toHaveLength(2);
        expect(await ask('ckquorum', 'mymaster')).toBe('OK 3 usable Sentinels. Quorum and failover authorization can be reached');
        await expect(ask('master', 'other')).rejects.toThrow('ERR No such master with that name');
        await expect(ask('nothing')).rejects.toThrow("ERR unknown subcommand 'nothing'. Try SENTINEL HELP.");
        await expect(sentinel.get('a')).rejects.toThrow("ERR unknown command 'get', with args beginning with: 'a'");
        await expect(sentinel.publish('a', 'b')).rejects.toThrow('ERR Only HELLO messages are accepted by Sentinel instances.');
        expect(await sentinel.role()).toEqual(['sentinel', ['mymaster']]);
        expect(await sentinel.info('sentinel')).toContain('master0:name=mymaster,status=ok,address=10.0.0.1:6379,slaves=2,sentinels=3');
        expect(await ask('failover', 'mymaster')).toBe('OK');
        expect(await ask('get-master-addr-by-name', 'mymaster')).not.toEqual([redis.host.address, '6379']);
      },
      { downAfterMs: null },
    );
  });
});
