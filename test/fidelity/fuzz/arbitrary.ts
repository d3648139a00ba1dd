/**
 * Random requests for the differential test: mostly sensible, often hostile (wrong types, bad numbers, odd options in odd cases). Left out is
 * what two servers may answer differently by right: random picks, sizes in memory, the clock itself.
 */
import fc from 'fast-check';

export type Request = readonly string[];
type Word = fc.Arbitrary<string>;

/** Keys by the type they are seeded with; `m` keys are missing. */
export const KEYS = {
  string: ['s1', 's2', 'n1', 'f1'],
  hash: ['h1', 'h2'],
  list: ['l1', 'l2'],
  set: ['t1', 't2', 'i1'],
  zset: ['z1', 'z2'],
  missing: ['m1', 'm2'],
} as const;

/** Requests that make the seeded keys. */
export const SEED: readonly Request[] = [
  ['FLUSHALL'],
  ['SET', 's1', 'hello'],
  ['SET', 's2', 'wor\0ld\xff'],
  ['SET', 'n1', '42'],
  ['SET', 'f1', '3.5', 'PX', '500000'],
  ['HSET', 'h1', 'a', '1', 'b', 'x', 'c', '2.5'],
  ['HSET', 'h2', 'a', '7'],
  ['EXPIRE', 'h2', '1000'],
  ['RPUSH', 'l1', 'a', 'b', 'c', 'a', '1'],
  ['RPUSH', 'l2', 'x'],
  ['SADD', 't1', 'a', 'b', 'c'],
  ['SADD', 't2', 'b', 'd'],
  ['SADD', 'i1', '1', '2', '30'],
  ['ZADD', 'z1', '1', 'a', '2', 'b', '2', 'c', '3.5', 'd'],
  ['ZADD', 'z2', '0', 'b', '0', 'c', '0', 'e'],
  ['ZADD', 'y1', '0', 'a', '0', 'b', '0', 'c', '0', 'e', '0', ''],
  ['SET', 's3', 'x'],
];

const everyKey = Object.values(KEYS).flat();
const member: Word = fc.constantFrom('a', 'b', 'c', 'd', 'e', '1', '2', '30', '-5', '', 'x', 'long-member-'.repeat(7), '\x00\xff');
const value: Word = fc.oneof(fc.constantFrom('', 'v', '10', '-1', '3.25', '9223372036854775807', 'abc', 'x'.repeat(70)), member);
const integer: Word = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: -6, max: 12 }).map(String) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '0',
      '-0',
      '+1',
      '01',
      ' 1',
      '1 ',
      '1.0',
      'abc',
      '',
      '9223372036854775807',
      '-9223372036854775808',
      '9223372036854775808',
      '4294967296',
    ),
  },
);
const float: Word = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('0', '1', '2', '-1', '3.5', '0.1', '1.5', '100', '1e3', '-2.25', '10.5') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'inf',
      '-inf',
      '+inf',
      'nan',
      'abc',
      '',
      ' 1',
      '1e400',
      '1e-20',
      '0x10',
      '3.',
      '.5',
      '17179869184.5',
      '123456789012345678',
      '0.30000000000000004',
    ),
  },
);
const seconds: Word = fc.constantFrom('100', '1000', '99999', '0', '-1', 'abc', '1.5', '9223372036854775807', '9223372036854775', '600');
const count: Word = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('1', '2', '3', '0', '10') },
  { weight: 1, arbitrary: fc.constantFrom('-1', 'x', '9223372036854775807', '1.5') },
);

function keyOf(type: keyof typeof KEYS): Word {
  return fc.oneof(
    { weight: 70, arbitrary: fc.constantFrom(...KEYS[type]) },
    { weight: 14, arbitrary: fc.constantFrom(...KEYS.missing) },
    { weight: 16, arbitrary: fc.constantFrom(...everyKey) },
  );
}

const anyKey: Word = fc.constantFrom(...everyKey);
const s = keyOf('string');
const h = keyOf('hash');
const l = keyOf('list');
const t = keyOf('set');
const z = keyOf('zset');

/** An option word in any case. */
function option(...words: string[]): Word {
  return fc.tuple(fc.constantFrom(...words), fc.boolean()).map(([word, lower]) => (lower ? word.toLowerCase() : word));
}

/** Each part is a word, several words, or nothing. */
function request(...parts: (string | Word | fc.Arbitrary<readonly string[]>)[]): fc.Arbitrary<Request> {
  return fc.tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part))).map((words) => words.flat());
}

function some(word: Word, minimum = 1, maximum = 3): fc.Arbitrary<readonly string[]> {
  return fc.array(word, { minLength: minimum, maxLength: maximum, size: 'max' });
}

function maybe(...words: (string | Word | fc.Arbitrary<readonly string[]>)[]): fc.Arbitrary<readonly string[]> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: request(...words) });
}

function pairs(first: Word, second: Word): fc.Arbitrary<readonly string[]> {
  return fc.oneof(
    { weight: 9, arbitrary: fc.array(fc.tuple(first, second), { minLength: 1, maxLength: 3, size: 'max' }).map((items) => items.flat()) },
    { weight: 1, arbitrary: some(first, 1, 3) },
  );
}

const numkeys = (key: Word): fc.Arbitrary<readonly string[]> =>
  fc.oneof(
    { weight: 9, arbitrary: some(key, 1, 3).map((keys) => [String(keys.length), ...keys]) },
    { weight: 1, arbitrary: request(count, some(key, 1, 2)) },
  );

/** A time of the given unit; `@` is replaced by the present when the request is sent. */
const absolute = (unit: 's' | 'ms'): Word =>
  fc.oneof(fc.constantFrom(`@${unit}+123456`, `@${unit}+7654321`), fc.constantFrom('1', 'abc', '0', '-5'));

const setOption = fc.oneof(
  request(option('NX', 'XX', 'GET', 'KEEPTTL')),
  request(option('EX', 'PX'), fc.constantFrom('100000', '5000000', '0', '-1', 'x')),
  request(option('EXAT'), absolute('s')),
  request(option('PXAT'), absolute('ms')),
  request(fc.constantFrom('BAD', 'EX', '')),
);
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

const strings = [
  request('GET', s),
  request(
    'SET',
    anyKey,
    value,
    fc.array(setOption, { maxLength: 2, size: 'max' }).map((parts) => parts.flat()),
  ),
  request('SETNX', s, value),
  request('SETEX', s, seconds, value),
  request('PSETEX', s, fc.constantFrom('500000', '0', '-1', 'x'), value),
  request('GETSET', s, value),
  request('GETDEL', s),
  request(
    'GETEX',
    s,
    maybe(
      fc.oneof(request(option('PERSIST')), request(option('EX'), seconds), request(option('PXAT'), absolute('ms')), request(option('XX'))),
    ),
  ),
  request('MGET', some(anyKey)),
  request('MSET', pairs(s, value)),
  request('MSETNX', pairs(keyOf('missing'), value)),
  request('APPEND', s, value),
  request('STRLEN', s),
  request('GETRANGE', s, integer, integer),
  request('SETRANGE', s, fc.constantFrom('0', '2', '7', '-1', 'x'), value),
  request('SUBSTR', s, integer, integer),
  request('INCR', s),
  request('DECR', s),
  request('INCRBY', s, integer),
  request('DECRBY', s, integer),
  request('INCRBYFLOAT', s, float),
  request('GETBIT', s, integer),
  request('SETBIT', s, fc.constantFrom('0', '7', '9', '33', '-1', 'x'), fc.constantFrom('0', '1', '2')),
  request('BITCOUNT', s, maybe(integer, integer, maybe(option('BYTE', 'BIT', 'X')))),
  request('BITPOS', s, fc.constantFrom('0', '1', '2', 'x'), maybe(integer, maybe(integer, maybe(option('BIT', 'BYTE'))))),
  request('BITOP', option('AND', 'OR', 'XOR', 'NOT', 'X'), s, some(s, 1, 2)),
  request('LCS', s, s, maybe(option('LEN'))),
];
const hashes = [
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
const ends = option('LEFT', 'RIGHT', 'UP');
const lists = [
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
];
const sets = [
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
];
const sortedSets = [
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
];
/** GT and LT only with absolute times: the real server's clock goes on between two relative ones. */
const condition = fc.array(option('NX', 'XX', 'GT', 'LT', 'BAD'), { maxLength: 2, size: 'max' });
const simpleCondition = maybe(option('NX', 'XX', 'BAD'));
const keys = [
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
  request('OBJECT', option('ENCODING'), fc.oneof(h, l)),
  request('MOVE', anyKey, fc.constantFrom('0', '1', '99', 'x')),
];
const odd = [
  request('NOSUCH', some(value, 0, 2)),
  request('GET'),
  request('SET', 's1'),
  request('HSET', 'h1', 'f'),
  request('PING', some(value, 0, 2)),
  request('ECHO', value),
  request('CONFIG', 'NOSUCH'),
  request('OBJECT', 'NOSUCH', 's1'),
  request('SELECT', fc.constantFrom('0', '99', 'x')),
  request('EXEC'),
  request('DISCARD'),
  request('SCRIPT', 'EXISTS', value),
  request('EVALSHA', value, '0'),
  request('WAIT', '0', '0'),
  request('LPOP', 'l1', '1', '2'),
  request('ZPOPMIN', 'z1', '1', '1'),
];

const simple: fc.Arbitrary<Request> = fc.oneof(...strings, ...hashes, ...lists, ...sets, ...sortedSets, ...keys, ...odd);

/** What may stand in EXEC or a script: replies there are compared exactly, so nothing unordered and nothing that depends on time. */
const UNORDERED =
  /^(?:smembers|s?inter|s?union|s?diff|sinter|sunion|sdiff|keys|h(?:keys|vals|getall)|.?scan|p?ttl|p?expiretime|multi|exec|discard|select|watch|wait|evalsha|script|info|dbsize|sort|object)$/i;
const exact = simple.filter(([name = '']) => !UNORDERED.test(name));

const SCRIPTS = [
  'return redis.call(unpack(ARGV))',
  'return redis.pcall(unpack(ARGV))',
  "local r=redis.pcall(unpack(ARGV)) if type(r)=='table' and r.err then return {err=r.err} end return {type(r),r}",
];
const scripted = fc
  .tuple(
    fc.constantFrom(...SCRIPTS),
    exact.filter((words) => !/^(?:rename|copy)/i.test(words[0] ?? '')),
  )
  .map(([script, words]): Request => ['EVAL', script, '0', ...words]);
const transaction = fc.array(exact, { maxLength: 4, size: 'max' }).map((queued): readonly Request[] => [['MULTI'], ...queued, ['EXEC']]);

/** A short program: single requests, scripts and transactions. */
export const program: fc.Arbitrary<readonly Request[]> = fc
  .array(
    fc.oneof(
      { weight: 16, arbitrary: simple.map((words) => [words]) },
      { weight: 2, arbitrary: scripted.map((words) => [words]) },
      { weight: 1, arbitrary: transaction },
    ),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((parts) => parts.flat());

/** Requests that tell the whole state, key by key. */
export const DUMP: readonly Request[] = [...everyKey, 'y1'].flatMap((key): Request[] => [
  ['TYPE', key],
  ['GET', key],
  ['HGETALL', key],
  ['LRANGE', key, '0', '-1'],
  ['SMEMBERS', key],
  ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
  ['PTTL', key],
]);
