/** Replicas in a world, as the real ioredis meets them: what they are fed, what they refuse, and what their master waits for. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/faults/index.ts';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import { contentsOf, info, REPLICA, within } from './replicated.ts';

beforeAll(() => warmUpRedis());

describe('a replica', () => {
  test('is fed with effects: random, scripted and timed changes are the same on both', async () => {
    await within(async ({ client, redis }) => {
      const master = client('redis');
      await master.sadd('set', 'a', 'b', 'c', 'd', 'e', 'f');
      await master.spop('set', 2);
      await master.zadd('zset', 1, 'one', 2, 'two');
      await master.zincrby('zset', 5, 'one');
      await master.hset('hash', 'field', 'value');
      await master.rpush('list', 'x', 'y');
      await master.lmove('list', 'other', 'LEFT', 'RIGHT');
      await master.set('timed', '1', 'EX', 60);
      await master.eval("redis.call('SET', KEYS[1], redis.call('TIME')[2]) return redis.call('INCR', KEYS[2])", 2, 'time', 'count');
      await master.multi().incr('count').append('text', 'abc').exec();
      await master.select(3);
      await master.set('elsewhere', 'three');
      await sleep(10);
      const [ours, theirs] = redis.nodes.map(contentsOf);
      expect(Object.keys(ours ?? {}).toSorted()).toEqual('count hash list other set text time timed zset'.split(' '));
      expect(theirs).toEqual(ours);
      expect(redis.nodes.map(({ server }) => server.data.database(3).peek('elsewhere'))).toEqual(['three', 'three']);
    });
  });

  test('refuses writes, also in scripts and transactions, and says who it is', async () => {
    await within(async ({ client }) => {
      const replica = client(REPLICA);
      const refusal = "READONLY You can't write against a read only replica.";
      await expect(replica.set('a', '1')).rejects.toThrow(refusal);
      await expect(replica.eval("return redis.call('SET', 'a', '1')", 0)).rejects.toThrow(refusal);
      await expect(replica.multi().set('a', '1').exec()).rejects.toThrow('EXECABORT');
      expect(await replica.eval("return redis.call('GET', 'a')", 0)).toBeNull();
      expect(await replica.role()).toEqual(['slave', '10.0.0.1', 6379, 'connected', expect.any(Number)]);
      expect(await info(replica, 'role')).toBe('slave');
      expect(await info(replica, 'master_link_status')).toBe('up');
      await expect(replica.wait(0, 1)).rejects.toThrow('WAIT cannot be used with replica instances');
      const master = client('redis');
      expect(await master.role()).toEqual(['master', expect.any(Number), [['10.0.0.2', '6379', expect.any(String)]]]);
      expect(await info(master, 'connected_slaves')).toBe('1');
      expect(await info(master, 'slave0')).toMatch(/^ip=10\.0\.0\.2,port=6379,state=online,offset=\d+,lag=0$/);
    });
  });

  test('hides a key whose time has passed, and keeps it until its master says so', async () => {
    await within(
      async ({ client, redis }) => {
        const master = client('redis');
        await master.set('short', 'x', 'PX', 500);
        await master.set('long', 'y');
        await sleep(900);
        const replica = client(REPLICA);
        const data = redis.nodes[1]?.server.data.database(0);
        expect(data?.peek('short')).toBe('x');
        expect(await replica.get('short')).toBeNull();
        expect(await replica.exists('short')).toBe(0);
        expect(await replica.ttl('short')).toBe(-2);
        expect(await replica.keys('*')).toEqual(['long']);
        expect((await replica.scan(0))[1]).toEqual(['long']);
        expect(await replica.dbsize()).toBe(2);
        await sleep(2_000);
        expect(data?.peek('short')).toBeUndefined();
        expect(await replica.dbsize()).toBe(1);
      },
      { plan: [{ kind: 'partition', target: 'redis', atMs: 300, peer: REPLICA, forMs: 1_500, direction: 'both' }] },
    );
  });

  test('cut off for a moment it goes on where it was; cut off for too long it begins anew', async () => {
    const resets = (atMs: number): Fault => ({ kind: 'reset', target: REPLICA, atMs, peer: 'redis', manner: 'idle' });
    await within(
      async ({ client, redis }) => {
        const master = client('redis');
        const steps: string[] = [];
        redis.nodes[1]?.server.observe({ onCommit: ({ command }) => steps.push(command) });
        await master.set('a', '1');
        await sleep(500);
        await master.set('a', '2');
        await sleep(500);
        expect(redis.nodes[1]?.server.keyspace.string('a')).toBe('2');
        expect(steps).not.toContain('RESYNC');
        await master.config('SET', 'repl-backlog-size', '16384');
        await sleep(900);
        await master.set('big', 'x'.repeat(30_000));
        await master.set('a', '3');
        await sleep(2_500);
        expect(steps).toContain('RESYNC');
        expect(redis.nodes[1]?.server.keyspace.string('a')).toBe('3');
      },
      {
        plan: [resets(300), { kind: 'refuse', target: 'redis', atMs: 1_900, forMs: 600 }, resets(1_950)],
      },
    );
  });

  test('without its master serves what it has, or MASTERDOWN where it must not', async () => {
    await within(
      async ({ client }) => {
        const replica = client(REPLICA);
        await client('redis').set('a', 'old');
        await sleep(1_500);
        expect(await info(replica, 'master_link_status')).toBe('down');
        expect(await replica.get('a')).toBe('old');
        await replica.config('SET', 'replica-serve-stale-data', 'no');
        await expect(replica.get('a')).rejects.toThrow("MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.");
        expect(await replica.ping().catch((error: Error) => error.message)).toContain('MASTERDOWN');
        expect(await info(replica, 'role')).toBe('slave');
        await sleep(4_000);
        expect(await replica.get('a')).toBe('old');
      },
      { plan: [{ kind: 'crash', target: 'redis', atMs: 1_000, forMs: 3_000, manner: 'reset' }] },
    );
  });

  test('takes everything from a master that has forgotten: a replica is no backup', async () => {
    await within(
      async ({ client, redis }) => {
        await client('redis').set('a', '1');
        await sleep(500);
        expect(redis.nodes[1]?.server.keyspace.string('a')).toBe('1');
        await sleep(3_000);
        expect(redis.nodes[1]?.server.keyspace.size).toBe(0);
      },
      { plan: [{ kind: 'redis-crash', target: 'redis', atMs: 1_000, forMs: 200, keeps: 'nothing', loadingMs: 0 }] },
    );
  });

  test('has the functions of its master: those from before it came, and later ones', async () => {
    const cut: Fault = { kind: 'partition', target: 'redis', atMs: 0, peer: REPLICA, forMs: 500, direction: 'both' };
    const library = (name: string): string => `#!lua name=${name}\nredis.register_function('${name}_one', function() return '${name}' end)`;
    await within(
      async ({ client, world }) => {
        const [master, replica] = [client('redis'), client(REPLICA)];
        await master.call('FUNCTION', 'LOAD', library('early'));
        await sleep(2_000 - world.nowMs);
        await master.call('FUNCTION', 'LOAD', library('late'));
        await sleep(10);
        await replica.call('REPLICAOF', 'NO', 'ONE');
        expect(await replica.call('FCALL', 'early_one', '0')).toBe('early');
        expect(await replica.call('FCALL', 'late_one', '0')).toBe('late');
      },
      { plan: [cut] },
    );
  });

  test('that is told to follow nobody is a master of its own', async () => {
    await within(async ({ client }) => {
      const [master, replica] = [client('redis'), client(REPLICA)];
      await master.set('a', '1');
      expect(await master.wait(1, 0)).toBe(1);
      await replica.call('REPLICAOF', 'NO', 'ONE');
      await replica.set('a', '2');
      expect(await master.get('a')).toBe('1');
      expect(await replica.role()).toEqual(['master', expect.any(Number), []]);
      // The former master has written nothing since, so it goes on from there.
      await master.call('REPLICAOF', REPLICA, '6379');
      await sleep(100);
      expect(await master.get('a')).toBe('2');
      expect(await info(master, 'master_replid')).toBe(await info(replica, 'master_replid'));
    });
  });
});

describe('a master', () => {
  test('that becomes a replica ends the waits of its clients', async () => {
    await within(async ({ client }) => {
      const waiting = client('redis', { autoResendUnfulfilledCommands: false, retryStrategy: () => null });
      const popped = waiting.blpop('queue', 0).catch((error: Error) => error.message);
      await sleep(50);
      await client('redis').call('REPLICAOF', REPLICA, '6379');
      expect(await popped).toBe('UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)');
      await sleep(50);
      expect(waiting.status).toBe('end');
    });
  });

  test('waits for acknowledgements, and counts those that came when the time is up', async () => {
    await within(
      async ({ client, world }) => {
        const master = client('redis');
        await master.set('a', '1');
        const fromMs = world.nowMs;
        expect(await master.wait(2, 0)).toBe(2);
        expect(world.nowMs - fromMs).toBeLessThan(50);
        await sleep(1_000 - world.nowMs);
        await master.set('a', '2');
        const beganMs = world.nowMs;
        expect(await master.wait(2, 300)).toBe(1);
        expect(world.nowMs - beganMs).toBeGreaterThanOrEqual(300);
        expect(await master.multi().set('a', '3').wait(2, 0).exec()).toEqual([
          [null, 'OK'],
          [null, 1],
        ]);
      },
      { replicas: 2, plan: [{ kind: 'partition', target: 'redis', atMs: 900, peer: REPLICA, forMs: 60_000, direction: 'both' }] },
    );
  });

  test('hands over by FAILOVER without losing anything; writes wait meanwhile', async () => {
    await within(
      async ({ client, redis }) => {
        const [master, replica] = [client('redis'), client(REPLICA)];
        await expect(replica.call('FAILOVER')).rejects.toThrow('FAILOVER is not valid when server is a replica.');
        await expect(master.call('FAILOVER', 'ABORT')).rejects.toThrow('No failover in progress.');
        await expect(master.call('FAILOVER', 'TO', '10.0.0.9', '6379')).rejects.toThrow('FAILOVER target HOST and PORT is not a replica.');
        await expect(master.call('FAILOVER', 'FORCE')).rejects.toThrow('requires both a timeout and target HOST and IP');
        const writes = Promise.all([1, 2, 3].map((step) => master.incrby('count', step)));
        expect(await master.call('FAILOVER')).toBe('OK');
        expect(await info(master, 'master_failover_state')).toBe('waiting-for-sync');
        const late = master.incr('count').catch((error: Error) => error.message);
        expect(await writes).toEqual([1, 3, 6]);
        await sleep(500);
        expect(await late).toContain('READONLY');
        expect(await replica.incr('count')).toBe(7);
        await sleep(50);
        expect(redis.nodes.map(({ server }) => server.keyspace.string('count'))).toEqual(['7', '7']);
        expect(await info(master, 'role')).toBe('slave');
        expect(await info(master, 'master_failover_state')).toBe('no-failover');
      },
      { plan: [{ kind: 'replica-lag', target: REPLICA, atMs: 40, lagMs: 100, forMs: 1_000 }] },
    );
  });

  test('gives FAILOVER up when the replica does not catch up in time', async () => {
    await within(
      async ({ client }) => {
        const master = client('redis');
        await sleep(100);
        await master.set('a', '1');
        await master.call('FAILOVER', 'TIMEOUT', '300');
        expect(await master.set('a', '2')).toBe('OK');
        expect(await info(master, 'role')).toBe('master');
        expect(await info(master, 'master_failover_state')).toBe('no-failover');
      },
      { plan: [{ kind: 'partition', target: 'redis', atMs: 60, peer: REPLICA, forMs: 5_000, direction: 'both' }] },
    );
  });

  test('refuses writes while too few replicas were heard of', async () => {
    const refusal = 'NOREPLICAS Not enough good replicas to write.';
    await within(
      async ({ client, world }) => {
        const master = client('redis');
        await master.set('a', '1');
        await sleep(9_000 - world.nowMs);
        await master.set('a', '2');
        await sleep(14_000 - world.nowMs);
        await expect(master.set('a', '3')).rejects.toThrow(refusal);
        await expect(master.eval("return redis.call('SET', 'a', '3')", 0)).rejects.toThrow(refusal);
        expect(await master.get('a')).toBe('2');
        expect(await info(master, 'min_slaves_good_slaves')).toBe('0');
        await sleep(18_000 - world.nowMs);
        await master.set('a', '4');
      },
      {
        server: { minReplicasToWrite: 1, minReplicasMaxLagSeconds: 3 },
        plan: [{ kind: 'partition', target: 'redis', atMs: 10_000, peer: REPLICA, forMs: 6_000, direction: 'both' }],
      },
    );
  });
});
