/** The data that every random program begins with, and the requests that tell the whole state at its end. */
import { commandTable } from '../../../sim/redis/commands/index.ts';
import { everyKey } from './words.ts';
import type { Request } from './words.ts';

/** Requests that make the seeded keys. */
const seed: readonly Request[] = [
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
  ['XADD', 'x1', '1-1', 'a', '1'],
  ['XADD', 'x1', '2-0', 'b', '2', 'c', ''],
  ['XADD', 'x1', '3-0', 'a', 'x'],
  ['XADD', 'x1', '5-1', '\0', '\xff'],
  ['XADD', 'x2', '1-2', 'a', '1'],
  ['XGROUP', 'CREATE', 'x1', 'G1', '0'],
  ['XREADGROUP', 'GROUP', 'G1', 'alice', 'COUNT', '2', 'STREAMS', 'x1', '>'],
  ['XREADGROUP', 'GROUP', 'G1', 'bob', 'COUNT', '1', 'STREAMS', 'x1', '>'],
  ['XGROUP', 'CREATE', 'x2', 'G2', '$'],
  [
    'GEOADD',
    'g1',
    '13.361389',
    '38.115556',
    'Palermo',
    '15.087269',
    '37.502669',
    'Catania',
    '2.35',
    '48.85',
    'Paris',
    '0',
    '0',
    'Null Island',
  ],
  ['PFADD', 'p1', 'a', 'b', 'c', 'd', 'e'],
  ['PFADD', 'p2', 'a', 'x'],
];

/** Requests that make the seeded keys; what the twin lacks is left out. */
export const SEED: readonly Request[] = seed.filter(([name = '']) => commandTable.find(name) !== undefined);

const hasStreams = commandTable.find('XRANGE') !== undefined;

/** Requests that tell the whole state, key by key. */
export const DUMP: readonly Request[] = [...everyKey, 'y1'].flatMap((key): Request[] => [
  ['TYPE', key],
  ['GET', key],
  ['HGETALL', key],
  ['LRANGE', key, '0', '-1'],
  ['SMEMBERS', key],
  ['ZRANGE', key, '0', '-1', 'WITHSCORES'],
  ...(hasStreams
    ? [
        ['XRANGE', key, '-', '+'],
        ['XINFO', 'STREAM', key, 'FULL'],
      ]
    : []),
  ['OBJECT', 'ENCODING', key],
  ['PTTL', key],
]);
