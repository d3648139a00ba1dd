/** Random requests on lists, the blocking ones among them. */
import type fc from 'fast-check';
import { count, integer, l, maybe, member, numkeys, option, request, some, timeout, value } from '../words.ts';
import type { Request } from '../words.ts';

const ends = option('LEFT', 'RIGHT', 'UP');
/** Requests on lists. */
export const listRequests: readonly fc.Arbitrary<Request>[] = [
  request('LPUSH', l, some(value)),
  request('RPUSH', l, some(value)),
  request('LPUSHX', l, some(value)),
  request('RPUSHX', l, some(value)),
  request('LPOP', l, maybe(count)),
  request('RPOP', l, maybe(count)),
  request('LLEN', l),
  request('LRANGE', l, integer, integer),
  request('LTRIM', l, integer, integer),
  request('LINDEX', l, integer),
  request('LSET', l, integer, value),
  request('LINSERT', l, option('BEFORE', 'AFTER', 'IN'), member, value),
  request('LREM', l, integer, member),
  request('LPOS', l, member, maybe(option('RANK'), integer), maybe(option('COUNT'), count), maybe(option('MAXLEN'), count)),
  request('LMOVE', l, l, ends, ends),
  request('RPOPLPUSH', l, l),
  request('LMPOP', numkeys(l), ends, maybe(option('COUNT'), count)),
  request('BLPOP', some(l, 1, 2), timeout),
  request('BRPOP', some(l, 1, 2), timeout),
  request('BLMOVE', l, l, ends, ends, timeout),
  request('BRPOPLPUSH', l, l, timeout),
  request('BLMPOP', timeout, numkeys(l), ends, maybe(option('COUNT'), count)),
];
