/**
 * Random requests that change the server itself, or other connections: users, settings, dumps, and CLIENT. What they leave behind is put back
 * between programs (`reset` of the engine). `@client:b` is the number that the connection of client b has.
 */
import fc from 'fast-check';
import { anyKey, maybe, option, request, some, value } from '../words.ts';
import type { Request, Word } from '../words.ts';

const user: Word = fc.constantFrom('alice', 'alice', 'bob', 'nosuch');
const rule: Word = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('on', 'on', 'off', 'nopass', 'resetpass', '>pw', '>other', '<pw', '<nopw') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '~*',
      '~s*',
      '%R~h*',
      '%W~l*',
      '%RW~n1',
      'allkeys',
      'resetkeys',
      '&*',
      '&news',
      'allchannels',
      'resetchannels',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      ...[
        '+@all',
        'allcommands',
        '-@all',
        'nocommands',
        '+get',
        '-get',
        '+set',
        '+@read',
        '-@write',
        '+@string',
        '-@dangerous',
        '+client|id',
      ],
      ...[
        '-client|kill',
        '+config|get',
        '+select|1',
        '-debug',
        '+ping',
        '+multi',
        '+exec',
        '+acl|whoami',
        '+@fast',
        '-@blocking',
        '+publish',
      ],
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('(+get ~s*)', '(+set %W~n*)', '(-@all +del ~*)', '(~x', 'clearselectors', 'reset') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'nosuch',
      '+nosuch',
      '+@nosuch',
      '%X~a',
      '~a ~b',
      '#abc',
      '!abc',
      '+get|x',
      '-client|nosuch',
      '',
      '+',
      '(bad)',
      '&a b',
    ),
  },
);
const dryRun: fc.Arbitrary<Request> = fc.oneof(
  request(fc.constantFrom('GET', 'SET', 'DEL', 'LPUSH', 'HGET', 'NOSUCH', 'MGET', 'PUBLISH'), some(anyKey, 0, 3)),
  request('CLIENT', fc.constantFrom('ID', 'KILL', 'NOSUCH'), maybe(value)),
  request('EVAL', 'return 1', '1', anyKey),
);
const category: Word = fc.constantFrom('read', 'write', 'string', 'dangerous', 'FAST', 'nosuch', 'keyspace', 'all');

const setting: fc.Arbitrary<readonly string[]> = fc.oneof(
  request('notify-keyspace-events', fc.constantFrom('', 'KEA', 'Elg$', 'Kx', 'AKE', 'KEm', 'bad', 'Ez')),
  request('maxmemory-policy', fc.constantFrom('noeviction', 'allkeys-lru', 'volatile-ttl', 'nosuch')),
  request('maxmemory', fc.constantFrom('0', '100mb', '1gb', '-1', 'x', '1.5mb')),
  request('maxmemory-samples', fc.constantFrom('5', '1', '0', '65', 'x')),
  request('busy-reply-threshold', fc.constantFrom('5000', '100', '-1', 'x')),
  request('lua-time-limit', fc.constantFrom('5000', '1000')),
  request('min-replicas-to-write', fc.constantFrom('0', '1', '-1', 'x')),
  request('min-replicas-max-lag', fc.constantFrom('10', '0')),
  request('proto-max-bulk-len', fc.constantFrom('1mb', '512mb', '1', 'x')),
  request('client-query-buffer-limit', fc.constantFrom('1mb', '1gb', '1', 'x')),
  request('slowlog-log-slower-than', fc.constantFrom('10000', '-1', 'x')),
  request('hz', fc.constantFrom('10', '20', 'x')),
  request('appendfsync', fc.constantFrom('always', 'no', 'everysec', 'sometimes')),
  request('requirepass', fc.constantFrom('', 'secret')),
  request(fc.constantFrom('nosuch', '', 'MAXMEMORY', 'databases'), fc.constantFrom('1', 'x', '')),
);
const SETTINGS = [
  ...[
    'notify-keyspace-events',
    'maxmemory-policy',
    'maxmemory',
    'maxmemory-samples',
    'busy-reply-threshold',
    'lua-time-limit',
    'hz',
    'requirepass',
  ],
  ...[
    'min-replicas-to-write',
    'min-replicas-max-lag',
    'proto-max-bulk-len',
    'client-query-buffer-limit',
    'slowlog-log-slower-than',
    'appendfsync',
  ],
];
const settingName: Word = fc.constantFrom(...SETTINGS, 'Notify-Keyspace-Events', 'nosuch', 'maxmemory-p*');

/** A value goes through its dump to another key, within one step: the bytes themselves may differ where Redis leaves their order open. */
const VIA_DUMP =
  "local d=redis.call('DUMP',KEYS[1]) if not d then return {'none'} end return redis.pcall('RESTORE',KEYS[2],ARGV[1],d,unpack(ARGV,2))";
const ttl: Word = fc.constantFrom('0', '0', '500000', '-1', 'x', '@ms+7654321');
const other: Word = fc.constantFrom('@client:a', '@client:b', '@client:b', '0', '999999', 'x', '-1');

/** Requests about users. */
const accessRequests: readonly fc.Arbitrary<Request>[] = [
  request('ACL', 'SETUSER', user, some(rule, 0, 4)),
  request('ACL', 'SETUSER', user, 'on', 'nopass', some(rule, 1, 5)),
  request('ACL', 'GETUSER', user),
  request('ACL', option('LIST', 'USERS', 'WHOAMI')),
  request('ACL', 'DELUSER', some(user, 1, 2)),
  request('ACL', 'DRYRUN', user, dryRun),
  request('ACL', 'CAT', maybe(category)),
  request('ACL', option('LOAD', 'SAVE', 'BAD')),
  request('AUTH', user, fc.constantFrom('pw', 'other', 'any', 'secret')),
  request('AUTH', 'default', 'any'),
  request('AUTH', fc.constantFrom('secret', 'pw')),
];

/** Requests about settings. */
const settingRequests: readonly fc.Arbitrary<Request>[] = [
  request('CONFIG', 'SET', setting),
  request('CONFIG', 'SET', setting, setting),
  request('CONFIG', 'SET', settingName),
  request('CONFIG', 'GET', some(settingName, 1, 3)),
  request('CONFIG', option('RESETSTAT', 'REWRITE', 'BAD')),
];

/** Requests about values as bytes. */
const dumpRequests: readonly fc.Arbitrary<Request>[] = [
  request('DUMP', anyKey),
  request(
    'EVAL',
    fc.constant(VIA_DUMP),
    '2',
    anyKey,
    anyKey,
    ttl,
    fc.subarray(['REPLACE', 'ABSTTL', 'absttl'] as const),
    maybe(option('IDLETIME', 'FREQ', 'BAD'), fc.constantFrom('5', '300', '-1', 'x')),
  ),
  request(
    'RESTORE',
    anyKey,
    ttl,
    fc.oneof(value, fc.constantFrom('\0\x03abc\n\0', '\0\x03abc\x0a\0\0\0\0\0\0\0\0\0')),
    maybe(option('REPLACE')),
  ),
];

/** Requests about connections. */
const connectionRequests: readonly fc.Arbitrary<Request>[] = [
  request('CLIENT', 'KILL', option('ID'), other),
  request('CLIENT', 'KILL', option('ID'), other, option('SKIPME'), option('yes', 'no', 'maybe')),
  request('CLIENT', 'KILL', option('TYPE'), option('pubsub', 'master', 'replica', 'slave', 'bad')),
  request('CLIENT', 'KILL', option('USER'), user),
  request('CLIENT', 'KILL', option('ADDR', 'LADDR'), fc.constantFrom('1.2.3.4:5', '')),
  request('CLIENT', 'KILL', fc.constantFrom('1.2.3.4:5', 'x', '')),
  request('CLIENT', 'UNBLOCK', other, maybe(option('TIMEOUT', 'ERROR', 'BAD'))),
  request('CLIENT', 'REPLY', option('ON', 'OFF', 'SKIP', 'BAD')),
  request('CLIENT', 'PAUSE', fc.constantFrom('1', '4', '8', '0', '-1', 'x'), maybe(option('ALL', 'WRITE', 'BAD'))),
  request('CLIENT', 'UNPAUSE', maybe(value)),
  request('CLIENT', 'NO-EVICT', option('ON', 'OFF', 'BAD')),
  request('CLIENT', option('GETNAME')),
  request('CLIENT', 'SETNAME', fc.constantFrom('me', '')),
];

/** Requests that change the server itself or other connections. */
export const administrationRequests: readonly fc.Arbitrary<Request>[] = [
  ...accessRequests,
  ...settingRequests,
  ...dumpRequests,
  ...connectionRequests,
];
