/** Random requests on sorted sets. */
import fc from 'fast-check';
import { count, float, integer, maybe, member, numkeys, option, pairs, request, some, t, timeout, z } from '../words.ts';
import type { Request, Word } from '../words.ts';

const rankBounds: Word = integer;
const scoreBound: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('-inf', '+inf', '1', '2', '(1', '(2', '3.5', '0', '(3.5', 'inf') },
  { weight: 1, arbitrary: fc.constantFrom('abc', '(', '', 'nan', '((1') },
);
const memberBound: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('-', '+', '[a', '(a', '[c', '(b', '[e', '(') },
  { weight: 1, arbitrary: fc.constantFrom('a', '') },
);
const limit = maybe(option('LIMIT'), integer, integer);
const withScores = maybe(option('WITHSCORES'));
/** Sets whose scores are all equal: only there ranges by member are defined. */
const flat: Word = fc.constantFrom('y1', 'y1', 'y1', 'm3', 's3');
const zaddOptions = fc.array(option('NX', 'XX', 'GT', 'LT', 'CH', 'INCR'), { maxLength: 2, size: 'max' });
const weights = fc.oneof(
  { weight: 3, arbitrary: fc.constant([] as readonly string[]) },
  { weight: 1, arbitrary: request(option('WEIGHTS'), some(float, 1, 3)) },
  { weight: 1, arbitrary: request(option('AGGREGATE'), option('SUM', 'MIN', 'MAX', 'AVG')) },
);

/** Requests on sorted sets. */
export const sortedSetRequests: readonly fc.Arbitrary<Request>[] = [
  request('ZADD', z, zaddOptions, pairs(float, member)),
  request('ZINCRBY', z, float, member),
  request('ZREM', z, some(member)),
  request('ZCARD', z),
  request('ZSCORE', z, member),
  request('ZMSCORE', z, some(member)),
  request('ZRANK', z, member),
  request('ZREVRANK', z, member),
  request('ZCOUNT', z, scoreBound, scoreBound),
  request('ZRANGE', z, rankBounds, rankBounds, withScores),
  request('ZRANGE', z, rankBounds, rankBounds, option('REV'), withScores),
  request('ZREVRANGE', z, rankBounds, rankBounds, withScores),
  request('ZRANGE', z, scoreBound, scoreBound, option('BYSCORE'), maybe(option('REV')), limit, withScores),
  request('ZRANGEBYSCORE', z, scoreBound, scoreBound, withScores, limit),
  request('ZREVRANGEBYSCORE', z, scoreBound, scoreBound, withScores, limit),
  request('ZRANGEBYLEX', flat, memberBound, memberBound, limit),
  request('ZREVRANGEBYLEX', flat, memberBound, memberBound, limit),
  request('ZRANGE', flat, memberBound, memberBound, option('BYLEX'), limit),
  request('ZLEXCOUNT', flat, memberBound, memberBound),
  request('ZRANGESTORE', z, z, scoreBound, scoreBound, option('BYSCORE'), limit),
  request('ZREMRANGEBYRANK', z, integer, integer),
  request('ZREMRANGEBYSCORE', z, scoreBound, scoreBound),
  request('ZREMRANGEBYLEX', flat, memberBound, memberBound),
  request('ZADD', flat, '0', member),
  request('ZREM', flat, member),
  request('ZPOPMIN', z, maybe(count)),
  request('ZPOPMAX', z, maybe(count)),
  request('ZMPOP', numkeys(z), option('MIN', 'MAX', 'MID'), maybe(option('COUNT'), count)),
  request('ZUNIONSTORE', z, numkeys(fc.oneof(z, t)), weights),
  request('ZINTERSTORE', z, numkeys(fc.oneof(z, t)), weights),
  request('ZDIFFSTORE', z, numkeys(z)),
  request('ZUNION', numkeys(z), weights, withScores),
  request('ZINTER', numkeys(z), weights, withScores),
  request('ZDIFF', numkeys(z), withScores),
  request('ZINTERCARD', numkeys(z), maybe(option('LIMIT'), count)),
  request('ZSCAN', z, '0', maybe(option('MATCH'), fc.constantFrom('*', 'a*'))),
  request('BZPOPMIN', some(z, 1, 2), timeout),
  request('BZPOPMAX', some(z, 1, 2), timeout),
  request('BZMPOP', timeout, numkeys(z), option('MIN', 'MAX', 'MID'), maybe(option('COUNT'), count)),
  request('ZRANDMEMBER', z, maybe(fc.constantFrom('10', '0', 'x'), withScores)),
  request('ZRANGE', z, scoreBound, memberBound, option('BYSCORE', 'BAD'), withScores, limit),
  request('ZRANGE', flat, scoreBound, memberBound, option('BYLEX'), withScores, limit),
  request('ZRANGESTORE', z, flat, memberBound, memberBound, option('BYLEX'), maybe(option('REV')), limit),
];
