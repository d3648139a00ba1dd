/** What keys take, against what redis-server 7.0.15 answered to MEMORY USAGE for the same values (measured once; the fidelity cases compare more). */
import { describe, expect, test } from 'vitest';
import { ManualEnvironment } from '../../../fidelity/engines/manual-environment.ts';
import { RedisServer } from '../../../../sim/redis/index.ts';

const tens = (count: number): string[] => Array.from({ length: count }, () => 'x'.repeat(10));
const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `xxxxx${10_000 + index}`);

function usage(...commands: readonly (readonly [string, ...string[]])[]): number {
  const server = new RedisServer(new ManualEnvironment(1_000_000), { order: 'insertion' });
  for (const command of commands) server.execute(...command);
  return Number(server.execute('MEMORY', 'USAGE', 'k'));
}

describe('MEMORY USAGE', () => {
  test.each([
    ['a string of 1', ['SET', 'k', 'x'], 64],
    ['a string of 20', ['SET', 'k', 'x'.repeat(20)], 80],
    ['a string of 5000', ['SET', 'k', 'x'.repeat(5000)], 5168],
    ['a number', ['SET', 'k', '12345'], 48],
    ['a list of 1', ['RPUSH', 'k', ...tens(1)], 160],
    ['a list of 10', ['RPUSH', 'k', ...tens(10)], 256],
    ['a list of 100', ['RPUSH', 'k', ...tens(100)], 1408],
    ['an intset of 512', ['SADD', 'k', ...Array.from({ length: 512 }, (_, index) => String(10_000 + index))], 1328],
  ] as const)('%s is exactly as on a real server', (_name, command, bytes) => {
    expect(usage(command)).toBe(bytes);
  });

  test.each([
    ['a list of 1000 long ones', ['RPUSH', 'k', ...Array.from({ length: 1000 }, () => 'x'.repeat(100))], 107_104],
    ['a hash of 100', ['HSET', 'k', ...numbered(100).flatMap((word) => [word.slice(5), 'x'.repeat(10)])], 1840],
    ['a hash of 1000', ['HSET', 'k', ...numbered(1000).flatMap((word) => [word.slice(5), 'x'.repeat(10)])], 56_296],
    ['a set of 1000', ['SADD', 'k', ...numbered(1000)], 48_296],
    ['a set of 10', ['SADD', 'k', ...numbered(10)], 696],
    ['a sorted set of 100', ['ZADD', 'k', ...numbered(100).flatMap((word, index) => [String(index), word])], 1584],
    ['a sorted set of 1000', ['ZADD', 'k', ...numbered(1000).flatMap((word, index) => [String(index), word])], 100_184],
  ] as const)('%s is within a tenth of it', (_name, command, bytes) => {
    expect(usage(command) / bytes).toBeGreaterThan(0.9);
    expect(usage(command) / bytes).toBeLessThan(1.1);
  });
});

describe('the memory of a server', () => {
  test('is kept up to date key by key: what it counts is what it would find by looking at every key', () => {
    const environment = new ManualEnvironment(1_000_000);
    const server = new RedisServer(environment, { order: 'insertion', configuration: { maxmemory: '1gb' } });
    const run = (line: string): void => {
      const [command = '', ...words] = line.split(' ');
      server.execute(command, ...words);
    };
    const commands =
      'SET a x|APPEND a yyyyyyyyyyyyyyyyyyyy|EXPIRE a 100|RPUSH l 1 2 3|LPOP l|HSET h f v g w|HDEL h f|SADD s a b|SREM s a|ZADD z 1 m|COPY z y|RENAME z q|PERSIST a|DEL h|SELECT 1|SET b x PX 5|MOVE b 0|XADD x * f v|SWAPDB 0 1|SET c x';
    for (const line of commands.split('|')) run(line);
    environment.advance(100);
    const counted = server.memory.usedBytes;
    const untracked = new RedisServer(new ManualEnvironment(1_000_000), { order: 'insertion' });
    expect(untracked.memory.dataBytes).toBe(0);
    expect(counted - untracked.memory.usedBytes).toBe(server.memory.dataBytes);
    // The same data looked at anew: switched off and on again.
    server.execute('CONFIG', 'SET', 'maxmemory', '0');
    expect(server.memory.isUsed).toBe(false);
    server.execute('CONFIG', 'SET', 'maxmemory', '1gb');
    expect(server.memory.usedBytes).toBe(counted);
    run('FLUSHALL');
    expect(server.memory.usedBytes).toBe(untracked.memory.usedBytes);
  });
});
