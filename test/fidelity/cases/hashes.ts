/** Hashes. */
import type { CaseTable } from '../case.ts';

export const hashCases: CaseTable = {
  'HSET counts new fields': ['HSET h a 1 b 2', 'HSET h a 3 c 4', 'HGET h a', 'HLEN h', 'TYPE h'],
  'HSET needs pairs': ['HSET h a', 'HSET h a 1 b', 'HMSET h a', 'HMSET h a 1 b', 'EXISTS h'],
  'HSET keeps the deadline': ['HSET h a 1', 'EXPIRE h 100', 'HSET h a 2', 'TTL h'],
  'HSET on an expired key makes one without deadline': ['HSET h a 1', 'PEXPIRE h 20', 'wait 40', 'HSET h b 2', 'HGETALL h', 'TTL h'],
  'HGET of what is missing': ['HGET h a', 'HSET h a 1', 'HGET h b'],
  'HMGET': ['HSET h a 1 b 2', 'HMGET h a x b', 'HMGET m a b', 'HMGET h'],
  'HGETALL': ['HSET h a 1 b 2 c 3', 'HGETALL h', 'HGETALL missing'],
  'HKEYS and HVALS': ['HSET h a 1 b 2', 'HKEYS h', 'HVALS h', 'HKEYS m', 'HVALS m'],
  'HSETNX': ['HSETNX h a 1', 'HSETNX h a 2', 'HGET h a'],
  'HDEL removes the key with its last field': ['HSET h a 1 b 2', 'HDEL h a x', 'HDEL h b', 'EXISTS h', 'HDEL h a'],
  'HEXISTS, HLEN, HSTRLEN': ['HSET h a hello', 'HEXISTS h a', 'HEXISTS h b', 'HLEN h', 'HLEN m', 'HSTRLEN h a', 'HSTRLEN h b'],
  'HINCRBY': ['HINCRBY h n 5', 'HINCRBY h n -7', 'HGET h n', 'HSET h s abc', 'HINCRBY h s 1', 'HINCRBY h n abc', 'HSET h f 1.5', 'HINCRBY h f 1'],
  'HINCRBY overflows': ['HSET h n 9223372036854775807', 'HINCRBY h n 1', 'HSET h n -9223372036854775808', 'HINCRBY h n -1', 'HGET h n'],
  'HINCRBYFLOAT': ['HSET h f 10.50', 'HINCRBYFLOAT h f 0.1', 'HINCRBYFLOAT h g -1.5', 'HSET h s abc', 'HINCRBYFLOAT h s 1', 'HINCRBYFLOAT h f abc', 'HINCRBYFLOAT h f inf'],
  'HMSET answers OK': ['HMSET h a 1 b 2', 'HGETALL h'],
  'HRANDFIELD of one field': ['HSET h a 1', 'HRANDFIELD h', 'HRANDFIELD h 5', 'HRANDFIELD h -3', 'HRANDFIELD h 1 WITHVALUES', 'HRANDFIELD h 0', 'HRANDFIELD m', 'HRANDFIELD m 2', 'HRANDFIELD h x', 'HRANDFIELD h 1 FOO'],
  'HSCAN of a small hash is complete': ['HSET h a 1 b 2 c 3', 'HSCAN h 0', 'HSCAN h 0 MATCH a*', 'HSCAN h 0 COUNT 1', 'HSCAN m 0', 'HSCAN h x', 'HSCAN h 0 COUNT 0', 'HSCAN h 0 FOO 1', 'HSCAN h 0 MATCH'],
  'WRONGTYPE': ['SET k v', 'HSET k a 1', 'HGET k a', 'HGETALL k', 'HDEL k a', 'HINCRBY k a 1', 'HLEN k', 'HMGET k a', 'HSCAN k 0', 'HSETNX k a 1', 'HSTRLEN k a', 'HRANDFIELD k', 'GET k'],
  'binary fields': ['HSET h "\\x00\\xff" "\\r\\n"', 'HGET h "\\x00\\xff"', 'HGETALL h'],
  'empty fields and values': ['HSET h "" ""', 'HGET h ""', 'HEXISTS h ""', 'HGETALL h'],
  'encodings': ['HSET h a 1', 'OBJECT ENCODING h', 'HSET h b xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'OBJECT ENCODING h', 'HDEL h b', 'OBJECT ENCODING h'],
  'a field that is set again keeps one entry': ['HSET h a 1 a 2', 'HLEN h', 'HGET h a'],
};
