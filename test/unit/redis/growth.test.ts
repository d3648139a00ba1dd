/** What commands cost where Redis looks at a handful of nodes: counted, at two thousand and at a hundred thousand elements. */
import { expect, it, vi } from 'vitest';
import { RedisServer } from '../../../sim/redis/index.ts';
import { ExpirySchedule } from '../../../sim/redis/keyspace/expiry.ts';
import { ManualEnvironment } from '../../fidelity/engines/manual-environment.ts';
import type { Indexed } from '../../../sim/redis/keyspace/index.ts';

const small = 2000;
const large = 100_000;

function idleServer(): RedisServer {
  return new RedisServer({ nowMs: () => 0, after: () => ({ cancel: () => undefined }), draw: (_stream, _key, below) => below >>> 1 });
}

/** A server with a sorted set whose members have their number as score, in order. */
function sortedServer(size: number): RedisServer {
  const server = idleServer();
  for (let index = 0; index < size; index++) server.execute('ZADD', 'sorted', String(index), `m${index}`);
  server.execute('ZRANK', 'sorted', 'm0');
  return server;
}

/** The nodes that a command looks at. */
function visits(server: RedisServer, argv: readonly [string, ...string[]]): number {
  const set = server.data.database(0).sortedSet('sorted');
  const before = set?.visits ?? 0;
  server.execute(...argv);
  return (set?.visits ?? 0) - before;
}

it.each<[string, (middle: number) => [string, ...string[]]]>([
  ['ZRANK', (middle) => ['ZRANK', 'sorted', `m${middle}`]],
  ['ZREVRANK', (middle) => ['ZREVRANK', 'sorted', `m${middle}`]],
  ['ZRANGE by rank', (middle) => ['ZRANGE', 'sorted', String(middle), String(middle + 2)]],
  ['ZRANGE by score with a limit', (middle) => ['ZRANGE', 'sorted', String(middle), 'inf', 'BYSCORE', 'LIMIT', '0', '3']],
  ['ZREVRANGEBYSCORE with a limit', (middle) => ['ZREVRANGEBYSCORE', 'sorted', String(middle), '-inf', 'LIMIT', '2', '3']],
  ['ZCOUNT', (middle) => ['ZCOUNT', 'sorted', '10', String(middle)]],
  ['ZRANDMEMBER', () => ['ZRANDMEMBER', 'sorted']],
  ['ZPOPMIN', () => ['ZPOPMIN', 'sorted']],
  ['ZPOPMAX', () => ['ZPOPMAX', 'sorted']],
  ['ZREM', (middle) => ['ZREM', 'sorted', `m${middle}`]],
  ['ZREMRANGEBYRANK of three', (middle) => ['ZREMRANGEBYRANK', 'sorted', String(middle), String(middle + 2)]],
  ['ZREMRANGEBYSCORE of three', (middle) => ['ZREMRANGEBYSCORE', 'sorted', String(middle + 10), String(middle + 12)]],
])('%s looks at about as many nodes of a large sorted set as of a small one', (_name, command) => {
  const [few, many] = [small, large].map((size) => visits(sortedServer(size), command(size >>> 1)));
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual((few ?? 0) * 4);
});

it('a member that is moved is put to its place with one look at each level, when somebody asks for the order', () => {
  const [few, many] = [small, large].map((size) => {
    const server = sortedServer(size);
    server.execute('ZADD', 'sorted', '0.5', `m${size - 1}`);
    return visits(server, ['ZRANK', 'sorted', `m${size >>> 1}`]);
  });
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual((few ?? 0) * 4);
});

it('a set that has shrunk is as cheap as one that was never larger', () => {
  const shrunk = sortedServer(large);
  for (let index = 0; index < large; index++) if (index % (large / small) !== 0) shrunk.execute('ZREM', 'sorted', `m${index}`);
  const asked: [string, ...string[]] = ['ZRANGE', 'sorted', '0', '-1'];
  const never = visits(sortedServer(small), asked);
  expect(never).toBeGreaterThan(0);
  expect(visits(shrunk, asked)).toBeLessThanOrEqual(never * 4);
});

/** A server with a key a number, and a hash, a set and a sorted set of as many members; each has been scanned once. */
function scannedServer(size: number): RedisServer {
  const server = sortedServer(size);
  for (let index = 0; index < size; index++) {
    server.execute('SET', `k${index}`, '');
    server.execute('HSET', 'hash', `m${index}`, '');
    server.execute('SADD', 'set', `m${index}`);
  }
  for (const scan of scans) server.execute(...scan);
  return server;
}

const scans: readonly [string, ...string[]][] = [
  ['SCAN', '0'],
  ['HSCAN', 'hash', '0'],
  ['SSCAN', 'set', '0'],
  ['ZSCAN', 'sorted', '0'],
];

it.each(scans)('%s looks at about as many nodes of a large collection as of a small one, also after changes', (...scan) => {
  const [few, many] = [small, large].map((size) => {
    const server = scannedServer(size);
    const database = server.data.database(0);
    const owner = scan[0] === 'SCAN' ? database : (database.peek(scan[1] ?? '') as Indexed);
    const before = owner.memberIndex?.visits ?? 0;
    for (const name of ['new', 'm7', 'm9']) {
      server.execute('SET', name, '');
      server.execute('HSET', 'hash', name, '');
      server.execute('SREM', 'set', name);
      server.execute('ZREM', 'sorted', name);
    }
    server.execute(...scan);
    return (owner.memberIndex?.visits ?? 0) - before;
  });
  expect(few).toBeGreaterThan(0);
  expect(many).toBeLessThanOrEqual((few ?? 0) * 4);
});

it.each<[string, ...string[]]>([
  ['RANDOMKEY'],
  ['HRANDFIELD', 'hash'],
  ['HRANDFIELD', 'hash', '3'],
  ['SRANDMEMBER', 'set'],
  ['SRANDMEMBER', 'set', '-3'],
  ['SPOP', 'set', '2'],
])('%s %s %s walks over all members once, and then never again', (...argv) => {
  const server = scannedServer(small);
  const database = server.data.database(0);
  const owner = argv[1] === undefined ? database : (database.peek(argv[1]) as Indexed);
  const walks = vi.spyOn(owner, 'names');
  for (let index = 0; index < 20; index++) {
    server.execute(...argv);
    server.execute('SET', `new${index}`, '');
    server.execute('HSET', 'hash', `new${index}`, '');
    server.execute('SADD', 'set', `new${index}`);
    server.execute('HDEL', 'hash', `m${index}`);
    server.execute('SREM', 'set', `m${index}`);
  }
  expect(walks).toHaveBeenCalledTimes(1);
});

it.each<[string, ...string[]]>([
  ['ZINTER', '2', 'sorted', 'few'],
  ['ZINTERSTORE', 'stored', '2', 'sorted', 'few'],
  ['ZINTERCARD', '2', 'sorted', 'few', 'LIMIT', '1'],
  ['ZDIFF', '2', 'few', 'sorted'],
  ['SINTER', 'set', 'few members'],
])('%s of a small set and a large one walks over the small one only', (...argv) => {
  const server = scannedServer(small);
  for (const name of ['m1', 'm2', 'm3']) {
    server.execute('ZADD', 'few', '1', name);
    server.execute('SADD', 'few members', name);
  }
  const database = server.data.database(0);
  const large = ['sorted', 'set'].map((key) => vi.spyOn(database.peek(key) as Indexed, 'names'));
  server.execute(...argv);
  for (const walk of large) expect(walk).not.toHaveBeenCalled();
});

it('a deadline that is given again and again is looked at a few times each, however often', () => {
  const schedule = new ExpirySchedule({ nowMs: () => 0, after: () => ({ cancel: () => undefined }), draw: () => 0 }, () => undefined);
  const deadlines = new Map([['same', 5]]);
  let looks = 0;
  const holds = (): boolean => {
    looks += 1;
    return true;
  };
  for (let index = 0; index < 10_000; index++) schedule.add({ atMs: 5, deadlines, key: 'same' }, 1, holds, false);
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThan(30_000);
});

it('SWAPDB looks at no key, and deadlines go with their keys', () => {
  const environment = new ManualEnvironment();
  const server = new RedisServer(environment);
  for (let index = 0; index < 1000; index++) server.execute('SET', `k${index}`, 'v', 'EX', String(10 + index));
  const add = vi.spyOn(ExpirySchedule.prototype, 'add');
  for (let index = 0; index < 3; index++) server.execute('SWAPDB', '0', '1');
  expect(add).not.toHaveBeenCalled();
  add.mockRestore();
  environment.advance(20_000);
  server.execute('SELECT', '1');
  expect(server.execute('DBSIZE')).toBe(990);
  expect(server.execute('EXISTS', 'k5', 'k500')).toBe(1);
});
