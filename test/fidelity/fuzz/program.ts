/**
 * Random programs for two clients: single requests, scripts, transactions, clients that get in each other's way, and programs in which time
 * passes. A step for a client that waits for a reply is passed over when the program runs, so that any part of a program is one too.
 */
import fc from 'fast-check';
import { administrationRequests } from './commands/administration.ts';
import { functionRequests } from './commands/functions.ts';
import { hashRequests } from './commands/hashes.ts';
import { keyRequests } from './commands/keys.ts';
import { listRequests } from './commands/lists.ts';
import { oddRequests } from './commands/odd.ts';
import { logRequests, placeRequests } from './commands/places.ts';
import { setRequests } from './commands/sets.ts';
import { sortedSetRequests } from './commands/sorted-sets.ts';
import { streamRequests } from './commands/streams.ts';
import { stringRequests } from './commands/strings.ts';
import { hostile, isSupported } from './hostile.ts';
import { streamPrograms } from './streams.ts';
import { option, request, some } from './words.ts';
import type { Request } from './words.ts';

/** Who sends. */
export type ClientName = 'a' | 'b';
/** A request, the end of a connection, or a pause in milliseconds. */
export type Step =
  | { readonly client: ClientName; readonly words: Request }
  | { readonly client: ClientName; readonly words: null }
  | { readonly waitMs: number };
/** What is run. */
export type Program = readonly Step[];

const families = [
  ...[stringRequests, hashRequests, listRequests, setRequests, sortedSetRequests, keyRequests, oddRequests],
  ...[streamRequests, placeRequests, logRequests, functionRequests],
];
/** The name of a drawn request, to leave out what the twin lacks without drawing a thousand times. */
const nameOf = (arbitrary: fc.Arbitrary<Request>): Request => fc.sample(arbitrary, { seed: 1, numRuns: 1 })[0] ?? [];
const supported = families.flat().filter((arbitrary) => isSupported(nameOf(arbitrary)));
const sensible: fc.Arbitrary<Request> = fc.oneof(...supported);

/** Passes on what it is given, inside Lua. */
const SCRIPTS = [
  'return redis.call(unpack(ARGV))',
  'return redis.pcall(unpack(ARGV))',
  "local r=redis.pcall(unpack(ARGV)) if type(r)=='table' and r.err then return {err=r.err} end return {type(r),r}",
];
/** Requests that a script may make and whose whole reply Lua keeps. */
const scripted: fc.Arbitrary<Request> = fc
  .tuple(fc.constantFrom(...SCRIPTS), fc.oneof(sensible, hostile))
  .map(([script, words]) => ['EVAL', script, '0', ...words]);
const transaction = fc
  .array(fc.oneof({ weight: 8, arbitrary: sensible }, { weight: 1, arbitrary: hostile }), { maxLength: 5, size: 'max' })
  .map((queued): readonly Request[] => [['MULTI'], ...queued, ['EXEC']]);

const byA = (words: Request): Step => ({ client: 'a', words });

/** One client: requests one after the other, most of them right. */
const single: fc.Arbitrary<Program> = fc
  .array(
    fc.oneof(
      { weight: 16, arbitrary: sensible.map((words) => [words]) },
      { weight: 4, arbitrary: hostile.map((words) => [words]) },
      { weight: 2, arbitrary: scripted.map((words) => [words]) },
      { weight: 1, arbitrary: transaction },
    ),
    { minLength: 1, maxLength: 40, size: 'max' },
  )
  .map((parts) => parts.flat().map(byA));

/** One client: hostile requests only. */
const attacks: fc.Arbitrary<Program> = fc.array(hostile.map(byA), { minLength: 1, maxLength: 40, size: 'max' });

const contested = fc.constantFrom('l1', 'l2', 's1', 'n1', 'z1', 'm1', 'm2', 't1', 'x1');
const channel = fc.constantFrom('news', 'news', 'other', 'n*');
/** Requests with which clients meet: the same few keys, waiting, watching and messages. */
const meeting: fc.Arbitrary<Request> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(['MULTI'], ['EXEC'], ['EXEC'], ['DISCARD'], ['UNWATCH']) },
  { weight: 2, arbitrary: request('WATCH', some(contested, 1, 2)) },
  { weight: 2, arbitrary: request('BLPOP', some(contested, 1, 2), '0') },
  { weight: 1, arbitrary: request('BRPOP', some(contested, 1, 2), '0') },
  { weight: 1, arbitrary: request('BLMOVE', contested, contested, option('LEFT', 'RIGHT'), option('LEFT', 'RIGHT'), '0') },
  { weight: 1, arbitrary: request('BZPOPMIN', some(contested, 1, 2), '0') },
  { weight: 1, arbitrary: request('BLMPOP', '0', '2', contested, contested, 'LEFT', 'COUNT', '2') },
  { weight: 4, arbitrary: request(fc.constantFrom('LPUSH', 'RPUSH', 'SADD'), contested, some(fc.constantFrom('a', 'b', 'c'), 1, 3)) },
  { weight: 2, arbitrary: request('ZADD', contested, '1', fc.constantFrom('a', 'b')) },
  { weight: 3, arbitrary: request(fc.constantFrom('DEL', 'GET', 'INCR', 'LPOP', 'TYPE', 'PERSIST'), contested) },
  { weight: 2, arbitrary: request('SET', contested, fc.constantFrom('1', 'x')) },
  { weight: 1, arbitrary: request('RENAME', contested, contested) },
  { weight: 1, arbitrary: request('LMOVE', contested, contested, 'LEFT', 'RIGHT') },
  { weight: 1, arbitrary: request('SORT', contested, 'ALPHA', 'STORE', contested) },
  { weight: 1, arbitrary: request('COPY', contested, contested, 'REPLACE') },
  {
    weight: 1,
    arbitrary: fc.oneof(request(fc.constantFrom('SUBSCRIBE', 'SSUBSCRIBE'), some(channel, 1, 2)), fc.constant(['PSUBSCRIBE', 'n*'])),
  },
  { weight: 1, arbitrary: request(fc.constantFrom('UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE'), some(channel, 1, 2)) },
  { weight: 2, arbitrary: request(fc.constantFrom('PUBLISH', 'SPUBLISH'), channel, 'text') },
  { weight: 1, arbitrary: scripted },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ['FLUSHALL'],
      ['SWAPDB', '0', '1'],
      ['SELECT', '1'],
      ['SELECT', '0'],
      ['RESET'],
      ['PING'],
      ['CLIENT', 'NO-EVICT', 'on'],
    ),
  },
  ...(isSupported(['XADD'])
    ? [
        { weight: 1, arbitrary: request('XREAD', 'BLOCK', '0', 'STREAMS', 'x1', '$') },
        { weight: 1, arbitrary: request('XREADGROUP', 'GROUP', 'G1', fc.constantFrom('alice', 'bob'), 'BLOCK', '0', 'STREAMS', 'x1', '>') },
        {
          weight: 2,
          arbitrary: request(
            'XADD',
            'x1',
            fc.integer({ min: 6, max: 60 }).map((ms) => `${ms}-*`),
            'f',
            'v',
          ),
        },
      ]
    : []),
);
const client = fc.constantFrom('a' as const, 'b' as const);

/** Two clients that get in each other's way. */
const rivals: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    { weight: 20, arbitrary: fc.record({ client, words: meeting }) },
    { weight: 6, arbitrary: fc.record({ client, words: sensible }) },
    { weight: 1, arbitrary: fc.record({ client, words: fc.constant(null) }) },
  ),
  { minLength: 2, maxLength: 40, size: 'max' },
);

/** Two clients, one of whom may change what the other may do, or end its connection. */
const administration: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ client, words: fc.oneof(...administrationRequests) }) },
    { weight: 4, arbitrary: fc.record({ client, words: meeting }) },
    { weight: 6, arbitrary: fc.record({ client, words: sensible }) },
    { weight: 1, arbitrary: fc.record({ client, words: hostile }) },
    { weight: 1, arbitrary: fc.record({ client, words: fc.constant(null) }) },
  ),
  { minLength: 2, maxLength: 40, size: 'max' },
);

const shortMs = fc.constantFrom('15', '40', '120');
const mortal = fc.constantFrom('s1', 'l1', 'm1', 'z1');
/** Requests that make keys mortal, or notice that they are. */
const perishable: fc.Arbitrary<Request> = fc.oneof(
  request('SET', mortal, 'v', 'PX', shortMs),
  request('PEXPIRE', mortal, shortMs, fc.constantFrom([] as string[], ['NX'], ['XX'], ['GT'], ['LT'])),
  request('PSETEX', mortal, shortMs, 'v'),
  request('GETEX', mortal, 'PX', shortMs),
  request('PEXPIREAT', mortal, fc.constantFrom('@ms+30', '@ms+90', '@ms+-5')),
  request('EXPIRE', mortal, fc.constantFrom('1', '0')),
  request('PERSIST', mortal),
  request(fc.constantFrom('GET', 'EXISTS', 'TYPE', 'PTTL', 'TTL', 'DEL', 'INCR', 'STRLEN', 'PEXPIRETIME'), mortal),
  request('SETNX', mortal, 'w'),
  request('SET', mortal, 'w', fc.constantFrom(['NX'], ['XX'], ['KEEPTTL'], ['GET'], [])),
  request('LPUSH', mortal, 'e'),
  request('ZADD', mortal, '1', 'e'),
  request('RENAME', mortal, mortal),
  request('COPY', mortal, mortal, 'REPLACE'),
  request('WATCH', mortal),
  request('KEYS', '*'),
  fc.constantFrom(['MULTI'], ['EXEC'], ['EXEC']),
  request('BLPOP', mortal, fc.constantFrom('0.03', '0.1', '0')),
  request('BZPOPMIN', mortal, fc.constantFrom('0.03', '0')),
  request(
    'EVAL',
    "local a=redis.call('exists',KEYS[1]) redis.call('set',KEYS[1],'v','px',ARGV[1]) return {a,redis.call('pttl',KEYS[1])>0}",
    '1',
    mortal,
    shortMs,
  ),
);

/** Two clients, keys that die and waits that end while the program runs. */
const timed: fc.Arbitrary<Program> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ client, words: perishable }) },
    { weight: 2, arbitrary: fc.constantFrom(3, 25, 60).map((waitMs) => ({ waitMs })) },
  ),
  { minLength: 2, maxLength: 16, size: 'max' },
);

/** The kinds of programs and how many of a thousand are of each. Those in which time passes take real time. */
export const KINDS: Readonly<
  Record<
    'single' | 'attacks' | 'rivals' | 'administration' | 'streams' | 'timed',
    { readonly arbitrary: fc.Arbitrary<Program>; readonly share: number }
  >
> = {
  single: { arbitrary: single, share: 390 },
  attacks: { arbitrary: attacks, share: 180 },
  rivals: { arbitrary: rivals, share: 220 },
  administration: { arbitrary: administration, share: 120 },
  streams: { arbitrary: streamPrograms, share: 60 },
  timed: { arbitrary: timed, share: 30 },
};

/** Any program. */
export const program: fc.Arbitrary<Program> = fc.oneof(
  ...Object.values(KINDS).map(({ arbitrary, share }) => ({ weight: share, arbitrary })),
);

/** A single command on fresh data, for the table of engines. */
export const singleCommand: fc.Arbitrary<Request> = fc.oneof({ weight: 3, arbitrary: sensible }, { weight: 1, arbitrary: hostile });
