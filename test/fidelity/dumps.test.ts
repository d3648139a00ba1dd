/** Values go from the twin to a real redis-server and back by DUMP and RESTORE, and are the same on the other side. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startReal } from './engines/real.ts';
import { startTwin } from './engines/twin.ts';
import { isItems } from './engines/wire.ts';
import type { EngineConnection } from './engines/engine.ts';
import type { RealServer } from './engines/real.ts';
import type { Wire } from './engines/wire.ts';

const words = (count: number, word: (index: number) => string): string[] => Array.from({ length: count }, (_, index) => word(index));
const mixed = (index: number): string =>
  ['x'.repeat(index % 90), String(index * 7919 - 40_000), String(BigInt(index) ** 9n), `a\0\xff\r\n${index}`, 'ab'.repeat(index % 50)][
    index % 5
  ] ?? '';

/** What is stored, and how it is read back. */
const values: Readonly<Record<string, { readonly store: readonly string[]; readonly read: readonly string[] }>> = {
  'an empty string': { store: ['SET', 'k', ''], read: ['GET', 'k'] },
  'a small integer': { store: ['SET', 'k', '-129'], read: ['GET', 'k'] },
  'a long string that repeats': { store: ['SET', 'k', 'hello world '.repeat(2000)], read: ['GET', 'k'] },
  'bytes of every kind': { store: ['SET', 'k', words(512, (index) => String.fromCharCode(index & 255)).join('')], read: ['GET', 'k'] },
  'a list of one node': { store: ['RPUSH', 'k', ...words(50, mixed)], read: ['LRANGE', 'k', '0', '-1'] },
  'a list of many nodes': { store: ['RPUSH', 'k', ...words(2000, mixed)], read: ['LRANGE', 'k', '0', '-1'] },
  'a list with a large item': { store: ['RPUSH', 'k', 'a', 'y'.repeat(20_000), 'b'], read: ['LRANGE', 'k', '0', '-1'] },
  'a small hash': { store: ['HSET', 'k', ...words(40, (index) => `f${index}`)], read: ['HGETALL', 'k'] },
  'a large hash': { store: ['HSET', 'k', ...words(400, (index) => `${index}${mixed(index)}`)], read: ['HGETALL', 'k'] },
  'a set of small integers': { store: ['SADD', 'k', '1', '-7', '300'], read: ['SMEMBERS', 'k'] },
  'a set of large integers': { store: ['SADD', 'k', '1', '-7', '9223372036854775807'], read: ['SMEMBERS', 'k'] },
  'a set of words': { store: ['SADD', 'k', ...words(300, (index) => `${index}${mixed(index)}`)], read: ['SMEMBERS', 'k'] },
  'a small sorted set': {
    store: ['ZADD', 'k', '1', 'a', '0.1', 'b', '-inf', 'c', '1e300', 'd'],
    read: ['ZRANGE', 'k', '0', '-1', 'WITHSCORES'],
  },
  'a large sorted set': {
    store: ['ZADD', 'k', ...words(300, (index) => (index % 2 === 0 ? String(index / 7) : `m${index}`))],
    read: ['ZRANGE', 'k', '0', '-1', 'WITHSCORES'],
  },
  'a stream': { store: ['XADD', 'k', '5-1', ...words(30, mixed)], read: ['XRANGE', 'k', '-', '+'] },
  'a HyperLogLog': { store: ['PFADD', 'k', ...words(3000, (index) => `element ${index}`)], read: ['PFCOUNT', 'k'] },
};

let real: RealServer;

beforeAll(async () => {
  real = await startReal();
  if ('missing' in real) console.log(`dumps are not exchanged: ${real.missing}`);
});

afterAll(async () => {
  if ('engine' in real) await real.engine.stop();
});

async function ask(connection: EngineConnection, request: readonly string[]): Promise<Wire> {
  connection.send(request);
  return await connection.receive();
}

/** A reply whose items may come in any order. */
function unordered(reply: Wire): Wire {
  return isItems(reply) ? reply.map(String).sort() : reply;
}

/** Stores on one server and restores on the other; answers what each then says of the key. */
async function exchange(
  from: EngineConnection,
  to: EngineConnection,
  { store, read }: { store: readonly string[]; read: readonly string[] },
): Promise<Wire[][]> {
  for (const connection of [from, to]) await ask(connection, ['FLUSHALL']);
  await ask(from, store);
  const payload = await ask(from, ['DUMP', 'k']);
  expect(await ask(to, ['RESTORE', 'k', '0', typeof payload === 'string' ? payload : ''])).toEqual({ status: 'OK' });
  const said: Wire[][] = [];
  for (const connection of [from, to])
    said.push([unordered(await ask(connection, read)), await ask(connection, ['OBJECT', 'ENCODING', 'k'])]);
  return said;
}

describe('a dump', () => {
  it.each(Object.keys(values))('%s goes both ways', async (name) => {
    const value = values[name];
    if ('missing' in real || value === undefined) return;
    const theirs = await real.engine.connect();
    const ours = await (await startTwin()).connect();
    const [here, there] = await exchange(ours, theirs, value);
    expect(there).toEqual(here);
    const [fromThem, toUs] = await exchange(theirs, ours, value);
    expect(toUs).toEqual(fromThem);
  });
});
