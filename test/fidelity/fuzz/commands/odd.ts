/** Random requests that are wrong or rare: arity, unknown names, connections and the server. */
import fc from 'fast-check';
import { anyKey, maybe, option, request, some, value } from '../words.ts';
import type { Request } from '../words.ts';

/** Requests that are wrong or rare. */
export const oddRequests: readonly fc.Arbitrary<Request>[] = [
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
  request('CLIENT', option('GETNAME', 'NO-EVICT', 'REPLY', 'BAD'), maybe(fc.constantFrom('on', 'maybe'))),
  request('CLIENT', option('SETNAME'), fc.constantFrom('me', 'with space', '', 'new\nline')),
  request('CONFIG', option('GET'), fc.constantFrom('maxmemory', 'nosuch', 'databases')),
  request('COMMAND', option('GETKEYS'), fc.constantFrom('get', 'mget', 'eval', 'nosuch'), some(value, 0, 3)),
  request('MULTI'),
  request('WATCH', some(anyKey, 0, 2)),
  request('UNWATCH', some(value, 0, 1)),
  request('RESET', some(value, 0, 1)),
  request('HELLO', fc.constantFrom('1', '4', 'x', '')),
  request('AUTH', some(value, 1, 3)),
  request('PUBLISH', value, value),
  request('SPUBLISH', value, value),
  request('PUBSUB', option('CHANNELS', 'NUMSUB', 'NUMPAT', 'SHARDCHANNELS', 'SHARDNUMSUB', 'BAD'), some(value, 0, 2)),
  request('LOLWUT', option('VERSION'), fc.constantFrom('5', 'x')),
];
