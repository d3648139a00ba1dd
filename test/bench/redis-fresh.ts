/** What a fresh server costs: a twin beside a new ioredis-mock and a redis-server that is started and answers. */
import { redisServerAvailable, startRealRedis } from '../e2e/real-redis.ts';
import { figure, type Figure, type Reference } from './figure.ts';
import { freshMock, idleServer, microsecondsEach } from './redis-engines.ts';

const aimMicroseconds = 20;

async function startedServer(): Promise<Reference> {
  const began = performance.now();
  const real = await startRealRedis();
  const value = (performance.now() - began) * 1000;
  await real.close();
  return { name: 'starting redis-server until it answers', value, unit: 'µs', kind: 'same run' };
}

/** Microseconds for a fresh server that has answered its first command. */
export async function freshServers(): Promise<Figure> {
  const value = microsecondsEach(() => idleServer().execute('PING'), 20_000);
  const mocked = microsecondsEach(() => freshMock().disconnect(), 200);
  const mock: Reference = { name: 'a new ioredis-mock', value: mocked, unit: 'µs', kind: 'same run' };
  const reference = redisServerAvailable() ? await startedServer() : mock;
  return figure({
    name: 'twin: a fresh server',
    value,
    unit: 'µs',
    reference,
    ...(reference === mock ? {} : { others: [mock] }),
    target: `at most ${aimMicroseconds} µs`,
    isReached: value <= aimMicroseconds,
    note: `made, and one PING; processor time, best of 5 rounds (redis-server: wall time, once)`,
  });
}
