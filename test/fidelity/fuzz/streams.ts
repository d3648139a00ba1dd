/**
 * Programs about streams only: long enough that nodes fill, of entries narrow and wide, so that what `~` trims and what XINFO counts is
 * compared too; two clients that read as consumers, wait, claim from each other and take streams and groups away from under the other.
 */
import fc from 'fast-check';
import { request, some } from './words.ts';
import type { Program } from './program.ts';
import type { Request, Word } from './words.ts';

/** Adds so many entries from an id on; their number is one of the fields, so that widths of integers differ. */
const FILL =
  "for i=1,ARGV[2] do redis.call('XADD',KEYS[1],(ARGV[1]+i)..'-0','f',i*i*i*i,ARGV[3],string.rep('v',ARGV[4])) end return redis.call('XLEN',KEYS[1])";

const key: Word = fc.constantFrom('x1', 'x1', 'x1', 'x2', 'm1');
const group: Word = fc.constantFrom('G1', 'G1', 'G1', 'G2');
const consumer: Word = fc.constantFrom('alice', 'bob', 'carol');
const ms: Word = fc.integer({ min: 1, max: 400 }).map(String);
const id: Word = fc.oneof(
  { weight: 5, arbitrary: ms },
  { weight: 3, arbitrary: ms.map((one) => `${one}-0`) },
  { weight: 1, arbitrary: fc.constantFrom('0', '0-0', '5-*', '18446744073709551615', '07', '4--01', '9007199254740993-9007199254740995') },
);
const bound: Word = fc.oneof(
  fc.constantFrom('-', '+'),
  id,
  id.map((one) => `(${one}`),
);
const few: Word = fc.integer({ min: 0, max: 6 }).map(String);
const count = fc.oneof(
  fc.constant<Request>([]),
  few.map((words): Request => ['COUNT', words]),
);
const size: Word = fc.integer({ min: 0, max: 350 }).map(String);
const limit = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Request>([]) },
  { weight: 1, arbitrary: request('LIMIT', fc.constantFrom('0', '50', '100', '150', '1000')) },
);
const trimming = fc.oneof(
  request('MAXLEN', fc.constantFrom([], ['=']), size),
  request('MAXLEN', '~', size, limit),
  request('MINID', fc.constantFrom([], ['=']), id),
  request('MINID', '~', id, limit),
);
const fields = some(
  fc
    .constantFrom(['f', '1'], ['f', 'value'], ['', ''], ['long '.repeat(30), '-70000'], ['f', 'w'.repeat(4095)])
    .map(([name, value]) => `${name}\n${value}`),
  1,
  3,
).map((pairs) => pairs.flatMap((pair) => pair.split('\n')));
const fill = fc
  .tuple(
    key,
    fc.integer({ min: 0, max: 300 }),
    fc.integer({ min: 1, max: 130 }),
    fc.constantFrom('f', 'g', '12'),
    fc.constantFrom(0, 1, 63, 64, 300),
  )
  .map(([name, from, entries, field, width]): Request => ['EVAL', FILL, '1', name, String(from), String(entries), field, String(width)]);
const claiming = fc
  .array(fc.constantFrom<Request>(['FORCE'], ['JUSTID'], ['IDLE', '1000000'], ['TIME', '1'], ['RETRYCOUNT', '4'], ['LASTID', '300']), {
    maxLength: 2,
    size: 'max',
  })
  .map((parts) => parts.flat());
const waiting = fc.constantFrom<Request>([], [], ['BLOCK', '0']);

const requests: fc.Arbitrary<Request> = fc.oneof(
  { weight: 6, arbitrary: fill },
  { weight: 6, arbitrary: request('XADD', key, id, fields) },
  { weight: 3, arbitrary: request('XADD', key, trimming, id, fields) },
  { weight: 4, arbitrary: request('XTRIM', key, trimming) },
  { weight: 4, arbitrary: request('XDEL', key, some(id, 1, 6)) },
  { weight: 3, arbitrary: request(fc.constantFrom('XRANGE', 'XREVRANGE'), key, bound, bound, count) },
  { weight: 3, arbitrary: request('XREAD', count, waiting, 'STREAMS', key, fc.constantFrom('$', '0', '200')) },
  { weight: 3, arbitrary: request('XGROUP', 'CREATE', key, group, fc.oneof(id, fc.constant('$')), fc.constantFrom([], ['MKSTREAM'])) },
  { weight: 3, arbitrary: request('XGROUP', 'SETID', key, group, id, fc.constantFrom([], ['ENTRIESREAD', '7'])) },
  { weight: 1, arbitrary: request('XGROUP', 'DESTROY', key, group) },
  { weight: 1, arbitrary: request('XGROUP', fc.constantFrom('CREATECONSUMER', 'DELCONSUMER'), key, group, consumer) },
  {
    weight: 8,
    arbitrary: request('XREADGROUP', 'GROUP', group, consumer, count, waiting, fc.constantFrom([], [], ['NOACK']), 'STREAMS', key, '>'),
  },
  { weight: 3, arbitrary: request('XREADGROUP', 'GROUP', group, consumer, count, 'STREAMS', key, id) },
  { weight: 4, arbitrary: request('XACK', key, group, some(id, 1, 6)) },
  { weight: 3, arbitrary: request('XPENDING', key, group, fc.constantFrom([], ['-', '+', '5'], ['IDLE', '500000', '-', '+', '9', 'bob'])) },
  { weight: 3, arbitrary: request('XCLAIM', key, group, consumer, fc.constantFrom('0', '500000'), some(id, 1, 4), claiming) },
  { weight: 3, arbitrary: request('XAUTOCLAIM', key, group, consumer, fc.constantFrom('0', '500000'), id, count) },
  { weight: 3, arbitrary: request('XINFO', fc.constantFrom('STREAM', 'GROUPS'), key) },
  {
    weight: 1,
    arbitrary: request(
      'XSETID',
      key,
      fc.constantFrom('300', '450-1'),
      fc.constantFrom([], ['ENTRIESADDED', '600'], ['MAXDELETEDID', '20']),
    ),
  },
  { weight: 1, arbitrary: request(fc.constantFrom('COPY', 'RENAME'), key, key) },
  { weight: 1, arbitrary: request(fc.constantFrom('DEL', 'TYPE'), key) },
  { weight: 2, arbitrary: fc.constantFrom<Request>(['MULTI'], ['EXEC'], ['EXEC'], ['SET', 'm1', 'text'], ['SWAPDB', '0', '1']) },
);
const client = fc.constantFrom('a' as const, 'a' as const, 'b' as const);

/** Two clients and the same few streams. */
export const streamPrograms: fc.Arbitrary<Program> = fc.array(fc.record({ client, words: requests }), {
  minLength: 2,
  maxLength: 60,
  size: 'max',
});
