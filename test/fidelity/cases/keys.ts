/** Keys whatever they hold, and their deadlines. */
import type { CaseTable } from '../case.ts';

export const keyCases: CaseTable = {
  'DEL, UNLINK and EXISTS count': ['MSET a 1 b 2', 'EXISTS a b a m', 'DEL a m a', 'UNLINK b m', 'EXISTS a b', 'DEL'],
  'TYPE': ['SET s x', 'RPUSH l x', 'SADD t x', 'HSET h f x', 'ZADD z 1 x', 'TYPE s', 'TYPE l', 'TYPE t', 'TYPE h', 'TYPE z', 'TYPE m'],
  'RENAME': ['SET a 1 EX 100', 'SET b 2', 'RENAME a b', 'GET b', 'TTL b', 'EXISTS a', 'RENAME m x', 'RENAME b b', 'GET b'],
  'RENAME without a deadline drops the old one': ['SET a 1', 'SET b 2 EX 100', 'RENAME a b', 'TTL b'],
  'RENAMENX': ['MSET a 1 b 2', 'RENAMENX a b', 'RENAMENX a c', 'GET c', 'RENAMENX m x', 'RENAMENX c c'],
  'COPY': ['SET a 1 EX 100', 'COPY a b', 'GET b', 'TTL b', 'COPY a b', 'SET a 2', 'COPY a b REPLACE', 'GET b', 'COPY m x', 'COPY a a', 'COPY a c DB 1', 'SELECT 1', 'GET c', 'COPY c d DB 99', 'COPY c d FOO'],
  'COPY is deep': ['RPUSH l a', 'COPY l m', 'RPUSH l b', 'LRANGE m 0 -1', 'HSET h a 1', 'COPY h i', 'HSET h b 2', 'HGETALL i', 'ZADD z 1 a', 'COPY z y', 'ZADD z 2 a', 'ZSCORE y a', 'SADD s a', 'COPY s t', 'SADD s b', 'SCARD t'],
  'MOVE': ['SET a 1 EX 100', 'MOVE a 1', 'EXISTS a', 'SELECT 1', 'GET a', 'TTL a', 'MOVE a 1', 'MOVE a 99', 'MOVE a x', 'MOVE m 0'],
  'SELECT keeps databases apart': ['SET a 0', 'SELECT 1', 'GET a', 'SET a 1', 'SELECT 0', 'GET a', 'SELECT 16', 'SELECT -1', 'SELECT x', 'DBSIZE'],
  'SWAPDB': ['SET a 0', 'SELECT 1', 'SET a 1', 'SWAPDB 0 1', 'GET a', 'SELECT 0', 'GET a', 'SWAPDB 0 99', 'SWAPDB x 1', 'SWAPDB 0 x', 'SWAPDB 0 0'],
  'KEYS with patterns': ['MSET hello 1 hallo 2 hxllo 3 heello 4 "h[llo" 5', 'KEYS h?llo', 'KEYS h*llo', 'KEYS h[ae]llo', 'KEYS h[^e]llo', 'KEYS h[a-b]llo', 'KEYS "h\\\\[llo"', 'KEYS *', 'KEYS nope', 'KEYS "[z-a]*"', 'KEYS "*l*o"'],
  'SCAN of a few keys': ['MSET a 1 b 2 c 3', 'RPUSH l x', 'SCAN 0 COUNT 100', 'SCAN 0 COUNT 100 MATCH [ab]', 'SCAN 0 COUNT 100 TYPE list', 'SCAN 0 COUNT 100 TYPE nope', 'SCAN x', 'SCAN 0 COUNT 0', 'SCAN 0 FOO', 'SCAN 0 MATCH'],
  'RANDOMKEY': ['RANDOMKEY', 'SET a 1', 'RANDOMKEY'],
  'TOUCH and DBSIZE': ['MSET a 1 b 2', 'TOUCH a b m', 'DBSIZE', 'FLUSHDB', 'DBSIZE'],
  'FLUSHDB and FLUSHALL': ['SET a 1', 'SELECT 1', 'SET b 1', 'FLUSHDB', 'SELECT 0', 'EXISTS a', 'FLUSHALL ASYNC', 'EXISTS a', 'FLUSHALL FOO', 'FLUSHDB SYNC', 'FLUSHALL ASYNC SYNC'],
  'OBJECT ENCODING of strings': ['SET n 123', 'OBJECT ENCODING n', 'SET s abc', 'OBJECT ENCODING s', 'SET l xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'OBJECT ENCODING l', 'OBJECT ENCODING m', 'OBJECT REFCOUNT l', 'OBJECT FOO n', 'OBJECT', 'OBJECT ENCODING'],
  'OBJECT FREQ needs a policy': ['SET a 1', 'OBJECT FREQ a', 'OBJECT FREQ m'],
  'SORT numbers and letters': ['RPUSH l 3 1 10 2', 'SORT l', 'SORT l DESC', 'SORT l ALPHA', 'SORT l LIMIT 1 2', 'RPUSH w c a b', 'SORT w', 'SORT w ALPHA DESC', 'SORT m', 'SORT l STORE d', 'LRANGE d 0 -1', 'SORT_RO l', 'SORT_RO l STORE d', 'SORT l FOO'],
  'SORT by weights and with other keys': ['RPUSH l 1 2 3', 'MSET w_1 30 w_2 10 w_3 20 d_1 one d_2 two', 'HSET h_1 name uno', 'SORT l BY w_* GET d_*', 'SORT l BY w_* GET # GET h_*->name', 'SORT l BY nosort', 'SORT l BY w_* DESC', 'SET k v', 'SORT k'],
  'SORT of sets and sorted sets': ['SADD s 3 1 2', 'SORT s', 'ZADD z 1 b 2 a', 'SORT z ALPHA', 'SORT s DESC LIMIT 0 2'],
};

export const expiryCases: CaseTable = {
  'EXPIRE and TTL': ['SET k v', 'TTL k', 'PTTL k', 'EXPIRE k 100', 'TTL k', 'PTTL k', 'TTL m', 'PTTL m', 'EXPIRE m 100'],
  'a key dies after its time': ['SET k v PX 30', 'GET k', 'wait 60', 'GET k', 'EXISTS k', 'TTL k', 'DBSIZE'],
  'every type dies': ['RPUSH l a', 'HSET h a 1', 'SADD s a', 'ZADD z 1 a', 'PEXPIRE l 20', 'PEXPIRE h 20', 'PEXPIRE s 20', 'PEXPIRE z 20', 'wait 50', 'EXISTS l h s z', 'LLEN l', 'HGETALL h', 'SMEMBERS s', 'ZCARD z'],
  'an expired key is missing to writes': ['SET k 5 PX 20', 'wait 50', 'INCR k', 'TTL k', 'SET n v PX 20', 'wait 50', 'SETNX n w', 'GET n', 'RPUSH l a', 'PEXPIRE l 20', 'wait 50', 'LPUSHX l b', 'SET x v PX 20', 'wait 50', 'PERSIST x', 'EXPIRE x 10', 'RENAME x y', 'DEL x'],
  'EXPIRE with a past time deletes': ['SET k v', 'EXPIRE k 0', 'EXISTS k', 'SET k v', 'EXPIRE k -1', 'EXISTS k', 'SET k v', 'EXPIREAT k 1', 'EXISTS k', 'SET k v', 'PEXPIREAT k 1', 'PTTL k'],
  'PERSIST': ['SET k v EX 100', 'PERSIST k', 'PERSIST k', 'TTL k', 'PERSIST m'],
  'EXPIRE NX and XX': ['SET k v', 'EXPIRE k 100 XX', 'TTL k', 'EXPIRE k 100 NX', 'EXPIRE k 200 NX', 'TTL k', 'EXPIRE k 300 xx', 'TTL k'],
  'EXPIRE GT and LT': ['SET k v EX 100', 'EXPIRE k 50 GT', 'EXPIRE k 200 GT', 'TTL k', 'EXPIRE k 300 LT', 'EXPIRE k 50 LT', 'TTL k', 'PERSIST k', 'EXPIRE k 100 GT', 'TTL k', 'EXPIRE k 100 LT', 'TTL k'],
  'EXPIRE option errors': ['SET k v', 'EXPIRE k 100 NX XX', 'EXPIRE k 100 GT LT', 'EXPIRE k 100 NX GT', 'EXPIRE k 100 FOO', 'EXPIRE k abc', 'EXPIRE k', 'EXPIRE k 1.5', 'TTL k'],
  'EXPIRE beyond 64 bits': ['SET k v', 'EXPIRE k 9223372036854775807', 'PEXPIRE k 9223372036854775807', 'EXPIREAT k 9223372036854775807', 'EXPIRE k -9223372036854775808', 'EXPIRE k 9223372036854775808', 'EXISTS k'],
  'EXPIRETIME and PEXPIRETIME': ['SET k v', 'EXPIRETIME k', 'PEXPIRETIME m', 'EXPIREAT k 33177117420', 'EXPIRETIME k', 'PEXPIRETIME k', 'PEXPIREAT k 33177117420123', 'PEXPIRETIME k', 'EXPIRETIME k'],
  'what drops a deadline and what keeps it': ['SET k 1 EX 100', 'INCR k', 'TTL k', 'APPEND k 1', 'TTL k', 'SETRANGE k 0 2', 'TTL k', 'SETBIT k 1 1', 'TTL k', 'GETSET k 1', 'TTL k', 'EXPIRE k 100', 'SET k 1 KEEPTTL', 'TTL k', 'MSET k 2', 'TTL k'],
  'a deadline goes with a store': ['SADD s a', 'SET d v EX 100', 'SUNIONSTORE d s', 'TTL d', 'ZADD z 1 a', 'SET d v EX 100', 'ZUNIONSTORE d 1 z', 'TTL d', 'RPUSH l 1', 'SET d v EX 100', 'SORT l STORE d', 'TTL d'],
  'expired keys do not count in KEYS and SCAN': ['SET a 1 PX 20', 'SET b 2', 'wait 50', 'KEYS *', 'SCAN 0 COUNT 100', 'RANDOMKEY'],
  'a lock: SET NX PX and its renewal': ['SET lock t1 NX PX 40', 'SET lock t2 NX PX 40', 'PEXPIRE lock 80', 'wait 60', 'GET lock', 'wait 60', 'SET lock t2 NX PX 4000', 'GET lock'],
};
