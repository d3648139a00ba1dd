import Redis from 'ioredis';
import { expect, test } from 'vitest';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { random } from '../../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../../sim/world/index.ts';
import { installDispatchers } from '../../../sim/kernel/index.ts';

test('two clients', async () => {
  await warmUpRedis();
  installDispatchers();
  const once = async (seed: string, drain: 'synchronous' | 'boundary') => {
    const world = new SimulatedWorld({ seed, strategy: random, stepsMax: 100_000, record: false, traceMax: 1000 });
    let finished = 0;
    const log: string[] = [];
    return { ...(await world.run((w) => {
      addRedis(w);
      for (const name of ['a', 'b']) w.host(name, async () => {
        const redis = new Redis('redis://redis:6379');
        for (let i = 0; i < 30; i++) await redis.incr('n');
        log.push(`${name} ${await redis.get('n')} ${Date.now() - w.epochMs}`);
        redis.disconnect();
        if (++finished === 2) w.finish();
      });
    }, drain)), log };
  };
  const a = await once('1', 'synchronous');
  const b = await once('1', 'boundary');
  const c = await once('1', 'synchronous');
  console.log(a, b.hash, c.hash);
  expect(a.hash).toBe(c.hash);
  let t = performance.now(); let n = 0; let events = 0;
  while (performance.now() - t < 2000) { events += (await once(String(n++), 'synchronous')).events; }
  console.log(n / 2, 'worlds/s', events / n);
});
