/** A judge that observes Redis and fails by its own mistake ends the world with its error; it is not taken for a crash of Redis. */
import { Redis } from 'ioredis';
import { beforeAll, expect, it } from 'vitest';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { fifo } from '../../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../../sim/world/index.ts';

beforeAll(() => warmUpRedis());

it('running the world rejects with what the observer threw', async () => {
  const world = new SimulatedWorld({ seed: '1', strategy: fifo, stepsMax: 10_000, record: false, traceMax: 0 });
  const mistake = new TypeError('cannot read the ledger');
  const run = world.run((built) => {
    const redis = addRedis(built);
    redis.observe({
      onCommit: ({ command }) => {
        if (command === 'SET') throw mistake;
      },
    });
    built.host('client-1', async () => {
      await new Redis('redis://redis:6379').set('a', '1');
      built.finish();
    });
  });
  await expect(run).rejects.toBe(mistake);
});
