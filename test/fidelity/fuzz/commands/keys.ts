/** Random requests on keys of any type. */
import fc from 'fast-check';
import { absolute, anyKey, integer, l, maybe, option, request, seconds, some, t, z } from '../words.ts';
import type { Request } from '../words.ts';

const limit = maybe(option('LIMIT'), integer, integer);
/** GT and LT only with absolute times: the real server's clock goes on between two relative ones. */
const condition = fc.array(option('NX', 'XX', 'GT', 'LT', 'BAD'), { maxLength: 2, size: 'max' });
const simpleCondition = maybe(option('NX', 'XX', 'BAD'));
/** Requests on keys of any type. */
export const keyRequests: readonly fc.Arbitrary<Request>[] = [
  request('DEL', some(anyKey, 1, 2)),
  request('UNLINK', anyKey),
  request('EXISTS', some(anyKey)),
  request('TYPE', anyKey),
  request('TOUCH', some(anyKey)),
  request('EXPIRE', anyKey, seconds, simpleCondition),
  request('PEXPIRE', anyKey, fc.constantFrom('500000', '900000', '0', '-10', 'x'), simpleCondition),
  request('EXPIREAT', anyKey, absolute('s'), condition),
  request('PEXPIREAT', anyKey, absolute('ms'), condition),
  request('TTL', anyKey),
  request('PTTL', anyKey),
  request('EXPIRETIME', anyKey),
  request('PEXPIRETIME', anyKey),
  request('PERSIST', anyKey),
  request('RENAME', anyKey, anyKey),
  request('RENAMENX', anyKey, anyKey),
  request('COPY', anyKey, anyKey, maybe(option('REPLACE', 'BAD'))),
  request('KEYS', fc.constantFrom('*', 's*', '?1', '[hl]?', 'x', '\\s1', '[^s]1', '*1*')),
  request(
    'SCAN',
    '0',
    option('COUNT'),
    '1000',
    maybe(option('MATCH'), fc.constantFrom('s*', '*2')),
    maybe(option('TYPE'), option('string', 'zset', 'bad')),
  ),
  request('DBSIZE'),
  request('SORT', fc.oneof(l, t, z), maybe(option('ALPHA')), maybe(option('DESC', 'ASC')), limit),
  request('SORT', l, option('BY'), fc.constantFrom('nosort', 'w_*'), maybe(option('GET'), fc.constantFrom('#', 's*', 'h*->a'))),
  request('OBJECT', option('ENCODING'), anyKey),
  request('MOVE', anyKey, fc.constantFrom('0', '1', '99', 'x')),
  request('SORT_RO', fc.oneof(l, t, z), maybe(option('ALPHA')), limit),
  request('SORT', l, option('STORE'), anyKey),
  request('OBJECT', option('FREQ', 'BAD'), anyKey),
  request('FLUSHDB', maybe(option('ASYNC', 'SYNC', 'BAD'))),
  request('SWAPDB', fc.constantFrom('0', '1', 'x'), fc.constantFrom('0', '1', '99')),
];
