/** HyperLogLog, geo, bit fields and dumps as the unmodified ioredis sees them in a world, on a network that loses replies. */
import { Redis } from 'ioredis';
import { beforeAll, expect, test } from 'vitest';
import { applyFaults } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { simulate } from '../world/simulate.ts';
import type { World } from '../../../sim/world/index.ts';

beforeAll(() => warmUpRedis());

const url = 'redis://redis:6379';

function inWorld(body: (redis: Redis, world: World) => Promise<void>): (world: World) => void {
  return (world) => {
    addRedis(world);
    world.host('client', async () => {
      await body(new Redis(url), world);
      world.finish();
    });
  };
}

async function holds(build: (world: World) => void): Promise<void> {
  const { end, violation } = await simulate(build, { seed: '1', strategy: 'random', stepsMax: 50_000 });
  expect(violation).toBeNull();
  expect(end).toBe('stopped');
}

test('visitors are counted about right, and none twice when a reply is lost', async () => {
  await holds((world) => {
    inWorld(async (redis) => {
      for (let visitor = 0; visitor < 200; visitor++) await redis.pfadd(`visitors:${visitor % 2}`, `visitor ${visitor}`, 'everybody');
      const counted = await redis.pfcount('visitors:0', 'visitors:1');
      expect(Math.abs(counted - 201)).toBeLessThan(6);
      await redis.pfmerge('visitors', 'visitors:0', 'visitors:1');
      expect(await redis.pfcount('visitors')).toBe(counted);
    })(world);
    applyFaults(world, [{ kind: 'reset', target: 'client', peer: 'redis', atMs: 50, manner: 'reply-lost' }]);
  });
});

test('what is near is found, with distances and places', async () => {
  await holds(
    inWorld(async (redis) => {
      await redis.geoadd('sicily', 13.361389, 38.115556, 'Palermo', 15.087269, 37.502669, 'Catania');
      expect(await redis.geodist('sicily', 'Palermo', 'Catania', 'KM')).toBe('166.2742');
      expect(await redis.geosearch('sicily', 'FROMLONLAT', 15, 37, 'BYRADIUS', 200, 'km', 'ASC')).toEqual(['Catania', 'Palermo']);
      expect(await redis.geopos('sicily', 'Palermo', 'nowhere')).toEqual([['13.36138933897018433', '38.11555639549629859'], null]);
    }),
  );
});

test('counters in a bit field stop at their limit', async () => {
  await holds(
    inWorld(async (redis) => {
      const add = (): Promise<unknown> => redis.bitfield('k', 'OVERFLOW', 'SAT', 'INCRBY', 'u2', '#1', 1);
      for (const expected of [1, 2, 3, 3]) expect(await add()).toEqual([expected]);
      expect(await redis.bitfield('k', 'GET', 'u4', 0)).toEqual([3]);
    }),
  );
});

test('a value is moved by its dump, bytes and deadline and all', async () => {
  await holds(
    inWorld(async (redis) => {
      const bytes = Buffer.from([0, 255, 13, 10, 128]);
      await redis.hset('from', 'f', bytes, 'g', '1');
      const dumped = await redis.dumpBuffer('from');
      expect(await redis.restore('to', 5000, dumped)).toBe('OK');
      expect(await redis.hgetBuffer('to', 'f')).toEqual(bytes);
      expect(await redis.pttl('to')).toBeGreaterThan(4000);
      await expect(redis.restore('to', 0, dumped)).rejects.toThrow('BUSYKEY Target key name already exists.');
      await expect(redis.restore('other', 0, dumped.subarray(1))).rejects.toThrow('DUMP payload version or checksum are wrong');
    }),
  );
});
