/**
 * What a Redis answers that cannot write its snapshot, compared with the real server: its directory is taken away, and a fault fills the twin's disk.
 * Skipped, and said so, where there is no redis-server.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { beforeAll, describe, expect, it } from 'vitest';
import { warmUpRedis } from '../../sim/redis/index.ts';
import type { Fault } from '../../sim/faults/index.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis } from '../e2e/real-redis.ts';
import { suffer } from '../unit/faults/stage.ts';

const available = redisServerAvailable();
if (!available) console.warn(`test/fidelity/full-disk ${NO_REDIS_SERVER}`);

const LIBRARY =
  "#!lua name=lib\nredis.register_function('f', function() return 1 end)\nredis.register_function{function_name='g', callback=function() return 1 end, flags={'no-writes'}}";

/** Sent in order over one connection, once nothing can be written. */
const REQUESTS: readonly (readonly string[])[] = [
  ['GET', 'a'],
  ['SET', 'a', '2'],
  ['SET', 'a'],
  ['NOSUCH', 'a'],
  ['DEL', 'a'],
  ['EXPIRE', 'a', '10'],
  ['PING'],
  ['PING', 'text'],
  ['ECHO', 'text'],
  ['PUBLISH', 'news', 'hello'],
  ['BLPOP', 'list', '1'],
  ['PFCOUNT', 'a'],
  ['SORT', 'a', 'STORE', 'b'],
  ['FLUSHALL'],
  ['EVAL', "return redis.call('GET', 'a')", '0'],
  ['EVAL', "return redis.call('SET', 'a', '2')", '0'],
  ['EVAL', "return redis.pcall('SET', 'a', '2')", '0'],
  ['EVAL', "return redis.call('PING')", '0'],
  ['EVAL', "return redis.call('PUBLISH', 'news', 'hello')", '0'],
  ['EVAL', '#!lua\nreturn 1', '0'],
  ['EVAL_RO', '#!lua\nreturn 1', '0'],
  ['EVAL', '#!lua flags=no-writes\nreturn 1', '0'],
  ['FCALL', 'f', '0'],
  ['FCALL_RO', 'f', '0'],
  ['FCALL', 'g', '0'],
  ['FUNCTION', 'LOAD', LIBRARY],
  ['MULTI'],
  ['GET', 'a'],
  ['SET', 'a', '2'],
  ['EXEC'],
  ['MULTI'],
  ['PING'],
  ['EXEC'],
  ['MULTI'],
  ['EVAL', "return redis.call('SET', 'a', '2')", '0'],
  ['EXEC'],
  ['SAVE'],
  ['SHUTDOWN'],
  ['CONFIG', 'GET', 'stop-writes-on-bgsave-error'],
  ['CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'perhaps'],
  ['CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'no'],
  ['SET', 'a', '2'],
  ['CONFIG', 'SET', 'stop-writes-on-bgsave-error', 'yes'],
  ['SET', 'a', '3'],
  ['CONFIG', 'SET', 'save', ''],
  ['SET', 'a', '3'],
];

/** Replies and the state of INFO, in the words of a console. */
async function play(client: Redis, fill: () => Promise<void>): Promise<readonly string[]> {
  const said: string[] = [];
  const ask = async ([command = '', ...args]: readonly string[]): Promise<void> => {
    const reply = await client.call(command, ...args).catch((error: Error) => `-${error.message}`);
    said.push(`${[command, ...args].join(' ')} → ${JSON.stringify(reply)}`);
  };
  await client.set('a', '1');
  await client.call('FUNCTION', 'LOAD', LIBRARY);
  await fill();
  for (const request of REQUESTS) await ask(request);
  const info = await client.info('persistence');
  return [...said, ...info.split('\r\n').filter((line) => /^(?:rdb|aof)_last_\w+_status|^rdb_saves/.test(line))];
}

const quiet = (client: Redis): Redis => client.on('error', () => undefined);

describe.skipIf(!available)('a Redis that cannot write its snapshot', () => {
  beforeAll(() => warmUpRedis());

  it('answers as the real one does', { timeout: 30_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'full-disk-'));
    const server = await startRealRedis({ settings: ['--save', '3600 1', '--dir', directory] });
    const client = quiet(new Redis(server.url));
    const real = await play(client, async () => {
      rmSync(directory, { recursive: true });
      await client.bgsave();
      await expect.poll(async () => client.info('persistence')).toContain('rdb_last_bgsave_status:err');
    });
    client.disconnect();
    await server.close();

    let twin: readonly string[] = [];
    const plan: Fault[] = [{ kind: 'disk-full', target: 'redis', atMs: 100, forMs: 60_000, persistence: 'rdb' }];
    await suffer({ unsupported: 'answer' }, plan, async ({ client: twinClient, world }) => {
      twin = await play(twinClient, async () => sleep(200 - world.nowMs));
    });
    expect(twin).toEqual(real);
  });
});
