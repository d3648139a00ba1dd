/**
 * The unmodified ioredis in a world, one await a command and many at once: its own queue and parser, simulated sockets, events, and the twin.
 * Beside it the same program on a real Redis over loopback, and on ioredis-mock, which has neither a queue nor a wire.
 */
import { Redis } from 'ioredis';
import { addRedis, warmUpRedis } from '../../sim/redis/index.ts';
import { random } from '../../sim/strategies/index.ts';
import { SimulatedWorld } from '../../sim/world/index.ts';
import type { RealRedis } from '../e2e/real-redis.ts';
import { figure, type Figure, type Reference } from './figure.ts';
import { freshMock, processorMs } from './redis-engines.ts';

const commands = 20_000;
const rounds = 5;
const aim = 150_000;

/** What the program needs of a client. */
interface Register {
  get(key: string): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
}

/** Reads and writes in turn, so many at once. */
async function program(client: Register, atOnce: number): Promise<void> {
  for (let sent = 0; sent < commands; sent += atOnce) {
    if (atOnce === 1) await ask(client, sent);
    else await Promise.all(Array.from({ length: atOnce }, (_unused, index) => ask(client, index)));
  }
}

function ask(client: Register, index: number): Promise<unknown> {
  return index % 2 === 0 ? client.set('key', 'value') : client.get('key');
}

async function inWorld(seed: string, atOnce: number): Promise<void> {
  const world = new SimulatedWorld({ seed, strategy: random, stepsMax: 100 * commands, record: false, traceMax: 0 });
  let isOver = false;
  await world.run((built) => {
    addRedis(built);
    built.host('client', async () => {
      const redis = new Redis('redis://redis:6379');
      await program(redis, atOnce);
      redis.disconnect();
      isOver = true;
      built.finish();
    });
  });
  if (!isOver) throw new Error(`the world with seed ${seed} ended before its client did`);
}

/** Commands a second: the best of some rounds after a first one that warms up. */
async function best(clockMs: () => number, run: (round: number) => Promise<void>): Promise<number> {
  let most = 0;
  for (let round = 0; round <= rounds; round++) {
    const began = clockMs();
    await run(round);
    if (round > 0) most = Math.max(most, (commands / (clockMs() - began)) * 1000);
  }
  return most;
}

async function worldFigure(real: RealRedis | null, atOnce: number): Promise<Figure> {
  const value = await best(processorMs, (round) => inWorld(`b${round}`, atOnce));
  const mock = freshMock() as unknown as Register & { disconnect(): void };
  const mocked = await best(processorMs, () => program(mock, atOnce));
  mock.disconnect();
  const besides: Reference = { name: 'ioredis-mock, same program', value: mocked, unit: 'commands/s', kind: 'same run' };
  const reference = real === null ? besides : await onLoopback(real, atOnce);
  return figure({
    name: `twin: through ioredis in a world, ${atOnce === 1 ? 'one await a command' : `${atOnce} commands at once`}`,
    value,
    unit: 'commands/s',
    reference,
    ...(real === null ? {} : { others: [besides] }),
    target: `at least ${aim.toLocaleString('en')} commands/s`,
    isReached: value >= aim,
    note: `one client, ${commands.toLocaleString('en')} times SET and GET, events hashed; processor time (redis-server: wall time), best of ${rounds} rounds`,
  });
}

async function onLoopback(real: RealRedis, atOnce: number): Promise<Reference> {
  const redis = new Redis(real.url);
  await redis.ping();
  const value = await best(
    () => performance.now(),
    () => program(redis, atOnce),
  );
  redis.disconnect();
  return { name: 'redis-server on loopback, same program', value, unit: 'commands/s', kind: 'same run' };
}

/** Commands a second through ioredis in a world. `real` is null when there is no redis-server. */
export async function redisInWorlds(real: RealRedis | null): Promise<Figure[]> {
  await warmUpRedis();
  return [await worldFigure(real, 1), await worldFigure(real, 100)];
}
