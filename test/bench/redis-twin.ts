/**
 * The twin in process, without sockets: commands a second at 10 and at 100,000 keys or elements, scripts, and fresh servers. The reference is
 * what is aimed at: it must not depend on how many keys there are.
 */
import { RedisServer, warmUpRedis } from '../../sim/redis/index.ts';
import { figure, type Figure } from './figure.ts';

/** One thing to measure: `run` is called with a running number. */
interface Measure {
  readonly name: string;
  readonly aim: number;
  readonly run: (index: number) => void;
}

const rounds = 5;
const roundMs = 120;
/** A stride that visits all elements in an order that caches do not like. */
const stride = 7919;

function idleServer(): RedisServer {
  return new RedisServer({ nowMs: () => 1_700_000_000_000, after: () => ({ cancel: () => undefined }), draw: () => 0 });
}

/** A server with so many keys, fields, members and items. */
function filledServer(size: number): { server: RedisServer; names: readonly string[] } {
  const server = idleServer();
  const names = Array.from({ length: size }, (_unused, index) => `name:${index}`);
  for (const [index, name] of names.entries()) {
    server.execute('SET', name, 'value');
    server.execute('HSET', 'hash', name, 'value');
    server.execute('ZADD', 'sorted', String(index), name);
    server.execute('RPUSH', 'list', 'item');
  }
  return { server, names };
}

function commandMeasures(size: number): Measure[] {
  const { server, names } = filledServer(size);
  const name = (index: number): string => names[(index * stride) % size] ?? '';
  const scores = Array.from({ length: 4096 }, (_unused, index) => String((index * stride) % 99_991));
  const bodies: Readonly<Record<string, (index: number) => void>> = {
    GET: (index) => server.execute('GET', name(index)),
    SET: (index) => server.execute('SET', name(index), 'other'),
    HSET: (index) => server.execute('HSET', 'hash', name(index), 'other'),
    ZADD: (index) => server.execute('ZADD', 'sorted', scores[index & 4095] ?? '0', name(index)),
    'LPUSH and RPOP': () => {
      server.execute('LPUSH', 'list', 'item');
      server.execute('RPOP', 'list');
    },
  };
  return Object.entries(bodies).map(([command, run]) => ({
    name: `twin: ${command} at ${size.toLocaleString('en')}`,
    aim: 1_000_000,
    run,
  }));
}

function scriptMeasure(): Measure {
  const server = idleServer();
  const sha = server.execute(
    'SCRIPT',
    'LOAD',
    "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end",
  ) as string;
  return {
    name: 'twin: compare and delete by EVALSHA',
    aim: 100_000,
    run: () => {
      server.execute('SET', 'lock', 'token');
      server.execute('EVALSHA', sha, '1', 'lock', 'token');
    },
  };
}

/** Calls a second of processor time: the best of some rounds, since a busy machine only ever makes things slower. */
function callsPerSecond(run: (index: number) => void): number {
  let best = 0;
  let index = 0;
  for (let round = 0; round <= rounds; round++) {
    const began = processorMs();
    let calls = 0;
    while (processorMs() - began < roundMs) {
      for (let burst = 0; burst < 500; burst++) run(index++);
      calls += 500;
    }
    if (round > 0) best = Math.max(best, (calls / (processorMs() - began)) * 1000);
  }
  return best;
}

function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** All figures of the twin by itself. */
export async function redisTwin(): Promise<Figure[]> {
  await warmUpRedis();
  const measures = [
    ...commandMeasures(10),
    ...commandMeasures(100_000),
    scriptMeasure(),
    { name: 'twin: fresh servers', aim: 50_000, run: () => void idleServer() },
  ];
  return measures.map(({ name, aim, run }) => {
    const value = callsPerSecond(run);
    return figure({
      name,
      value,
      unit: 'a second',
      reference: { name: 'what is aimed at', value: aim, unit: 'a second', kind: 'bound' },
      target: `at least ${aim.toLocaleString('en')} a second`,
      isReached: value >= aim,
      note: `in process, processor time, best of ${rounds} rounds of ${roundMs} ms`,
    });
  });
}
