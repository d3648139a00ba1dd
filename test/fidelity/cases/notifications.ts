/**
 * Keyspace notifications: the events that each command publishes, in their order. A case is a text of steps; `=> 2` says that the listener `l` hears
 * two events then, which are compared like replies.
 */
import type { CaseTable } from '../case.ts';

function told(classes: string, steps: string): readonly string[] {
  const heard = steps
    .trim()
    .split(/\s*(?: ; |\n)\s*/)
    .flatMap((step) => {
      const [request = '', count = '0'] = step.split(' => ');
      return [request, ...Array.from({ length: Number(count) }, () => 'l< ')];
    });
  const begin = [`CONFIG SET notify-keyspace-events ${classes}`, 'l> PSUBSCRIBE __keyevent@*', 'l< '];
  return [...begin, ...heard, 'l. ', 'CONFIG SET notify-keyspace-events ""'];
}

export const notificationCases: CaseTable = {
  'events: strings': told(
    'EA',
    `
    SET k v => 1 ; SET k v EX 100 => 2 ; SET k v NX ; SET k v XX GET => 1 ; SETEX k 10 v => 2 ; PSETEX k 10000 v => 2
    SETNX k v ; SETNX n v => 1 ; GETSET k w => 1 ; MSET a 1 b 2 => 2 ; MSETNX a 1 c 2 ; MSETNX c 1 d 2 => 2 ; INCR a => 1
    DECR a => 1 ; INCRBY a 5 => 1 ; DECRBY a 5 => 1 ; INCRBYFLOAT a 0.5 => 1 ; APPEND k x => 1 ; SETRANGE k 0 y => 1
    SETRANGE nope 0 "" ; SETBIT bits 3 1 => 1 ; BITFIELD bits SET u8 0 5 => 1 ; BITFIELD bits GET u8 0
    BITFIELD nobits GET u8 0 ; BITOP AND dest bits bits => 1 ; BITOP AND dest nope nope => 1 ; BITOP AND dest nope nope
    GETDEL k => 1 ; GETDEL k ; SET k v => 1 ; GETEX k ; GETEX k EX 100 => 1 ; GETEX k PERSIST => 1 ; GETEX k PERSIST
    GETEX nope EX 5 ; PFADD h a => 1 ; PFADD h a ; PFADD h ; PFMERGE h2 h => 1 ; PFCOUNT h
  `,
  ),
  'events: keys': told(
    'EA',
    `
    SET k v => 1 ; DEL k nope => 1 ; MSET a 1 b 2 => 2 ; UNLINK a b a => 2 ; SET k v => 1 ; EXPIRE k 100 => 1
    EXPIRE k 100 NX ; EXPIRE nope 1 ; PEXPIRE k 100000 => 1 ; EXPIREAT k 99999999999 => 1 ; PEXPIREAT k 99999999999999 => 1
    PERSIST k => 1 ; PERSIST k ; EXPIRE k -1 => 1 ; SET k v => 1 ; SET o w => 1 ; RENAME k o => 2 ; RENAME o o
    RENAMENX o p => 2 ; SET q 1 => 1 ; RENAMENX p q ; RENAME nope x ; COPY p r => 1 ; COPY p r ; COPY p r REPLACE => 1
    COPY p r DB 3 => 1 ; COPY p r DB 3 REPLACE => 1 ; MOVE p 4 => 2 ; MOVE p 4 ; RPUSH l 3 1 2 => 1 ; SORT l STORE d => 1
    SORT l STORE d => 1 ; SORT nope STORE d => 1 ; SORT nope STORE d ; SORT l ; TOUCH l ; FLUSHDB
  `,
  ),
  'events: lists': told(
    'EA',
    `
    LPUSH l a b => 1 ; RPUSH l c => 1 ; LPUSHX l z => 1 ; RPUSHX nope z ; LINSERT l BEFORE a q => 1
    LINSERT l BEFORE nope q ; LSET l 0 zz => 1 ; LREM l 0 nope ; LREM l 0 zz => 1 ; LTRIM l 0 1 => 1 ; LTRIM l 0 10 => 1
    LTRIM nope 0 1 ; LPOP l => 1 ; RPOP l => 2 ; LPOP l ; RPUSH l a b c d => 1 ; LPOP l 2 => 1 ; RPOP l 5 => 2
    RPUSH l a b c => 1 ; RPOPLPUSH l m => 2 ; LMOVE l m LEFT RIGHT => 2 ; LMOVE l l LEFT RIGHT => 2
    LMOVE l m RIGHT LEFT => 3 ; RPOPLPUSH nope m ; LMPOP 2 nope m LEFT => 1 ; LMPOP 1 m RIGHT COUNT 10 => 2
    LMPOP 1 m RIGHT COUNT 10 ; LPUSH l a b c d => 1 ; BLPOP l 0 => 1 ; BRPOP l 0 => 1 ; BLMOVE l m LEFT LEFT 0 => 2
    BRPOPLPUSH l m 0 => 3 ; BLMPOP 0 1 m LEFT => 1 ; LTRIM m 5 1 => 2
  `,
  ),
  'events: blocked': told(
    'EA',
    `
    b> BLPOP q 0 ; RPUSH q x => 3 ; b<  ; b> BRPOP q r 0 ; LPUSH r x y => 2 ; b<  ; DEL r => 1 ; b> BLMOVE q r LEFT RIGHT 0
    RPUSH q z => 4 ; b<  ; b> BZPOPMIN z 0 ; ZADD z 1 a => 3 ; b<  ; b> BZMPOP 0 1 z MAX ; ZADD z 1 a 2 b => 2 ; b< 
    b> BRPOPLPUSH q r 0 ; RPUSH q 1 2 => 3 ; b<  ; b> BLMPOP 0 1 s RIGHT ; RPUSH s 1 => 3 ; b< 
  `,
  ),
  'events: sets': told(
    'EA',
    `
    SADD s a b c => 1 ; SADD s a ; SREM s a nope => 1 ; SREM s nope ; SMOVE s t b => 2 ; SMOVE s t nope ; SMOVE s t c => 3
    SMOVE t t b ; SPOP t => 1 ; SADD x a b => 1 ; SADD y b c => 1 ; SINTERSTORE d x y => 1 ; SUNIONSTORE d x y => 1
    SDIFFSTORE d x y => 1 ; SDIFFSTORE d x x => 1 ; SDIFFSTORE d x x ; SREM x a b => 2
  `,
  ),
  'events: hashes': told(
    'EA',
    `
    HSET h a 1 => 1 ; HSET h a 1 => 1 ; HMSET h b 2 => 1 ; HSETNX h a 2 ; HSETNX h c 2 => 1 ; HINCRBY h a 1 => 1
    HINCRBYFLOAT h a 0.5 => 1 ; HDEL h a nope => 1 ; HDEL h nope ; HDEL h b c => 2 ; HGET h b
  `,
  ),
  'events: zsets': told(
    'EA',
    `
    ZADD z 1 a 2 b 3 c => 1 ; ZADD z 1 a ; ZADD z 2 a => 1 ; ZADD z NX 5 a ; ZADD z INCR 1 a => 1 ; ZADD z GT 1 a
    ZINCRBY z 1 a => 1 ; ZINCRBY z 0 a ; ZREM z nope ; ZREM z a => 1 ; ZREMRANGEBYRANK z 0 0 => 1
    ZREMRANGEBYSCORE z 100 200 ; ZREMRANGEBYSCORE z 0 200 => 2 ; ZADD z 0 a 0 b 0 c => 1 ; ZREMRANGEBYLEX z - [a => 1
    ZPOPMIN z => 1 ; ZPOPMAX z => 2 ; ZPOPMAX z ; ZADD z 0 a 0 b 0 c 0 d => 1 ; BZPOPMIN z 0 => 1 ; BZPOPMAX z 0 => 1
    ZMPOP 1 z MIN => 1 ; ZMPOP 1 z MAX => 2 ; ZADD z 0 a 0 b 0 c => 1 ; ZADD y 1 b 1 d => 1 ; ZUNIONSTORE d 2 z y => 1
    ZINTERSTORE d 2 z y => 1 ; ZDIFFSTORE d 2 z y => 1 ; ZDIFFSTORE d 2 z z => 1 ; ZRANGESTORE d z 0 1 => 1
    ZRANGESTORE d z 5 6 => 1 ; ZRANGESTORE d z 5 6 ; GEOADD g 13.361389 38.115556 Palermo => 1
    GEOADD g 13.361389 38.115556 Palermo ; GEOSEARCHSTORE gd g FROMLONLAT 15 37 BYRADIUS 200 km => 1
    GEOSEARCHSTORE gd g FROMLONLAT 1 37 BYRADIUS 2 km => 1 ; GEORADIUS g 15 37 200 km STORE gd => 1
    GEORADIUS g 15 37 200 km STOREDIST gd => 1 ; GEORADIUSBYMEMBER g Palermo 200 km STORE gd => 1
  `,
  ),
  'events: scripts and transactions': told(
    'EA',
    `
    EVAL "redis.call('SET','a','1') redis.call('INCR','a') return redis.call('DEL','a')" 0 => 3 ; MULTI ; SET a 1
    LPUSH l x ; LPOP l ; EXEC => 4 ; EVAL "return redis.call('SET','a','1')" 0 => 1
    EVAL "local x=redis.call('LPUSH','l','1') if x then redis.call('LPOP','l') end return 1" 0 => 3 ; FLUSHALL ; SELECT 2
    SET a 1 => 1
  `,
  ),
  'events: streams': told(
    'EA',
    `
    XADD s 1-1 a 1 => 1 ; XADD s NOMKSTREAM 2-1 a 1 => 1 ; XADD nope NOMKSTREAM 2-1 a 1 ; XADD s MAXLEN 1 3-1 a 1 => 2
    XADD s MAXLEN 5 4-1 a 1 => 1 ; XTRIM s MAXLEN 1 => 1 ; XTRIM s MAXLEN 1 ; XDEL s 4-1 => 1 ; XDEL s 4-1
    XSETID s 5-1 => 1 ; XGROUP CREATE s g 0 => 1 ; XGROUP CREATE n g 0 MKSTREAM => 1 ; XGROUP SETID s g 0 => 1
    XGROUP CREATECONSUMER s g c => 1 ; XGROUP CREATECONSUMER s g c ; XADD s 6-1 a 1 => 1 ; XREADGROUP GROUP g c STREAMS s >
    XREADGROUP GROUP g d STREAMS s > ; XREADGROUP GROUP g d STREAMS s 0 => 1 ; XCLAIM s g e 0 6-1 => 1 ; XACK s g 6-1
    XGROUP DELCONSUMER s g c => 1 ; XGROUP DELCONSUMER s g nope ; XGROUP DESTROY s g => 1 ; XGROUP DESTROY s g
  `,
  ),
  'new keys: strings': told(
    'EAn',
    `
    SET k v => 2 ; SET k v EX 100 => 2 ; SET k v NX ; SET k v XX GET => 1 ; SETEX k 10 v => 2 ; PSETEX k 10000 v => 2
    SETNX k v ; SETNX n v => 2 ; GETSET k w => 1 ; MSET a 1 b 2 => 4 ; MSETNX a 1 c 2 ; MSETNX c 1 d 2 => 4 ; INCR a => 1
    DECR a => 1 ; INCRBY a 5 => 1 ; DECRBY a 5 => 1 ; INCRBYFLOAT a 0.5 => 1 ; APPEND k x => 1 ; SETRANGE k 0 y => 1
    SETRANGE nope 0 "" ; SETBIT bits 3 1 => 2 ; BITFIELD bits SET u8 0 5 => 1 ; BITFIELD bits GET u8 0
    BITFIELD nobits GET u8 0 ; BITOP AND dest bits bits => 2 ; BITOP AND dest nope nope => 1 ; BITOP AND dest nope nope
    GETDEL k => 1 ; GETDEL k ; SET k v => 2 ; GETEX k ; GETEX k EX 100 => 1 ; GETEX k PERSIST => 1 ; GETEX k PERSIST
    GETEX nope EX 5 ; PFADD h a => 2 ; PFADD h a ; PFADD h ; PFMERGE h2 h => 2 ; PFCOUNT h
  `,
  ),
  'new keys: keys': told(
    'EAn',
    `
    SET k v => 2 ; DEL k nope => 1 ; MSET a 1 b 2 => 4 ; UNLINK a b a => 2 ; SET k v => 2 ; EXPIRE k 100 => 1
    EXPIRE k 100 NX ; EXPIRE nope 1 ; PEXPIRE k 100000 => 1 ; EXPIREAT k 99999999999 => 1 ; PEXPIREAT k 99999999999999 => 1
    PERSIST k => 1 ; PERSIST k ; EXPIRE k -1 => 1 ; SET k v => 2 ; SET o w => 2 ; RENAME k o => 3 ; RENAME o o
    RENAMENX o p => 3 ; SET q 1 => 2 ; RENAMENX p q ; RENAME nope x ; COPY p r => 2 ; COPY p r ; COPY p r REPLACE => 2
    COPY p r DB 3 => 2 ; COPY p r DB 3 REPLACE => 2 ; MOVE p 4 => 3 ; MOVE p 4 ; RPUSH l 3 1 2 => 2 ; SORT l STORE d => 2
    SORT l STORE d => 1 ; SORT nope STORE d => 1 ; SORT nope STORE d ; SORT l ; TOUCH l ; FLUSHDB
  `,
  ),
  'new keys: lists': told(
    'EAn',
    `
    LPUSH l a b => 2 ; RPUSH l c => 1 ; LPUSHX l z => 1 ; RPUSHX nope z ; LINSERT l BEFORE a q => 1
    LINSERT l BEFORE nope q ; LSET l 0 zz => 1 ; LREM l 0 nope ; LREM l 0 zz => 1 ; LTRIM l 0 1 => 1 ; LTRIM l 0 10 => 1
    LTRIM nope 0 1 ; LPOP l => 1 ; RPOP l => 2 ; LPOP l ; RPUSH l a b c d => 2 ; LPOP l 2 => 1 ; RPOP l 5 => 2
    RPUSH l a b c => 2 ; RPOPLPUSH l m => 3 ; LMOVE l m LEFT RIGHT => 2 ; LMOVE l l LEFT RIGHT => 2
    LMOVE l m RIGHT LEFT => 3 ; RPOPLPUSH nope m ; LMPOP 2 nope m LEFT => 1 ; LMPOP 1 m RIGHT COUNT 10 => 2
    LMPOP 1 m RIGHT COUNT 10 ; LPUSH l a b c d => 2 ; BLPOP l 0 => 1 ; BRPOP l 0 => 1 ; BLMOVE l m LEFT LEFT 0 => 3
    BRPOPLPUSH l m 0 => 3 ; BLMPOP 0 1 m LEFT => 1 ; LTRIM m 5 1 => 2
  `,
  ),
  'keys that are missed: strings': told(
    'EAm',
    `
    SET k v => 1 ; SET k v EX 100 => 2 ; SET k v NX ; SET k v XX GET => 1 ; SETEX k 10 v => 2 ; PSETEX k 10000 v => 2
    SETNX k v ; SETNX n v => 1 ; GETSET k w => 1 ; MSET a 1 b 2 => 2 ; MSETNX a 1 c 2 ; MSETNX c 1 d 2 => 2 ; INCR a => 1
    DECR a => 1 ; INCRBY a 5 => 1 ; DECRBY a 5 => 1 ; INCRBYFLOAT a 0.5 => 1 ; APPEND k x => 1 ; SETRANGE k 0 y => 1
    SETRANGE nope 0 "" ; SETBIT bits 3 1 => 1 ; BITFIELD bits SET u8 0 5 => 1 ; BITFIELD bits GET u8 0
    BITFIELD nobits GET u8 0 => 1 ; BITOP AND dest bits bits => 1 ; BITOP AND dest nope nope => 3
    BITOP AND dest nope nope => 2 ; GETDEL k => 1 ; GETDEL k => 1 ; SET k v => 1 ; GETEX k ; GETEX k EX 100 => 1
    GETEX k PERSIST => 1 ; GETEX k PERSIST ; GETEX nope EX 5 => 1 ; PFADD h a => 1 ; PFADD h a ; PFADD h ; PFMERGE h2 h => 2
    PFCOUNT h
  `,
  ),
  'keys that are missed: misses': told(
    'EAm',
    `
    GET nope => 1 ; MGET a b => 2 ; EXISTS a b => 2 ; TTL nope => 1 ; PTTL nope => 1 ; EXPIRETIME nope => 1 ; TYPE nope => 1
    STRLEN nope => 1 ; GETRANGE nope 0 1 => 1 ; SUBSTR nope 0 1 => 1 ; GETBIT nope 1 => 1 ; BITCOUNT nope => 1
    BITPOS nope 1 => 1 ; HGET nope a => 1 ; HMGET nope a => 1 ; HGETALL nope => 1 ; HLEN nope => 1 ; LLEN nope => 1
    LRANGE nope 0 1 => 1 ; LINDEX nope 0 => 1 ; LPOS nope a => 1 ; SMEMBERS nope => 1 ; SISMEMBER nope a => 1
    SMISMEMBER nope a => 1 ; SCARD nope => 1 ; SINTER a b => 2 ; SUNION a b => 2 ; SDIFF a b => 2 ; SINTERCARD 2 a b => 2
    SINTERSTORE d a b => 2 ; SUNIONSTORE d a b => 2 ; SDIFFSTORE d a b => 2 ; ZRANGE nope 0 1 => 1 ; ZSCORE nope a => 1
    ZCARD nope => 1 ; ZCOUNT nope 0 1 => 1 ; ZRANK nope a => 1 ; ZUNION 2 a b => 2 ; ZINTER 2 a b => 2 ; ZDIFF 2 a b => 2
    ZINTERCARD 2 a b => 2 ; ZUNIONSTORE d 2 a b => 2 ; ZRANGESTORE d a 0 1 => 1 ; HSCAN nope 0 => 1 ; SSCAN nope 0 => 1
    TOUCH a b => 2 ; OBJECT ENCODING nope ; DUMP nope => 1 ; SORT nope => 1 ; SORT_RO nope => 1 ; COPY nope x => 1
    RENAME nope x ; LCS a b => 2 ; PFCOUNT a b => 2 ; GEOPOS nope a => 1 ; GEODIST nope a b => 1
    GEOSEARCH nope FROMLONLAT 1 1 BYRADIUS 1 km => 1 ; XLEN nope => 1 ; XRANGE nope - + => 1 ; XREAD STREAMS nope 0 => 2
    LPOP nope ; SPOP nope ; ZPOPMIN nope ; LMPOP 1 nope LEFT ; HDEL nope a ; DEL nope ; EXPIRE nope 1 ; PERSIST nope
    INCR cnt => 1 ; APPEND app x => 1 ; SETRANGE sr 0 x => 1 ; GETSET gs x => 2 ; SET g2 x GET => 2 ; HINCRBY hh a 1 => 1
    LPUSHX nope a ; SMOVE nope x a ; BITFIELD_RO nope GET u8 0 => 1 ; WATCH nope
  `,
  ),
  'settings of notify-keyspace-events': [
    'CONFIG SET notify-keyspace-events KEA',
    'CONFIG GET notify-keyspace-events',
    'CONFIG SET notify-keyspace-events Kx',
    'CONFIG GET notify-keyspace-events',
    'CONFIG SET notify-keyspace-events xKEg$lshzetdm',
    'CONFIG GET notify-keyspace-events',
    'CONFIG SET notify-keyspace-events Kq',
    'CONFIG SET notify-keyspace-events lg',
    'CONFIG GET notify-keyspace-events',
    'b> PSUBSCRIBE *',
    'b< ',
    'LPUSH l a',
    'b. ',
    'CONFIG SET notify-keyspace-events Kl',
    'LPUSH l b',
    'b< ',
    'b. ',
    'SET k v',
    'b. ',
    'SELECT 5',
    'LPUSH l a',
    'b< ',
    'CONFIG SET notify-keyspace-events ""',
    'CONFIG GET notify-keyspace-events',
  ],
  'expired keys are told of': [
    'CONFIG SET notify-keyspace-events KEx',
    'b> PSUBSCRIBE *',
    'b< ',
    'SET k v PX 20',
    'wait 400',
    'b< ',
    'b< ',
    'CONFIG SET notify-keyspace-events ""',
  ],
};
