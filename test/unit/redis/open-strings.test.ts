/** Long strings are changed in place: the same replies as when the whole text is changed, and no copy of it. */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { RedisServer } from '../../../sim/redis/index.ts';
import { OpenString } from '../../../sim/redis/keyspace/index.ts';

const server = (persistence: 'none' | 'aof-always'): RedisServer =>
  new RedisServer(
    { nowMs: () => 0, after: () => ({ cancel: () => undefined }), draw: (_stream, _key, below) => below >>> 1 },
    { persistence },
  );

const place = fc.integer({ min: 0, max: 1_200 });
const field = fc.tuple(fc.constantFrom('u8', 'i5', 'i64', 'u63'), place, fc.integer({ min: -200, max: 200 }));
const command = fc.oneof(
  fc.tuple(place, fc.constantFrom('0', '1')).map(([at, bit]) => ['SETBIT', 'k', String(at * 8 + 3), bit]),
  place.map((at) => ['GETBIT', 'k', String(at * 8 + 3)]),
  fc.tuple(place, fc.string({ maxLength: 20, unit: 'binary-ascii' })).map(([at, piece]) => ['SETRANGE', 'k', String(at), piece]),
  fc.tuple(place, place).map(([from, to]) => ['GETRANGE', 'k', String(from), String(to)]),
  field.map(([type, at, by]) => [
    'BITFIELD',
    'k',
    'INCRBY',
    type,
    `#${at % 100}`,
    String(by),
    'GET',
    'u8',
    String(at),
    'OVERFLOW',
    'FAIL',
    'SET',
    type,
    String(at),
    '7',
  ]),
  place.map((at) => ['BITFIELD_RO', 'k', 'GET', 'u16', String(at)]),
  fc.constantFrom(
    ['STRLEN', 'k'],
    ['GET', 'k'],
    ['BITCOUNT', 'k'],
    ['OBJECT', 'ENCODING', 'k'],
    ['TYPE', 'k'],
    ['DUMP', 'k'],
    ['APPEND', 'k', 'end'],
  ),
  fc.constantFrom(
    ['DEL', 'k'],
    ['RENAME', 'k', 'other'],
    ['COPY', 'other', 'k', 'REPLACE'],
    ['SWAPDB', '0', '1'],
    ['SET', 'k', 'x'.repeat(700)],
    ['LPUSH', 'k', 'a'],
    ['FLUSHDB'],
  ),
);

test('replies are those of a server that changes the whole text', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
      const [inPlace, whole] = [server('none'), server('aof-always')];
      for (const argv of [['SET', 'k', 'y'.repeat(600)], ...commands]) {
        const [name = '', ...rest] = argv;
        expect([argv, inPlace.execute(name, ...rest)]).toEqual([argv, whole.execute(name, ...rest)]);
      }
    }),
    { numRuns: 300 },
  );
});

test('a journal that begins later sees what was changed in place', () => {
  const redis = server('none');
  redis.execute('SET', 'k', 'y'.repeat(600));
  redis.execute('SETRANGE', 'k', '0', 'abc');
  const point = redis.persistence.checkpoint();
  redis.execute('SETRANGE', 'k', '0', 'def');
  point.restore();
  expect(redis.execute('GETRANGE', 'k', '0', '3')).toBe('abcy');
});

test('a megabyte is not copied for a bit', () => {
  const text = vi.spyOn(OpenString.prototype, 'text');
  const redis = server('none');
  redis.execute('SETBIT', 'k', String(8_000_000), '1');
  for (let at = 0; at < 1_000; at += 1) {
    redis.execute('SETBIT', 'k', String(at * 7_919), '1');
    redis.execute('GETBIT', 'k', String(at));
    redis.execute('SETRANGE', 'k', String(at * 900), 'piece');
    redis.execute('GETRANGE', 'k', String(at), String(at + 10));
    redis.execute('BITFIELD', 'k', 'INCRBY', 'u8', '16', '1', 'GET', 'u8', '0');
    redis.execute('STRLEN', 'k');
  }
  expect(text).not.toHaveBeenCalled();
  expect(redis.execute('STRLEN', 'k')).toBe(1_000_001);
  redis.execute('GET', 'k');
  expect(text).toHaveBeenCalledOnce();
  text.mockRestore();
});
