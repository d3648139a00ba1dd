/** Random requests on hashes. */
import fc from 'fast-check';
import { count, float, h, integer, maybe, member, option, pairs, request, some, value } from '../words.ts';
import type { Request } from '../words.ts';

/** Requests on hashes. */
export const hashRequests: readonly fc.Arbitrary<Request>[] = [
  request('HSET', h, pairs(member, value)),
  request('HMSET', h, pairs(member, value)),
  request('HSETNX', h, member, value),
  request('HGET', h, member),
  request('HMGET', h, some(member)),
  request('HGETALL', h),
  request('HKEYS', h),
  request('HVALS', h),
  request('HLEN', h),
  request('HSTRLEN', h, member),
  request('HEXISTS', h, member),
  request('HDEL', h, some(member)),
  request('HINCRBY', h, member, integer),
  request('HINCRBYFLOAT', h, member, float),
  request('HSCAN', h, '0', maybe(option('MATCH'), fc.constantFrom('*', 'a*', '[ab]', '?')), maybe(option('COUNT'), count)),
];
