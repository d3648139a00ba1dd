/** Connections, protocol versions, configuration, and requests that are none. */
import type { CaseTable } from '../case.ts';

export const connectionCases: CaseTable = {
  'PING and ECHO': ['PING', 'PING hello', 'PING a b', 'ECHO hello', 'ECHO', 'ECHO ""', 'ping'],
  'HELLO': ['HELLO', 'HELLO 2', 'HELLO 3', 'HELLO 4', 'HELLO x', 'HELLO 1', 'HELLO 2'],
  'HELLO options': ['HELLO 3 SETNAME me', 'CLIENT GETNAME', 'HELLO 2 FOO', 'HELLO 2 SETNAME', 'HELLO 2 SETNAME "a b"', 'HELLO 2 AUTH default x', 'HELLO 2 AUTH nobody x', 'HELLO 2 AUTH default'],
  'AUTH without a password set': ['AUTH x', 'AUTH default x', 'AUTH nobody x', 'AUTH a b c', 'AUTH'],
  'CLIENT names': ['CLIENT GETNAME', 'CLIENT SETNAME me', 'CLIENT GETNAME', 'CLIENT SETNAME "a b"', 'CLIENT SETNAME ""', 'CLIENT GETNAME', 'CLIENT SETNAME', 'CLIENT SETNAME a b'],
  'CLIENT ID, LIST and INFO': ['CLIENT ID', 'CLIENT LIST', 'CLIENT INFO', 'CLIENT LIST TYPE normal', 'CLIENT LIST TYPE foo', 'CLIENT LIST FOO', 'CLIENT LIST ID x', 'CLIENT GETREDIR'],
  'CLIENT KILL': ['CLIENT KILL 1.2.3.4:5', 'CLIENT KILL ID 999999', 'CLIENT KILL ID x', 'CLIENT KILL FOO bar', 'CLIENT KILL TYPE foo', 'CLIENT KILL SKIPME maybe', 'CLIENT KILL', 'CLIENT KILL TYPE pubsub'],
  'CLIENT KILL of a subscriber': ['b> SUBSCRIBE ch', 'b< ', 'CLIENT KILL TYPE pubsub', 'b< ', 'PUBLISH ch x'],
  'CLIENT REPLY': ['b: CLIENT REPLY ON', 'b> CLIENT REPLY OFF', 'b. ', 'b> PING', 'b. ', 'b: CLIENT REPLY ON', 'b> CLIENT REPLY SKIP', 'b> PING', 'b. ', 'b: PING', 'b: CLIENT REPLY FOO'],
  'CLIENT switches': ['CLIENT NO-EVICT ON', 'CLIENT NO-EVICT off', 'CLIENT NO-EVICT x', 'CLIENT FOO', 'CLIENT', 'CLIENT UNPAUSE', 'CLIENT UNBLOCK x', 'CLIENT UNBLOCK 99999'],
  'QUIT closes behind its answer': ['b: QUIT', 'b< '],
  'RESET': ['HELLO 3', 'SELECT 1', 'CLIENT SETNAME me', 'RESET', 'CLIENT GETNAME', 'SET a 1', 'SELECT 0', 'GET a'],
  'unknown commands show their arguments': ['NOSUCH', 'NOSUCH a b', 'nosuch "a b" c', 'NOSUCH aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa b'],
  'unknown subcommands': ['CONFIG NOPE', 'CONFIG', 'CLIENT NOPE x', 'OBJECT NOPE x', 'SCRIPT NOPE', 'PUBSUB NOPE', 'COMMAND NOPE', 'MEMORY NOPE', 'CONFIG GET', 'CONFIG SET a'],
  'CONFIG GET and SET': ['CONFIG GET maxmemory-policy', 'CONFIG GET nope', 'CONFIG GET maxmemory timeout', 'CONFIG SET timeout 0', 'CONFIG SET nope 1', 'CONFIG SET timeout 0 nope 1', 'CONFIG RESETSTAT'],
  'TIME, ROLE, DBSIZE, WAIT': ['TIME', 'ROLE', 'DBSIZE', 'WAIT 0 0', 'a> WAIT 1 20', 'wait 50', 'a< ', 'WAIT x 0', 'WAIT 0 -1', 'WAIT 0 x', 'WAIT 0'],
  'INFO': ['INFO', 'INFO server', 'INFO nosuch', 'INFO server clients', 'LOLWUT'],
  'COMMAND': ['COMMAND COUNT', 'COMMAND GETKEYS GET k', 'COMMAND GETKEYS MSET a 1 b 2', 'COMMAND GETKEYS EVAL "return 1" 2 a b c', 'COMMAND GETKEYS NOSUCH', 'COMMAND GETKEYS NOSUCH a', 'COMMAND GETKEYS PING a', 'COMMAND GETKEYS PING', 'COMMAND GETKEYS GET', 'COMMAND GETKEYS BLPOP a b 0', 'COMMAND GETKEYS ZUNIONSTORE d 2 a b'],
  'names of commands in any case': ['set k v', 'Get k', 'hSeT h a 1', 'cOnFiG gEt timeout'],
  'DEBUG SLEEP': ['DEBUG SLEEP 0'],
  'MEMORY USAGE': ['SET k v', 'MEMORY USAGE k', 'MEMORY USAGE m', 'MEMORY USAGE k SAMPLES 5', 'MEMORY USAGE k FOO'],
};

export const protocolCases: CaseTable = {
  'RESP3 maps, sets and nils': ['HELLO 3', 'HSET h a 1 b 2', 'HGETALL h', 'HGETALL m', 'SADD s a b', 'SMEMBERS s', 'SMEMBERS m', 'GET m', 'MGET m h', 'SINTER s s', 'LPOP m', 'LPOP m 2'],
  'RESP3 doubles': ['HELLO 3', 'ZADD z 1.5 a 2 b', 'ZSCORE z a', 'ZINCRBY z 0.1 a', 'ZADD z INCR 1 b', 'ZMSCORE z a x', 'ZADD z inf c', 'ZSCORE z c'],
  'RESP3 nested scores': ['HELLO 3', 'ZADD z 1 a 2 b 3 c', 'ZRANGE z 0 -1 WITHSCORES', 'ZRANGEBYSCORE z 1 2 WITHSCORES', 'ZPOPMIN z', 'ZPOPMIN z 1', 'ZPOPMAX z 5', 'ZADD z 1 a', 'ZRANDMEMBER z 1 WITHSCORES', 'ZUNION 1 z WITHSCORES', 'ZMPOP 1 z MIN', 'ZMPOP 1 z MIN'],
  'RESP3 blocking': ['HELLO 3', 'a> BLPOP m 0.02', 'wait 50', 'a< ', 'ZADD z 1.5 a', 'BZPOPMIN z 0'],
  'RESP3 transactions': ['HELLO 3', 'MULTI', 'HGETALL m', 'GET m', 'EXEC', 'WATCH a', 'SET a 1', 'MULTI', 'EXEC'],
  'RESP3 scripts': ['HELLO 3', 'HSET h a 1', 'EVAL "return redis.call(\'HGETALL\',\'h\')" 0', 'EVAL "redis.setresp(3) return redis.call(\'HGETALL\',\'h\')" 0', 'EVAL "return false" 0', 'EVAL "redis.setresp(3) return false" 0', 'EVAL "redis.setresp(3) return true" 0', 'EVAL "redis.setresp(3) return redis.call(\'SMEMBERS\',\'m\')" 0'],
  'RESP3 random fields': ['HELLO 3', 'HSET h a 1', 'HRANDFIELD h 1 WITHVALUES', 'HRANDFIELD h 1', 'SADD s a', 'SPOP s 1', 'SRANDMEMBER s 1', 'SPOP s'],
  'RESP3 verbatim text': ['HELLO 3', 'CLIENT LIST', 'INFO server', 'CONFIG GET timeout', 'PUBSUB NUMSUB a', 'LCS a b'],
  'RESP3 back to RESP2': ['HELLO 3', 'GET m', 'HELLO 2', 'GET m', 'HGETALL m'],
};
