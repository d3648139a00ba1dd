/** Random requests on strings, their numbers and their bits. */
import fc from 'fast-check';
import { absolute, anyKey, float, integer, keyOf, maybe, option, pairs, request, s, seconds, some, value } from '../words.ts';
import type { Request, Word } from '../words.ts';

const setOption = fc.oneof(
  request(option('NX', 'XX', 'GET', 'KEEPTTL')),
  request(option('EX', 'PX'), fc.constantFrom('100000', '5000000', '0', '-1', 'x')),
  request(option('EXAT'), absolute('s')),
  request(option('PXAT'), absolute('ms')),
  request(fc.constantFrom('BAD', 'EX', '')),
);
const bitType: Word = fc.constantFrom('u8', 'i8', 'u1', 'i64', 'u63', 'i5', 'u16', 'u64', 'i65', 'i0', 'x8', 'I8', '');
const bitOffset: Word = fc.constantFrom('0', '1', '#0', '#1', '#3', '7', '100', '-1', 'x', '#-1', '4294967296', '#');
const bitfieldPart = fc.oneof(
  request(option('GET'), bitType, bitOffset),
  request(option('SET'), bitType, bitOffset, integer),
  request(option('INCRBY'), bitType, bitOffset, fc.oneof(integer, fc.constantFrom('127', '255', '-128'))),
  request(option('OVERFLOW'), option('WRAP', 'SAT', 'FAIL', 'BAD')),
);

/** Requests on strings and their bits. */
export const stringRequests: readonly fc.Arbitrary<Request>[] = [
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
  request(
    'BITFIELD',
    s,
    fc.array(bitfieldPart, { minLength: 0, maxLength: 3, size: 'max' }).map((parts) => parts.flat()),
  ),
  request(
    'BITFIELD_RO',
    s,
    fc.array(bitfieldPart, { minLength: 1, maxLength: 2, size: 'max' }).map((parts) => parts.flat()),
  ),
  request('LCS', s, s, maybe(option('IDX')), maybe(option('MINMATCHLEN'), integer), maybe(option('WITHMATCHLEN'))),
];
