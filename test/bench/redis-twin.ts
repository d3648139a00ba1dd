/**
 * The twin in process, without sockets, at 10 and at 100,000 keys or elements: what is aimed at must not depend on how many there are. Beside it,
 * in the same run, ioredis-mock called in the same way, and a redis-server that does the same commands.
 */
import { createHash } from 'node:crypto';
import { warmUpRedis } from '../../sim/redis/index.ts';
import type { RealRedis } from '../e2e/real-redis.ts';
import { figure, type Figure, type Reference } from './figure.ts';
import { callsPerSecond, mockEngine, realEngine, twinEngine, type Engine, type Pace, type Send } from './redis-engines.ts';

/** One thing to measure: `run` is called with a running number. */
interface Measure {
  readonly name: string;
  /** Calls a second that are aimed at; null for none. */
  readonly aim: number | null;
  readonly run: (send: Send, index: number) => void;
  /** What ioredis-mock is called with instead. */
  readonly mock?: (send: Send, index: number) => void;
}

const sizes = [10, 100_000];
const filledAtOnce = 1000;
/** A stride that visits all elements in an order that caches do not like. */
const stride = 7919;

const twinPace: Pace = { burst: 500, rounds: 5, roundMs: 120 };
const realPace: Pace = { burst: 200, rounds: 3, roundMs: 150 };
const mockPace: Pace = { burst: 500, rounds: 2, roundMs: 100 };
/** ioredis-mock copies a whole collection at each call: a few calls must do. */
const mockPaceAtLarge: Pace = { burst: 2, rounds: 0, roundMs: 300 };

/** So many keys, and a hash, a sorted set and a list of as many elements. */
async function fill(engine: Engine, names: readonly string[]): Promise<void> {
  for (let from = 0; from < names.length; from += filledAtOnce) {
    const some = names.slice(from, from + filledAtOnce);
    await engine.burst((send) => {
      send('MSET', ...some.flatMap((name) => [name, 'value']));
      send('HSET', 'hash', ...some.flatMap((name) => [name, 'value']));
      send('ZADD', 'sorted', ...some.flatMap((name, index) => [String(from + index), name]));
      send('RPUSH', 'list', ...some.map(() => 'item'));
    });
  }
}

function commandMeasures(names: readonly string[]): Measure[] {
  const size = names.length;
  const name = (index: number): string => names[(index * stride) % size] ?? '';
  const scores = Array.from({ length: 4096 }, (_unused, index) => String((index * stride) % 99_991));
  const score = (index: number): string => scores[index & 4095] ?? '0';
  const aim = 1_000_000;
  return [
    { name: 'GET', aim, run: (send, index) => send('GET', name(index)) },
    { name: 'SET', aim, run: (send, index) => send('SET', name(index), 'other') },
    { name: 'HSET', aim, run: (send, index) => send('HSET', 'hash', name(index), 'other') },
    { name: 'ZADD', aim, run: (send, index) => send('ZADD', 'sorted', score(index), name(index)) },
    {
      name: 'LPUSH, then RPOP',
      aim,
      run: (send) => {
        send('LPUSH', 'list', 'item');
        send('RPOP', 'list');
      },
    },
    {
      name: 'ZADD, then ZRANK',
      aim: null,
      run: (send, index) => {
        send('ZADD', 'sorted', score(index), name(index));
        send('ZRANK', 'sorted', name(index));
      },
    },
  ];
}

const compareAndDelete = "if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end";
const compareAndDeleteSha = createHash('sha1').update(compareAndDelete).digest('hex');

const scriptMeasure: Measure = {
  name: 'SET, then compare and delete by EVALSHA',
  aim: 100_000,
  run: (send) => {
    send('SET', 'lock', 'token');
    send('EVALSHA', compareAndDeleteSha, '1', 'lock', 'token');
  },
  // It knows no SCRIPT LOAD.
  mock: (send) => {
    send('SET', 'lock', 'token');
    send('EVAL', compareAndDelete, '1', 'lock', 'token');
  },
};

interface Engines {
  readonly twin: Engine;
  readonly mock: Engine;
  readonly real: Engine | null;
}

async function withEngines<T>(real: RealRedis | null, body: (engines: Engines) => Promise<T>): Promise<T> {
  const engines = { twin: twinEngine(), mock: mockEngine(), real: real === null ? null : await realEngine(real.url) };
  try {
    return await body(engines);
  } finally {
    for (const engine of [engines.twin, engines.mock, engines.real]) engine?.close();
  }
}

async function measured(measure: Measure, size: number | null, { twin, mock, real }: Engines): Promise<Figure> {
  const value = await callsPerSecond(twin, measure.run, twinPace);
  const mocked = await callsPerSecond(mock, measure.mock ?? measure.run, mockPaceOf(size));
  const references: Reference[] = [{ name: mock.name, value: mocked, unit: 'a second', kind: 'same run' }];
  if (real !== null)
    references.push({ name: real.name, value: await callsPerSecond(real, measure.run, realPace), unit: 'a second', kind: 'same run' });
  const [reference, ...others] = references;
  if (reference === undefined) throw new RangeError('a measure without a reference');
  const { aim } = measure;
  return figure({
    name: `twin: ${measure.name}${size === null ? '' : ` at ${size.toLocaleString('en')}`}`,
    value,
    unit: 'a second',
    reference,
    others,
    target: aim === null ? null : `at least ${aim.toLocaleString('en')} a second`,
    isReached: aim === null ? null : value >= aim,
    note: `twin and ioredis-mock called in process, processor time; redis-server behind ioredis in pipelines of ${realPace.burst}, wall time`,
  });
}

function mockPaceOf(size: number | null): Pace {
  return size === null || size <= 10 ? mockPace : mockPaceAtLarge;
}

/** Single commands at both sizes, and a script. `real` is null when there is no redis-server. */
export async function redisTwin(real: RealRedis | null): Promise<Figure[]> {
  await warmUpRedis();
  const figures: Figure[] = [];
  for (const size of sizes) {
    await withEngines(real, async (engines) => {
      const names = Array.from({ length: size }, (_unused, index) => `name:${index}`);
      for (const engine of [engines.twin, engines.mock, engines.real]) if (engine !== null) await fill(engine, names);
      for (const measure of commandMeasures(names)) figures.push(await measured(measure, size, engines));
    });
  }
  await withEngines(real, async (engines) => {
    for (const engine of [engines.twin, engines.real]) await engine?.burst((send) => send('SCRIPT', 'LOAD', compareAndDelete));
    figures.push(await measured(scriptMeasure, null, engines));
  });
  return figures;
}
