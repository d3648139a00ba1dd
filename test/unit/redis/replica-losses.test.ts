/** What a replica holds when keys are evicted, when its master loses power, and when its link is killed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Fault } from '../../../sim/faults/index.ts';
import { warmUpRedis } from '../../../sim/redis/index.ts';
import { contentsOf, info, REPLICA, within } from './replicated.ts';

beforeAll(() => warmUpRedis());

describe('a replica', () => {
  test('evicts nothing by itself: what its master evicts is deleted here too', async () => {
    await within(async ({ client, redis }) => {
      const [master, replica] = redis.nodes;
      const writer = client('redis');
      const reader = client(REPLICA);
      for (let key = 0; key < 40; key += 1) await writer.set(`key-${key}`, 'x'.repeat(1_000));
      await sleep(100);
      // A limit of its own does nothing to a replica: no key goes, and nobody is answered OOM.
      await reader.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await reader.config('SET', 'maxmemory', '1001kb');
      expect(await reader.get('key-0')).toHaveLength(1_000);
      expect(await reader.dbsize()).toBe(40);
      await writer.set('key-40', 'x'.repeat(1_000));
      await sleep(100);
      expect(await reader.dbsize()).toBe(41);
      await writer.config('SET', 'maxmemory-policy', 'allkeys-lru');
      await writer.config('SET', 'maxmemory', '1020kb');
      await writer.set('key-41', 'x'.repeat(1_000));
      // Room is made before a command, so this one sees what is left.
      const left = await writer.dbsize();
      await sleep(100);
      expect(left).toBeLessThan(42);
      expect(left).toBeGreaterThan(0);
      if (master !== undefined && replica !== undefined) expect(contentsOf(replica)).toEqual(contentsOf(master));
      expect(await reader.info('stats')).toContain('evicted_keys:0\r\n');
      expect(await writer.info('stats')).toContain(`evicted_keys:${42 - left}\r\n`);
      // Promoted, it keeps its own limit from the first command on.
      await reader.replicaof('NO', 'ONE');
      await reader.set('mine', '1');
      expect(await reader.dbsize()).toBeLessThan(left);
    }, {});
  });

  test.each(['aof-everysec', 'rdb'] as const)(
    'takes everything anew from a master that lost power (%s): its own later writes are gone with those of the master',
    async (persistence) => {
      await within(
        async ({ client, redis, world }) => {
          const [master, replica] = redis.nodes;
          const writer = client('redis', { socketTimeout: 300, maxRetriesPerRequest: null });
          const reader = client(REPLICA);
          await writer.set('count', '1');
          await writer.save();
          await sleep(3_000 - world.nowMs);
          for (let step = 0; step < 10; step += 1) await writer.incr('count');
          // Acknowledged by the replica, and lost all the same: the master is what counts, and it has forgotten.
          expect(await writer.wait(1, 100)).toBe(1);
          expect(await reader.get('count')).toBe('11');
          const before = Number(await info(reader, 'slave_repl_offset'));
          const id = await info(reader, 'master_replid');
          await sleep(6_000 - world.nowMs);
          expect(await writer.get('count')).toBe('1');
          expect(await reader.get('count')).toBe('1');
          expect(await info(reader, 'master_link_status')).toBe('up');
          expect(await info(reader, 'master_replid')).not.toBe(id);
          expect(Number(await info(reader, 'slave_repl_offset'))).toBeLessThan(before);
          await writer.incr('count');
          expect(await writer.wait(1, 500)).toBe(1);
          expect(await reader.get('count')).toBe('2');
          if (master !== undefined && replica !== undefined) expect(contentsOf(replica)).toEqual(contentsOf(master));
        },
        {
          persistence,
          plan: [{ kind: 'power-loss', target: 'redis', atMs: 3_200, forMs: 500, ...(persistence === 'rdb' ? {} : { lostMs: 1_000 }) }],
        },
      );
    },
  );

  test('runs no script or function that does not say that it only reads, and neither does a master without enough replicas', async () => {
    const library =
      "#!lua name=lib\nredis.register_function('f', function() return 1 end)\n" +
      "redis.register_function{function_name='g', callback=function() return 1 end, flags={'no-writes'}}";
    await within(async ({ client }) => {
      const master = client('redis');
      await master.function('LOAD', library);
      await sleep(100);
      for (const [server, refusal] of [
        [client(REPLICA), "READONLY You can't write against a read only replica."],
        [master, 'NOREPLICAS Not enough good replicas to write.'],
      ] as const) {
        if (server === master) await master.config('SET', 'min-replicas-to-write', '3');
        // Measured on a real master and its replica: in this form, before any line has run.
        await expect(server.eval('#!lua\nreturn 1', 0)).rejects.toThrow(new RegExp(`^${refusal}$`));
        await expect(server.eval_ro('#!lua\nreturn 1', 0)).rejects.toThrow(new RegExp(`^${refusal}$`));
        await expect(server.fcall('f', 0)).rejects.toThrow(new RegExp(`^${refusal}$`));
        await expect(server.fcall_ro('f', 0)).rejects.toThrow(new RegExp(`^${refusal}$`));
        expect(await server.eval('return 1', 0)).toBe(1);
        expect(await server.eval('#!lua flags=no-writes\nreturn 1', 0)).toBe(1);
        expect(await server.fcall('g', 0)).toBe(1);
        expect(await server.fcall_ro('g', 0)).toBe(1);
      }
    });
  });

  test('is a client of its own type: CLIENT KILL TYPE normal leaves it, TYPE replica makes it connect again', async () => {
    await within(async ({ client, redis }) => {
      const master = client('redis');
      const connection = async (): Promise<string> =>
        /^id=\d+ (?=.* flags=S )/.exec(String(await master.call('CLIENT', 'LIST', 'TYPE', 'replica')))?.[0] ?? 'none';
      await client('redis').set('a', '1');
      const first = await connection();
      expect(first).not.toBe('none');
      expect(await master.call('CLIENT', 'KILL', 'TYPE', 'normal')).toBe(1);
      await sleep(20);
      expect(await connection()).toBe(first);
      expect(await master.call('CLIENT', 'KILL', 'TYPE', 'replica')).toBe(1);
      expect(await connection()).toBe('none');
      await master.set('a', '2');
      await sleep(1_500);
      expect(await connection()).not.toBe(first);
      expect(redis.nodes[1]?.server.keyspace.string('a')).toBe('2');
    });
  });

  test('that comes for the first time has nothing, or MASTERDOWN, then LOADING, and then everything', async () => {
    const cut: Fault = { kind: 'partition', target: 'redis', atMs: 0, peer: REPLICA, forMs: 1_000, direction: 'both' };
    await within(
      async ({ client, world }) => {
        const master = client('redis');
        await master.eval("for i = 1, 20000 do redis.call('SET', 'key-' .. i, i) end", 0);
        const replica = client(REPLICA, { enableReadyCheck: false });
        expect(await replica.get('key-1')).toBe(null);
        await replica.config('SET', 'replica-serve-stale-data', 'no');
        await expect(replica.get('key-1')).rejects.toThrow('MASTERDOWN Link with MASTER is down');
        await replica.config('SET', 'replica-serve-stale-data', 'yes');
        const seen = new Set<string>();
        let loadedMs = 0;
        while (!seen.has('1')) {
          const reply = await replica.get('key-1').catch((error: Error) => error.message);
          seen.add(String(reply));
          if (reply === 'LOADING Redis is loading the dataset in memory') loadedMs ||= world.nowMs;
          // What its master does meanwhile is not lost.
          if (loadedMs > 0) void master.incr('meanwhile');
          await sleep(1);
        }
        expect([...seen]).toEqual(['null', 'LOADING Redis is loading the dataset in memory', '1']);
        expect(world.nowMs - loadedMs).toBeGreaterThan(35);
        await sleep(100);
        expect(await info(replica, 'master_link_status')).toBe('up');
        expect(await replica.dbsize()).toBe(20_001);
        expect(await replica.get('meanwhile')).toBe(await master.get('meanwhile'));
      },
      { plan: [cut] },
    );
  });

  test('whose link breaks while it reads begins anew', async () => {
    const cut: Fault = { kind: 'partition', target: 'redis', atMs: 0, peer: REPLICA, forMs: 1_000, direction: 'both' };
    await within(
      async ({ client, redis }) => {
        const replica = redis.nodes[1]?.server;
        await client('redis').eval("for i = 1, 20000 do redis.call('SET', 'key-' .. i, i) end", 0);
        while (replica?.loading.isOn !== true) await sleep(1);
        await client('redis').call('CLIENT', 'KILL', 'TYPE', 'replica');
        await sleep(5);
        expect(replica.loading.isOn).toBe(false);
        expect(replica.keyspace.size).toBe(0);
        await sleep(3_000);
        expect(replica.keyspace.size).toBe(20_000);
      },
      { plan: [cut] },
    );
  });
});
