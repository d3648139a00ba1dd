/**
 * The scheduler's command with input that cannot work: each process ends by itself, with a code that tells wrong use from refusal, and
 * says what to write instead. No Redis is needed but for the last.
 */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../src/index.ts';
import { builtScheduler } from '../program/built.ts';
import { NO_REDIS_SERVER, redisServerAvailable, startRealRedis, type RealRedis } from './real-redis.ts';

const NOWHERE = ['--redis', 'redis://127.0.0.1:1'];
/** Far above what a process needs; one that hangs is killed and has no exit code. */
const HUNG_MS = 60_000;

function scheduler(...argv: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [builtScheduler, ...argv], { encoding: 'utf8', timeout: HUNG_MS, killSignal: 'SIGKILL' });
}

describe('wrong use ends with code 2 and a reason', () => {
  it.each([
    [['submit', ...NOWHERE, '--id', 'a', '--cpu', '1.5', '--', 'true'], 'request.cpuMillicores must be a whole number'],
    [['submit', ...NOWHERE, '--id', 'a', '--memory=-1', '--', 'true'], 'request.memoryMib must be a whole number'],
    [['submit', ...NOWHERE, '--id', 'a', '--cpu', '', '--', 'true'], 'request.cpuMillicores must be a whole number'],
    [['submit', ...NOWHERE, '--id', 'a b', '--', 'true'], 'request.id must be'],
    [['submit', ...NOWHERE, '--', 'true'], 'missing --id'],
    [['submit', ...NOWHERE, '--id', 'a'], 'submit needs a program to run: write it behind --'],
    [['submit', '--id', 'a', '--redis', 'http://x:1', '--', 'true'], 'begins with http://; write redis://host:port/db'],
    [['submit', '--id', 'a', '--redis', 'nope', '--', 'true'], '"nope" is no URL and no host:port'],
    [['worker', ...NOWHERE, '--id', 'w', '--priority', 'abc'], 'worker w has priority NaN; write a whole number'],
    [['worker', ...NOWHERE, '--id', 'w', '--cpu', '0', '--memory', '0'], 'worker w offers neither processor, memory nor GPUs'],
    [['worker', ...NOWHERE], 'missing --id'],
    [['gateway', ...NOWHERE, '--timing', 'leaseTtlMs=0'], 'timing leaseTtlMs must be a whole number of at least 1, got 0'],
    [['gateway', ...NOWHERE, '--timing', 'leaseTtlMs'], 'timing leaseTtlMs must be a whole number of at least 1, got NaN'],
    [['gateway', ...NOWHERE, '--timing', 'leasTtlMs=5'], 'unknown timing leasTtlMs'],
    [['gateway', ...NOWHERE, '--preset', 'fastest'], 'unknown preset "fastest"'],
    [['gateway', ...NOWHERE, 'now'], 'gateway takes no program'],
    [['gateway', '--bogus'], '--bogus'],
    [[], 'unknown command (none)'],
  ])('%j', { timeout: 2 * HUNG_MS }, (argv, reason) => {
    const { status, stdout, stderr } = scheduler(...argv);
    expect(stderr).toContain(reason);
    expect(stderr).toContain('usage: scheduler gateway');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

it('--help prints the usage and ends with code 0', { timeout: 2 * HUNG_MS }, () => {
  for (const argv of [['--help'], ['submit', '--help']]) {
    expect(scheduler(...argv)).toMatchObject({ status: 0, stdout: expect.stringContaining('usage: scheduler gateway') as string });
  }
});

it('submit without Redis ends with code 1 when the time is up', { timeout: 2 * HUNG_MS }, () => {
  const { status, stderr } = scheduler('submit', ...NOWHERE, '--id', 'a', '--timing', 'clientTimeoutMs=100', '--', 'true');
  expect(stderr).toContain('repeat it with the same id');
  expect(status).toBe(1);
});

const available = redisServerAvailable();
if (!available) console.warn(`test/e2e/wrong-use ${NO_REDIS_SERVER}`);

describe.skipIf(!available)('with a Redis', () => {
  let redis: RealRedis;
  beforeAll(async () => {
    redis = await startRealRedis();
  }, 120_000);
  afterAll(() => redis.close());

  it('an id that is taken by another request ends with code 1, the same request with 0', { timeout: 4 * HUNG_MS }, async () => {
    const submit = (...rest: readonly string[]): ReturnType<typeof scheduler> =>
      scheduler('submit', '--redis', redis.url, '--id', 'a', ...rest);
    expect(submit('--', 'true').status).toBe(0);
    expect(submit('--', 'true').status).toBe(0);
    const { status, stdout, stderr } = submit('--', 'false');
    expect(stderr).toContain('container a is already submitted with a different request');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  });

  it('host:port is an address', async () => {
    const client = createClient({ redis: `127.0.0.1:${redis.port}` });
    expect(await client.workers()).toEqual([]);
    await client.close();
  });
});
