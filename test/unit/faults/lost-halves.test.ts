/** A request lost, a reply lost, a reply cut at any of its bytes, a handshake reset: what the real ioredis makes of it, and how often the command ran. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyFaults, FaultPlanError, type Fault } from '../../../sim/faults/index.ts';
import { addRedis, warmUpRedis } from '../../../sim/redis/index.ts';
import { simulate } from '../world/simulate.ts';

beforeAll(() => warmUpRedis());

type Reset = Extract<Fault, { kind: 'reset' }>;

interface Seen {
  /** What the program's command gave: its reply, or the message of its error. */
  readonly answer: unknown;
  /** How often each command ran. */
  readonly ran: ReadonlyMap<string, number>;
  readonly connections: number;
  readonly faults: readonly string[];
}

/** Asks once at 1000 ms, when the connection has long been ready and the fault waits for it. */
async function ask(
  fault: Partial<Reset>,
  request: (client: Redis) => Promise<unknown>,
  options: Partial<RedisOptions> = {},
): Promise<Seen> {
  const ran = new Map<string, number>();
  const seen = { answer: undefined as unknown, connections: 0 };
  const result = await simulate((world) => {
    const redis = addRedis(world);
    redis.observe({ onCommit: ({ command }) => ran.set(command, (ran.get(command) ?? 0) + 1) });
    world.host('app', async () => {
      const client = new Redis({ host: 'redis', retryStrategy: () => 20, ...options });
      client.on('error', () => undefined);
      client.on('connect', () => (seen.connections += 1));
      await client.mset('text', 'hello', 'n', '41');
      await client.rpush('list', 'one', 'two');
      await sleep(1000 - world.nowMs);
      const settled = request(client).catch((error: Error) => error.message);
      seen.answer = await Promise.race([settled, sleep(500, 'never settled')]);
      await sleep(500);
      world.finish();
    });
    applyFaults(world, [{ kind: 'reset', target: 'app', peer: 'redis', atMs: 999, manner: 'idle', ...fault }]);
  });
  expect(result.end).toBe('stopped');
  return { ...seen, ran, faults: result.faults };
}

const increment = (client: Redis): Promise<unknown> => client.incr('n');

describe('a request lost', () => {
  test('is sent again, and runs once', async () => {
    const { answer, ran, connections, faults } = await ask({ manner: 'request-lost' }, increment);
    expect([answer, ran.get('INCR'), connections]).toEqual([42, 1, 2]);
    expect(faults).toEqual(['0.999s app connection to redis reset, the next request is lost']);
  });

  // ioredis neither sends it again nor rejects it: what it had in flight is forgotten with the connection, until the client ends.
  test('is never answered where nothing is sent again, and has not run', async () => {
    const { answer, ran } = await ask({ manner: 'request-lost' }, increment, { autoResendUnfulfilledCommands: false });
    expect([answer, ran.get('INCR')]).toEqual(['never settled', undefined]);
  });
});

describe('a reply lost', () => {
  test('lets ioredis send the command again: it runs twice, and the caller is told once', async () => {
    const { answer, ran } = await ask({ manner: 'reply-lost' }, increment);
    expect([answer, ran.get('INCR')]).toEqual([43, 2]);
  });

  test('is never answered where nothing is sent again, and has run', async () => {
    const { answer, ran } = await ask({ manner: 'reply-lost' }, increment, { autoResendUnfulfilledCommands: false });
    expect([answer, ran.get('INCR')]).toEqual(['never settled', 1]);
  });
});

describe('a reply cut in two', () => {
  const replies: readonly [name: string, bytes: string, request: (client: Redis) => Promise<unknown>, answer: unknown, command: string][] =
    [
      ['a number', ':42\r\n', increment, 43, 'INCR'],
      ['a string', '$5\r\nhello\r\n', (client) => client.get('text'), 'hello', 'GET'],
      ['an array', '*2\r\n$3\r\none\r\n$3\r\ntwo\r\n', (client) => client.lrange('list', 0, -1), ['one', 'two'], 'LRANGE'],
      ['nothing', '$-1\r\n', (client) => client.get('missing'), null, 'GET'],
      [
        'an error',
        '-WRONGTYPE Operation against a key holding the wrong kind of value\r\n',
        (client) => client.get('list'),
        'WRONGTYPE Operation against a key holding the wrong kind of value',
        'GET',
      ],
    ];

  test.each(replies)(
    '%s: at each of its bytes it is no answer, and the command runs again',
    async (_name, bytes, request, answer, command) => {
      for (let byte = 1; byte < bytes.length; byte += 1) {
        const seen = await ask({ manner: 'mid-reply', byte }, request);
        expect([byte, seen.answer, seen.ran.get(command)]).toEqual([byte, answer, 2]);
        expect(seen.connections).toBe(2);
      }
    },
  );

  test('within a pipeline: what was whole has been answered, the rest fails', async () => {
    const pipeline = async (client: Redis): Promise<unknown> =>
      (await client.pipeline().incr('n').get('text').incr('n').exec())?.map(([error, value]) => error?.message ?? value);
    const whole = ':42\r\n$5\r\nhello\r\n'.length;
    const { answer, ran } = await ask({ manner: 'mid-reply', byte: whole + 1 }, pipeline);
    expect(answer).toEqual([42, 'hello', 'Command aborted due to connection close']);
    expect(ran.get('INCR')).toBe(2);
  });

  test('at a byte that is drawn, when the plan names none', async () => {
    const { answer, ran } = await ask({ manner: 'mid-reply' }, increment);
    expect([answer, ran.get('INCR')]).toEqual([43, 2]);
  });

  test('a plan names a byte only for a reply that is cut', async () => {
    let text = '';
    await ask({}, increment).catch(() => undefined);
    await simulate((world) => {
      addRedis(world);
      world.host('app', () => undefined);
      try {
        applyFaults(world, [{ kind: 'reset', target: 'app', peer: 'redis', atMs: 1, manner: 'idle', byte: 3 }]);
      } catch (error) {
        text = error instanceof FaultPlanError ? error.message : '';
      }
      world.at(2, 'end', () => world.finish());
    });
    expect(text).toBe('fault plan, fault 1: byte is for the manner "mid-reply", not for "idle"; drop it');
  });
});

describe('a handshake reset', () => {
  test('is tried again, and what waited for the connection runs once', async () => {
    const { answer, ran, connections } = await ask({ manner: 'handshake' }, increment);
    expect([answer, ran.get('INCR')]).toEqual([42, 1]);
    expect(connections).toBeGreaterThanOrEqual(2);
  });
});
