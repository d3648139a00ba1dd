/** Random requests on streams and their consumer groups. Ids are written out: what `*` gives depends on the clock. */
import fc from 'fast-check';
import { anyKey, integer, maybe, member, option, pairs, request, some, value, x } from '../words.ts';
import type { Request, Word } from '../words.ts';

const id: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1-1', '1-2', '2-0', '3-0', '5-1', '7-7', '1', '0', '9-*') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0-0', '-', '+', '$', '>', 'x', '', '1-', '-1', '1-x', '18446744073709551615-18446744073709551615', '1-1-1'),
  },
);
const nextId: Word = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 6, max: 40 }).map((ms) => `${ms}-${ms % 3}`) },
  { weight: 3, arbitrary: fc.integer({ min: 6, max: 40 }).map((ms) => `${ms}-*`) },
  { weight: 2, arbitrary: id },
);
const bound: Word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('-', '+') },
  { weight: 3, arbitrary: id },
  { weight: 1, arbitrary: id.map((one) => `(${one}`) },
);
const group: Word = fc.constantFrom('G1', 'G1', 'G1', 'G2', 'none', '');
const consumer: Word = fc.constantFrom('alice', 'alice', 'bob', 'carol', '');
const threshold: Word = fc.constantFrom('0', '1', '2', '3', '10', '-1', 'x', '2-0', '5-1');
const trimming = request(option('MAXLEN', 'MINID'), maybe(fc.constantFrom('=', '~', 'x')), threshold, maybe(option('LIMIT'), integer));
const streams = fc
  .array(fc.tuple(x, id), { minLength: 1, maxLength: 2, size: 'max' })
  .map((items) => [...items.map(([key]) => key), ...items.map(([, from]) => from)]);
const newOnes = fc.array(x, { minLength: 1, maxLength: 2, size: 'max' }).map((keys) => [...keys, ...keys.map(() => '>')]);
const block = maybe(option('BLOCK'), fc.constantFrom('0', '1000000', '-1', 'x'));
const minimumIdle: Word = fc.constantFrom('0', '0', '99999999', '-1', 'x');
const claimOption = fc.oneof(
  request(option('IDLE'), fc.constantFrom('0', '1000', 'x')),
  request(option('RETRYCOUNT'), integer),
  request(option('FORCE', 'JUSTID', 'BAD')),
  request(option('LASTID'), id),
);

/** Requests on streams. */
export const streamRequests: readonly fc.Arbitrary<Request>[] = [
  request('XADD', x, maybe(option('NOMKSTREAM')), maybe(trimming), nextId, pairs(member, value)),
  request('XADD', x, nextId, pairs(member, value)),
  request('XADD', x, nextId, member, value),
  request('XTRIM', x, trimming),
  request('XDEL', x, some(id)),
  request('XLEN', x),
  request('XRANGE', x, bound, bound, maybe(option('COUNT'), integer)),
  request('XREVRANGE', x, bound, bound, maybe(option('COUNT'), integer)),
  request('XREAD', maybe(option('COUNT'), integer), block, option('STREAMS'), streams),
  request('XREAD', option('STREAMS'), some(anyKey, 0, 3)),
  request('XGROUP', option('CREATE'), x, group, id, maybe(option('MKSTREAM', 'BAD')), maybe(option('ENTRIESREAD'), integer)),
  request('XGROUP', option('SETID'), x, group, id, maybe(option('ENTRIESREAD'), integer)),
  request('XGROUP', option('DESTROY'), x, group),
  request('XGROUP', option('CREATECONSUMER'), x, group, consumer),
  request('XGROUP', option('DELCONSUMER'), x, group, consumer),
  request(
    'XREADGROUP',
    option('GROUP'),
    group,
    consumer,
    maybe(option('COUNT'), integer),
    maybe(option('NOACK')),
    option('STREAMS'),
    newOnes,
  ),
  request('XREADGROUP', option('GROUP'), group, consumer, block, option('STREAMS'), streams),
  request('XACK', x, group, some(id)),
  request('XPENDING', x, group, maybe(bound, bound, integer, maybe(consumer))),
  request('XPENDING', x, group, option('IDLE'), minimumIdle, bound, bound, integer),
  request(
    'XCLAIM',
    x,
    group,
    consumer,
    minimumIdle,
    some(id),
    fc.array(claimOption, { maxLength: 2, size: 'max' }).map((parts) => parts.flat()),
  ),
  request('XAUTOCLAIM', x, group, consumer, minimumIdle, id, maybe(option('COUNT'), integer), maybe(option('JUSTID'))),
  request('XINFO', option('STREAM'), x, maybe(option('FULL'), maybe(option('COUNT'), integer))),
  request('XINFO', option('GROUPS', 'CONSUMERS', 'HELP', 'BAD'), x, maybe(group)),
  request('XSETID', x, id, maybe(option('ENTRIESADDED'), integer, option('MAXDELETEDID'), id)),
];
