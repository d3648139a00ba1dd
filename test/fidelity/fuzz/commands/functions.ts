/** Random requests on functions, and scripts whose reply is that of another request. */
import fc from 'fast-check';
import { maybe, option, request, some, value } from '../words.ts';
import type { Request, Word } from '../words.ts';

const code: Word = fc.constantFrom(
  "#!lua name=one\nredis.register_function('echo', function(keys, args) return {keys, args} end)",
  "#!lua name=one\nredis.register_function('call', function(keys, args) return redis.call(unpack(args)) end)",
  "#!lua name=two\nredis.register_function{function_name='read', callback=function(keys, args) return redis.pcall('get', 's1') end, flags={'no-writes'}}",
  "#!lua name=three\nredis.register_function{function_name='lies', callback=function() return redis.call('set', 's1', '1') end, flags={'no-writes'}}",
  '#!lua name=none\nreturn 1',
  '#!lua\nreturn 1',
  '#!js name=one\n1',
  "redis.register_function('echo', function() end)",
  '',
  '#!lua name=bad\nthis is no Lua',
);
const name: Word = fc.constantFrom('echo', 'call', 'read', 'lies', 'nosuch', 'ECHO');
const library: Word = fc.constantFrom('one', 'two', 'three', 'nosuch', '*', 't*');

/** Requests on functions. */
export const functionRequests: readonly fc.Arbitrary<Request>[] = [
  request('FUNCTION', option('LOAD'), maybe(option('REPLACE', 'BAD')), code),
  request('FUNCTION', option('LOAD'), code),
  request('FUNCTION', option('DELETE'), library),
  request('FUNCTION', option('LIST'), maybe(option('LIBRARYNAME', 'BAD'), library), maybe(option('WITHCODE'))),
  request('FUNCTION', option('FLUSH', 'STATS', 'KILL', 'BAD'), maybe(option('ASYNC', 'SYNC'))),
  request('FCALL', name, fc.constantFrom('0', '1', '-1', 'x', '5'), some(value, 0, 3)),
  request('FCALL', fc.constant('call'), '0', fc.constantFrom('get', 'incr', 'lpush', 'nosuch'), some(value, 0, 2)),
  request('FCALL_RO', name, fc.constantFrom('0', '1'), some(value, 0, 2)),
];
