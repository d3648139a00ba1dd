/** Worlds a second in which two ioredis clients run 60 commands, and the same program on a real Redis over loopback. */
import { Redis } from 'ioredis';
import { addRedis, warmUpRedis } from '../../sim/redis/index.ts';
import { random } from '../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../sim/world/index.ts';
import type { RealRedis } from '../e2e/real-redis.ts';
import { figure, median, rate, type Figure } from './figure.ts';

const commandsPerClient = 30;

/** The client program: connect, thirty commands one after the other, disconnect. */
async function program(url: string): Promise<void> {
  const redis = new Redis(url);
  for (let index = 0; index < commandsPerClient / 3; index += 1) {
    await redis.incr('counter');
    await redis.hset('hash', `field-${index % 5}`, String(index));
    await redis.get('counter');
  }
  redis.disconnect();
}

let lastSeed = 0;

async function smallWorld(): Promise<number> {
  lastSeed += 1;
  const world = new SimulatedWorld({ seed: lastSeed.toString(16), strategy: random, stepsMax: 100_000, record: false, traceMax: 0 });
  let finished = 0;
  await world.run((built) => {
    addRedis(built);
    for (const name of ['client-1', 'client-2']) {
      built.host(name, async () => {
        await program('redis://redis:6379');
        finished += 1;
        if (finished === 2) built.finish();
      });
    }
  });
  if (finished !== 2) throw new Error(`a small world ended with ${finished} of 2 clients finished`);
  return 1;
}

/** Two figures: worlds a second, and the twin against a real server. `real` is null when there is no redis-server. */
export async function smallWorlds(real: RealRedis | null): Promise<Figure[]> {
  await warmUpRedis();
  await smallWorld();
  const worlds: number[] = [];
  const programs: number[] = [];
  const realProgram = async (): Promise<number> => {
    if (real !== null) await Promise.all([program(real.url), program(real.url)]);
    return 1;
  };
  if (real !== null) await realProgram();
  for (let round = 0; round < 3; round += 1) {
    worlds.push(await rate(1000, smallWorld));
    if (real !== null) programs.push(await rate(1000, realProgram));
  }
  const value = median(worlds);
  const note = 'two ioredis clients connect, run 30 commands each one after the other (INCR, HSET, GET), and disconnect';
  const figures = [
    figure({
      name: 'small worlds',
      value,
      unit: 'worlds/s',
      reference: { name: 'CrashLab, seeds a second', value: 1.2, unit: 'seeds/s', kind: 'published' },
      target: '>= 600 worlds/s',
      isReached: value >= 600,
      note,
    }),
  ];
  if (real !== null) {
    figures.push(
      figure({
        name: 'the same client program: twin against real Redis',
        value,
        unit: 'programs/s',
        reference: { name: 'redis-server on loopback', value: median(programs), unit: 'programs/s', kind: 'same run' },
        target: null,
        isReached: null,
        note,
      }),
    );
  }
  return figures;
}
