/** Sets. */
import type { CaseTable } from '../case.ts';

export const setCases: CaseTable = {
  'SADD counts new members': ['SADD s a b a', 'SADD s b c', 'SCARD s', 'SMEMBERS s', 'TYPE s'],
  'SREM removes the key with its last member': ['SADD s a b', 'SREM s a x', 'SREM s b', 'EXISTS s', 'SREM s a'],
  'SISMEMBER and SMISMEMBER': ['SADD s a b', 'SISMEMBER s a', 'SISMEMBER s x', 'SISMEMBER m a', 'SMISMEMBER s a x b', 'SMISMEMBER m a b', 'SMISMEMBER s'],
  'SMEMBERS of a missing key': ['SMEMBERS s', 'SCARD s'],
  'SPOP of one': ['SADD s a', 'SPOP s', 'SPOP s', 'EXISTS s', 'SADD s a', 'SPOP s 0', 'SPOP s 5', 'SPOP s 1', 'SPOP s -1', 'SPOP s x', 'SPOP s 1 2'],
  'SPOP of all': ['SADD s a', 'SADD s a', 'SPOP s 10', 'EXISTS s'],
  'SRANDMEMBER of one': ['SADD s a', 'SRANDMEMBER s', 'SRANDMEMBER s 3', 'SRANDMEMBER s -3', 'SRANDMEMBER s 0', 'SRANDMEMBER m', 'SRANDMEMBER m 1', 'SRANDMEMBER s x', 'SRANDMEMBER s 1 2', 'SCARD s'],
  'SMOVE': ['SADD a x y', 'SADD b z', 'SMOVE a b x', 'SMEMBERS b', 'SMOVE a b nope', 'SMOVE a b y', 'EXISTS a', 'SMOVE a b y', 'SMOVE b b z', 'SMOVE b c z', 'SMEMBERS c'],
  'SMOVE and types': ['SADD a x', 'SET k v', 'SMOVE a k x', 'SMOVE k a x', 'SMOVE m k x'],
  'SINTER': ['SADD a 1 2 3', 'SADD b 2 3 4', 'SADD c 3', 'SINTER a b', 'SINTER a b c', 'SINTER a', 'SINTER a m', 'SINTER m'],
  'SUNION and SDIFF': ['SADD a 1 2 3', 'SADD b 2 3 4', 'SUNION a b', 'SUNION a m', 'SDIFF a b', 'SDIFF b a', 'SDIFF a m', 'SDIFF m a', 'SDIFF a a'],
  'store forms replace and drop deadlines': ['SADD a 1 2', 'SADD b 2', 'SET d x EX 100', 'SINTERSTORE d a b', 'TTL d', 'SMEMBERS d', 'SUNIONSTORE d a b', 'SMEMBERS d', 'SDIFFSTORE d a b', 'SMEMBERS d'],
  'store forms with an empty result delete': ['SADD a 1', 'SET d x', 'SINTERSTORE d a m', 'EXISTS d', 'SDIFFSTORE a a a', 'EXISTS a'],
  'SINTERCARD': ['SADD a 1 2 3', 'SADD b 2 3 4', 'SINTERCARD 2 a b', 'SINTERCARD 2 a b LIMIT 1', 'SINTERCARD 2 a b LIMIT 0', 'SINTERCARD 0 a', 'SINTERCARD 3 a b', 'SINTERCARD 1 a LIMIT -1', 'SINTERCARD x a', 'SINTERCARD 1 a FOO 1'],
  'WRONGTYPE': ['SET k v', 'SADD k a', 'SREM k a', 'SMEMBERS k', 'SISMEMBER k a', 'SCARD k', 'SPOP k', 'SRANDMEMBER k', 'SINTER k', 'SADD s a', 'SUNION s k', 'SDIFF m k', 'SINTER m k', 'SSCAN k 0', 'SMISMEMBER k a'],
  'SSCAN of a small set': ['SADD s 1 2 3', 'SSCAN s 0', 'SSCAN s 0 MATCH 1*', 'SSCAN m 0', 'SSCAN s abc', 'SSCAN s 0 COUNT x'],
  'encodings': ['SADD s 1 2', 'OBJECT ENCODING s', 'SADD s a', 'OBJECT ENCODING s', 'SREM s a', 'OBJECT ENCODING s', 'SADD t 9223372036854775808', 'OBJECT ENCODING t'],
  'integers and their spellings are different members': ['SADD s 1 01 "1 " 1.0', 'SCARD s', 'SISMEMBER s 01'],
  'binary members': ['SADD s "\\x00" "\\xff" ""', 'SCARD s', 'SISMEMBER s ""', 'SMEMBERS s'],
};
