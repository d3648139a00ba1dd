/** Random requests on sets. */
import fc from 'fast-check';
import { count, maybe, member, numkeys, option, request, some, t } from '../words.ts';
import type { Request } from '../words.ts';

/** Requests on sets. */
export const setRequests: readonly fc.Arbitrary<Request>[] = [
  request('SADD', t, some(member)),
  request('SREM', t, some(member)),
  request('SMEMBERS', t),
  request('SISMEMBER', t, member),
  request('SMISMEMBER', t, some(member)),
  request('SCARD', t),
  request('SMOVE', t, t, member),
  request('SINTER', some(t)),
  request('SUNION', some(t)),
  request('SDIFF', some(t)),
  request('SINTERSTORE', t, some(t)),
  request('SUNIONSTORE', t, some(t)),
  request('SDIFFSTORE', t, some(t)),
  request('SINTERCARD', numkeys(t), maybe(option('LIMIT'), count)),
  request('SSCAN', t, '0', maybe(option('MATCH'), fc.constantFrom('*', 'a*', '[^a]'))),
  request('SPOP', fc.constantFrom('t2', 'm1', 's1'), fc.constantFrom('1000', '0', '-1', 'x')),
  request('SRANDMEMBER', t, maybe(fc.constantFrom('10', '0', 'x', '-9223372036854775808', '9223372036854775807'))),
];
