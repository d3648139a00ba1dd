/**
 * What COMMAND tells of every command of Redis 7.0.15, as the server itself answers it. A line:
 * `name|arity|flags|first last step|categories|tips|key specifications`, the last as `flags;begin search;find keys;notes`, several joined by `&`.
 */

/** One line a command or subcommand. */
export const COMMAND_LINES: string = `
acl|-2||0 0 0|slow
acl|getuser|3|admin noscript loading stale|0 0 0|admin slow dangerous
acl|genpass|-2|noscript loading stale|0 0 0|slow
acl|deluser|-3|admin noscript loading stale|0 0 0|admin slow dangerous
acl|load|2|admin noscript loading stale|0 0 0|admin slow dangerous
acl|help|2|loading stale|0 0 0|slow
acl|users|2|admin noscript loading stale|0 0 0|admin slow dangerous
acl|save|2|admin noscript loading stale|0 0 0|admin slow dangerous
acl|setuser|-3|admin noscript loading stale|0 0 0|admin slow dangerous
acl|list|2|admin noscript loading stale|0 0 0|admin slow dangerous
acl|cat|-2|noscript loading stale|0 0 0|slow
acl|whoami|2|noscript loading stale|0 0 0|slow
acl|dryrun|-4|admin noscript loading stale|0 0 0|admin slow dangerous
acl|log|-2|admin noscript loading stale|0 0 0|admin slow dangerous
append|3|write denyoom fast|1 1 1|write string fast||RW insert;index 1;range 0 1 0
asking|1|fast|0 0 0|fast connection
auth|-2|noscript loading stale fast no_auth allow_busy|0 0 0|fast connection
bgrewriteaof|1|admin noscript no_async_loading|0 0 0|admin slow dangerous
bgsave|-1|admin noscript no_async_loading|0 0 0|admin slow dangerous
bitcount|-2|readonly|1 1 1|read bitmap slow||RO access;index 1;range 0 1 0
bitfield|-2|write denyoom|1 1 1|write bitmap slow||RW access update variable_flags;index 1;range 0 1 0;This command allows both access and modification of the key
bitfield_ro|-2|readonly fast|1 1 1|read bitmap fast||RO access;index 1;range 0 1 0
bitop|-4|write denyoom|2 -1 1|write bitmap slow||OW update;index 2;range 0 1 0&RO access;index 3;range -1 1 0
bitpos|-3|readonly|1 1 1|read bitmap slow||RO access;index 1;range 0 1 0
blmove|6|write denyoom noscript blocking|1 2 1|write list slow blocking||RW access delete;index 1;range 0 1 0&RW insert;index 2;range 0 1 0
blmpop|-5|write blocking movablekeys|0 0 0|write list slow blocking||RW access delete;index 2;keynum 0 1 1
blpop|-3|write noscript blocking|1 -2 1|write list slow blocking||RW access delete;index 1;range -2 1 0
brpop|-3|write noscript blocking|1 -2 1|write list slow blocking||RW access delete;index 1;range -2 1 0
brpoplpush|4|write denyoom noscript blocking|1 2 1|write list slow blocking||RW access delete;index 1;range 0 1 0&RW insert;index 2;range 0 1 0
bzmpop|-5|write blocking movablekeys|0 0 0|write sortedset slow blocking||RW access delete;index 2;keynum 0 1 1
bzpopmax|-3|write noscript blocking fast|1 -2 1|write sortedset fast blocking||RW access delete;index 1;range -2 1 0
bzpopmin|-3|write noscript blocking fast|1 -2 1|write sortedset fast blocking||RW access delete;index 1;range -2 1 0
client|-2||0 0 0|slow
client|pause|-3|admin noscript loading stale|0 0 0|admin slow dangerous connection
client|unblock|-3|admin noscript loading stale|0 0 0|admin slow dangerous connection
client|info|2|noscript loading stale|0 0 0|slow connection|nondeterministic_output
client|getname|2|noscript loading stale|0 0 0|slow connection
client|id|2|noscript loading stale|0 0 0|slow connection
client|kill|-3|admin noscript loading stale|0 0 0|admin slow dangerous connection
client|help|2|loading stale|0 0 0|slow connection
client|trackinginfo|2|noscript loading stale|0 0 0|slow connection
client|getredir|2|noscript loading stale|0 0 0|slow connection
client|no-evict|3|admin noscript loading stale|0 0 0|admin slow dangerous connection
client|unpause|2|admin noscript loading stale|0 0 0|admin slow dangerous connection
client|setname|3|noscript loading stale|0 0 0|slow connection
client|reply|3|noscript loading stale|0 0 0|slow connection
client|tracking|-3|noscript loading stale|0 0 0|slow connection
client|caching|3|noscript loading stale|0 0 0|slow connection
client|list|-2|admin noscript loading stale|0 0 0|admin slow dangerous connection|nondeterministic_output
cluster|-2||0 0 0|slow
cluster|bumpepoch|2|admin stale no_async_loading|0 0 0|admin slow dangerous|nondeterministic_output
cluster|addslots|-3|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|links|2|stale|0 0 0|slow|nondeterministic_output
cluster|reset|-2|admin noscript stale|0 0 0|admin slow dangerous
cluster|forget|3|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|shards|2|stale|0 0 0|slow|nondeterministic_output
cluster|delslots|-3|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|keyslot|3|stale|0 0 0|slow
cluster|slaves|3|admin stale|0 0 0|admin slow dangerous|nondeterministic_output
cluster|flushslots|2|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|failover|-2|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|replicas|3|admin stale|0 0 0|admin slow dangerous|nondeterministic_output
cluster|getkeysinslot|4|stale|0 0 0|slow|nondeterministic_output
cluster|meet|-4|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|delslotsrange|-4|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|set-config-epoch|3|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|setslot|-4|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|countkeysinslot|3|stale|0 0 0|slow
cluster|addslotsrange|-4|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|count-failure-reports|3|admin stale|0 0 0|admin slow dangerous|nondeterministic_output
cluster|info|2|stale|0 0 0|slow|nondeterministic_output
cluster|slots|2|stale|0 0 0|slow|nondeterministic_output
cluster|help|2|loading stale|0 0 0|slow
cluster|nodes|2|stale|0 0 0|slow|nondeterministic_output
cluster|replicate|3|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|saveconfig|2|admin stale no_async_loading|0 0 0|admin slow dangerous
cluster|myid|2|stale|0 0 0|slow
command|-1|loading stale|0 0 0|slow connection|nondeterministic_output_order
command|docs|-2|loading stale|0 0 0|slow connection|nondeterministic_output_order
command|getkeys|-4|loading stale|0 0 0|slow connection
command|count|2|loading stale|0 0 0|slow connection
command|list|-2|loading stale|0 0 0|slow connection|nondeterministic_output_order
command|info|-2|loading stale|0 0 0|slow connection|nondeterministic_output_order
command|getkeysandflags|-4|loading stale|0 0 0|slow connection
command|help|2|loading stale|0 0 0|slow connection
config|-2||0 0 0|slow
config|set|-4|admin noscript loading stale|0 0 0|admin slow dangerous|request_policy:all_nodes response_policy:all_succeeded
config|rewrite|2|admin noscript loading stale|0 0 0|admin slow dangerous
config|resetstat|2|admin noscript loading stale|0 0 0|admin slow dangerous
config|get|-3|admin noscript loading stale|0 0 0|admin slow dangerous
config|help|2|loading stale|0 0 0|slow
copy|-3|write denyoom|1 2 1|keyspace write slow||RO access;index 1;range 0 1 0&OW update;index 2;range 0 1 0
dbsize|1|readonly fast|0 0 0|keyspace read fast|request_policy:all_shards response_policy:agg_sum
debug|-2|admin noscript loading stale|0 0 0|admin slow dangerous
decr|2|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
decrby|3|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
del|-2|write|1 -1 1|keyspace write slow|request_policy:multi_shard response_policy:agg_sum|RM delete;index 1;range -1 1 0
discard|1|noscript loading stale fast allow_busy|0 0 0|fast transaction
dump|2|readonly|1 1 1|keyspace read slow|nondeterministic_output|RO access;index 1;range 0 1 0
echo|2|loading stale fast|0 0 0|fast connection
eval|-3|noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RW access update;index 2;keynum 0 1 1;We cannot tell how the keys will be used so we assume the worst, RW and UPDATE
eval_ro|-3|readonly noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RO access;index 2;keynum 0 1 1;We cannot tell how the keys will be used so we assume the worst, RO and ACCESS
evalsha|-3|noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RW access update;index 2;keynum 0 1 1
evalsha_ro|-3|readonly noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RO access;index 2;keynum 0 1 1
exec|1|noscript loading stale skip_slowlog|0 0 0|slow transaction
exists|-2|readonly fast|1 -1 1|keyspace read fast|request_policy:multi_shard response_policy:agg_sum|RO;index 1;range -1 1 0
expire|-3|write fast|1 1 1|keyspace write fast||RW update;index 1;range 0 1 0
expireat|-3|write fast|1 1 1|keyspace write fast||RW update;index 1;range 0 1 0
expiretime|2|readonly fast|1 1 1|keyspace read fast||RO access;index 1;range 0 1 0
failover|-1|admin noscript stale|0 0 0|admin slow dangerous
fcall|-3|noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RW access update;index 2;keynum 0 1 1;We cannot tell how the keys will be used so we assume the worst, RW and UPDATE
fcall_ro|-3|readonly noscript stale skip_monitor no_mandatory_keys movablekeys|0 0 0|slow scripting||RO access;index 2;keynum 0 1 1;We cannot tell how the keys will be used so we assume the worst, RO and ACCESS
flushall|-1|write|0 0 0|keyspace write slow dangerous|request_policy:all_shards response_policy:all_succeeded
flushdb|-1|write|0 0 0|keyspace write slow dangerous|request_policy:all_shards response_policy:all_succeeded
function|-2||0 0 0|slow
function|delete|3|write noscript|0 0 0|write slow scripting|request_policy:all_shards response_policy:all_succeeded
function|restore|-3|write denyoom noscript|0 0 0|write slow scripting|request_policy:all_shards response_policy:all_succeeded
function|load|-3|write denyoom noscript|0 0 0|write slow scripting|request_policy:all_shards response_policy:all_succeeded
function|dump|2|noscript|0 0 0|slow scripting
function|kill|2|noscript allow_busy|0 0 0|slow scripting|request_policy:all_shards response_policy:one_succeeded
function|flush|-2|write noscript|0 0 0|write slow scripting|request_policy:all_shards response_policy:all_succeeded
function|help|2|loading stale|0 0 0|slow scripting
function|stats|2|noscript allow_busy|0 0 0|slow scripting|nondeterministic_output request_policy:all_shards response_policy:special
function|list|-2|noscript|0 0 0|slow scripting|nondeterministic_output_order
geoadd|-5|write denyoom|1 1 1|write geo slow||RW update;index 1;range 0 1 0
geodist|-4|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
geohash|-2|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
geopos|-2|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
georadius|-6|write denyoom movablekeys|1 1 1|write geo slow||RO access;index 1;range 0 1 0&OW update;keyword STORE 6;range 0 1 0&OW update;keyword STOREDIST 6;range 0 1 0
georadius_ro|-6|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
georadiusbymember|-5|write denyoom movablekeys|1 1 1|write geo slow||RO access;index 1;range 0 1 0&OW update;keyword STORE 5;range 0 1 0&OW update;keyword STOREDIST 5;range 0 1 0
georadiusbymember_ro|-5|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
geosearch|-7|readonly|1 1 1|read geo slow||RO access;index 1;range 0 1 0
geosearchstore|-8|write denyoom|1 2 1|write geo slow||OW update;index 1;range 0 1 0&RO access;index 2;range 0 1 0
get|2|readonly fast|1 1 1|read string fast||RO access;index 1;range 0 1 0
getbit|3|readonly fast|1 1 1|read bitmap fast||RO access;index 1;range 0 1 0
getdel|2|write fast|1 1 1|write string fast||RW access delete;index 1;range 0 1 0
getex|-2|write fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0;RW and UPDATE because it changes the TTL
getrange|4|readonly|1 1 1|read string slow||RO access;index 1;range 0 1 0
getset|3|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
hdel|-3|write fast|1 1 1|write hash fast||RW delete;index 1;range 0 1 0
hello|-1|noscript loading stale fast no_auth allow_busy|0 0 0|fast connection
hexists|3|readonly fast|1 1 1|read hash fast||RO;index 1;range 0 1 0
hget|3|readonly fast|1 1 1|read hash fast||RO access;index 1;range 0 1 0
hgetall|2|readonly|1 1 1|read hash slow|nondeterministic_output_order|RO access;index 1;range 0 1 0
hincrby|4|write denyoom fast|1 1 1|write hash fast||RW access update;index 1;range 0 1 0
hincrbyfloat|4|write denyoom fast|1 1 1|write hash fast||RW access update;index 1;range 0 1 0
hkeys|2|readonly|1 1 1|read hash slow|nondeterministic_output_order|RO access;index 1;range 0 1 0
hlen|2|readonly fast|1 1 1|read hash fast||RO;index 1;range 0 1 0
hmget|-3|readonly fast|1 1 1|read hash fast||RO access;index 1;range 0 1 0
hmset|-4|write denyoom fast|1 1 1|write hash fast||RW update;index 1;range 0 1 0
hrandfield|-2|readonly|1 1 1|read hash slow|nondeterministic_output|RO access;index 1;range 0 1 0
hscan|-3|readonly|1 1 1|read hash slow|nondeterministic_output|RO access;index 1;range 0 1 0
hset|-4|write denyoom fast|1 1 1|write hash fast||RW update;index 1;range 0 1 0
hsetnx|4|write denyoom fast|1 1 1|write hash fast||RW insert;index 1;range 0 1 0
hstrlen|3|readonly fast|1 1 1|read hash fast||RO;index 1;range 0 1 0
hvals|2|readonly|1 1 1|read hash slow|nondeterministic_output_order|RO access;index 1;range 0 1 0
incr|2|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
incrby|3|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
incrbyfloat|3|write denyoom fast|1 1 1|write string fast||RW access update;index 1;range 0 1 0
info|-1|loading stale|0 0 0|slow dangerous|nondeterministic_output request_policy:all_shards response_policy:special
keys|2|readonly|0 0 0|keyspace read slow dangerous|request_policy:all_shards nondeterministic_output_order
lastsave|1|loading stale fast|0 0 0|admin fast dangerous|nondeterministic_output
latency|-2||0 0 0|slow
latency|reset|-2|admin noscript loading stale|0 0 0|admin slow dangerous|request_policy:all_nodes response_policy:all_succeeded
latency|histogram|-2|admin noscript loading stale|0 0 0|admin slow dangerous|nondeterministic_output request_policy:all_nodes response_policy:special
latency|latest|2|admin noscript loading stale|0 0 0|admin slow dangerous|nondeterministic_output request_policy:all_nodes response_policy:special
latency|doctor|2|admin noscript loading stale|0 0 0|admin slow dangerous|nondeterministic_output request_policy:all_nodes response_policy:special
latency|graph|3|admin noscript loading stale|0 0 0|admin slow dangerous|nondeterministic_output request_policy:all_nodes response_policy:special
latency|help|2|loading stale|0 0 0|slow
latency|history|3|admin noscript loading stale|0 0 0|admin slow dangerous|nondeterministic_output request_policy:all_nodes response_policy:special
lcs|-3|readonly|1 2 1|read string slow||RO access;index 1;range 1 1 0
lindex|3|readonly|1 1 1|read list slow||RO access;index 1;range 0 1 0
linsert|5|write denyoom|1 1 1|write list slow||RW insert;index 1;range 0 1 0
llen|2|readonly fast|1 1 1|read list fast||RO;index 1;range 0 1 0
lmove|5|write denyoom|1 2 1|write list slow||RW access delete;index 1;range 0 1 0&RW insert;index 2;range 0 1 0
lmpop|-4|write movablekeys|0 0 0|write list slow||RW access delete;index 1;keynum 0 1 1
lolwut|-1|readonly fast|0 0 0|read fast
lpop|-2|write fast|1 1 1|write list fast||RW access delete;index 1;range 0 1 0
lpos|-3|readonly|1 1 1|read list slow||RO access;index 1;range 0 1 0
lpush|-3|write denyoom fast|1 1 1|write list fast||RW insert;index 1;range 0 1 0
lpushx|-3|write denyoom fast|1 1 1|write list fast||RW insert;index 1;range 0 1 0
lrange|4|readonly|1 1 1|read list slow||RO access;index 1;range 0 1 0
lrem|4|write|1 1 1|write list slow||RW delete;index 1;range 0 1 0
lset|4|write denyoom|1 1 1|write list slow||RW update;index 1;range 0 1 0
ltrim|4|write|1 1 1|write list slow||RW delete;index 1;range 0 1 0
memory|-2||0 0 0|slow
memory|malloc-stats|2||0 0 0|slow|nondeterministic_output request_policy:all_shards response_policy:special
memory|purge|2||0 0 0|slow|request_policy:all_shards response_policy:all_succeeded
memory|doctor|2||0 0 0|slow|nondeterministic_output request_policy:all_shards response_policy:special
memory|usage|-3|readonly|2 2 1|read slow||RO;index 2;range 0 1 0
memory|help|2|loading stale|0 0 0|slow
memory|stats|2||0 0 0|slow|nondeterministic_output request_policy:all_shards response_policy:special
mget|-2|readonly fast|1 -1 1|read string fast|request_policy:multi_shard|RO access;index 1;range -1 1 0
migrate|-6|write movablekeys|3 3 1|keyspace write slow dangerous|nondeterministic_output|RW access delete;index 3;range 0 1 0&RW access delete incomplete;keyword KEYS -2;range -1 1 0
module|-2||0 0 0|slow
module|list|2|admin noscript|0 0 0|admin slow dangerous|nondeterministic_output_order
module|load|-3|admin noscript no_async_loading|0 0 0|admin slow dangerous
module|loadex|-3|admin noscript no_async_loading|0 0 0|admin slow dangerous
module|help|2|loading stale|0 0 0|slow
module|unload|3|admin noscript no_async_loading|0 0 0|admin slow dangerous
monitor|1|admin noscript loading stale|0 0 0|admin slow dangerous
move|3|write fast|1 1 1|keyspace write fast||RW access update;index 1;range 0 1 0
mset|-3|write denyoom|1 -1 2|write string slow|request_policy:multi_shard response_policy:all_succeeded|OW update;index 1;range -1 2 0
msetnx|-3|write denyoom|1 -1 2|write string slow|request_policy:multi_shard response_policy:agg_min|OW insert;index 1;range -1 2 0
multi|1|noscript loading stale fast allow_busy|0 0 0|fast transaction
object|-2||0 0 0|slow
object|refcount|3|readonly|2 2 1|keyspace read slow|nondeterministic_output|RO;index 2;range 0 1 0
object|encoding|3|readonly|2 2 1|keyspace read slow|nondeterministic_output|RO;index 2;range 0 1 0
object|idletime|3|readonly|2 2 1|keyspace read slow|nondeterministic_output|RO;index 2;range 0 1 0
object|freq|3|readonly|2 2 1|keyspace read slow|nondeterministic_output|RO;index 2;range 0 1 0
object|help|2|loading stale|0 0 0|keyspace slow
persist|2|write fast|1 1 1|keyspace write fast||RW update;index 1;range 0 1 0
pexpire|-3|write fast|1 1 1|keyspace write fast||RW update;index 1;range 0 1 0
pexpireat|-3|write fast|1 1 1|keyspace write fast||RW update;index 1;range 0 1 0
pexpiretime|2|readonly fast|1 1 1|keyspace read fast||RO access;index 1;range 0 1 0
pfadd|-2|write denyoom fast|1 1 1|write hyperloglog fast||RW insert;index 1;range 0 1 0
pfcount|-2|readonly|1 -1 1|read hyperloglog slow||RW access;index 1;range -1 1 0;RW because it may change the internal representation of the key, and propagate to replicas
pfdebug|3|write denyoom admin|2 2 1|write hyperloglog admin slow dangerous||RW access;index 2;range 0 1 0
pfmerge|-2|write denyoom|1 -1 1|write hyperloglog slow||RW access insert;index 1;range 0 1 0&RO access;index 2;range -1 1 0
pfselftest|1|admin|0 0 0|hyperloglog admin slow dangerous
ping|-1|fast|0 0 0|fast connection|request_policy:all_shards response_policy:all_succeeded
psetex|4|write denyoom|1 1 1|write string slow||OW update;index 1;range 0 1 0
psubscribe|-2|pubsub noscript loading stale|0 0 0|pubsub slow
psync|-3|admin noscript no_async_loading no_multi|0 0 0|admin slow dangerous
pttl|2|readonly fast|1 1 1|keyspace read fast|nondeterministic_output|RO access;index 1;range 0 1 0
publish|3|pubsub loading stale fast|0 0 0|pubsub fast
pubsub|-2||0 0 0|slow
pubsub|numpat|2|pubsub loading stale|0 0 0|pubsub slow
pubsub|channels|-2|pubsub loading stale|0 0 0|pubsub slow
pubsub|shardchannels|-2|pubsub loading stale|0 0 0|pubsub slow
pubsub|numsub|-2|pubsub loading stale|0 0 0|pubsub slow
pubsub|shardnumsub|-2|pubsub loading stale|0 0 0|pubsub slow
pubsub|help|2|loading stale|0 0 0|slow
punsubscribe|-1|pubsub noscript loading stale|0 0 0|pubsub slow
quit|-1|noscript loading stale fast no_auth allow_busy|0 0 0|fast connection
randomkey|1|readonly|0 0 0|keyspace read slow|request_policy:all_shards nondeterministic_output
readonly|1|loading stale fast|0 0 0|fast connection
readwrite|1|loading stale fast|0 0 0|fast connection
rename|3|write|1 2 1|keyspace write slow||RW access delete;index 1;range 0 1 0&OW update;index 2;range 0 1 0
renamenx|3|write fast|1 2 1|keyspace write fast||RW access delete;index 1;range 0 1 0&OW insert;index 2;range 0 1 0
replconf|-1|admin noscript loading stale allow_busy|0 0 0|admin slow dangerous
replicaof|3|admin noscript stale no_async_loading|0 0 0|admin slow dangerous
reset|1|noscript loading stale fast no_auth allow_busy|0 0 0|fast connection
restore|-4|write denyoom|1 1 1|keyspace write slow dangerous||OW update;index 1;range 0 1 0
restore-asking|-4|write denyoom asking|1 1 1|keyspace write slow dangerous||OW update;index 1;range 0 1 0
role|1|noscript loading stale fast|0 0 0|admin fast dangerous
rpop|-2|write fast|1 1 1|write list fast||RW access delete;index 1;range 0 1 0
rpoplpush|3|write denyoom|1 2 1|write list slow||RW access delete;index 1;range 0 1 0&RW insert;index 2;range 0 1 0
rpush|-3|write denyoom fast|1 1 1|write list fast||RW insert;index 1;range 0 1 0
rpushx|-3|write denyoom fast|1 1 1|write list fast||RW insert;index 1;range 0 1 0
sadd|-3|write denyoom fast|1 1 1|write set fast||RW insert;index 1;range 0 1 0
save|1|admin noscript no_async_loading no_multi|0 0 0|admin slow dangerous
scan|-2|readonly|0 0 0|keyspace read slow|nondeterministic_output request_policy:special
scard|2|readonly fast|1 1 1|read set fast||RO;index 1;range 0 1 0
script|-2||0 0 0|slow
script|exists|-3|noscript|0 0 0|slow scripting|request_policy:all_shards response_policy:agg_logical_and
script|load|3|noscript stale|0 0 0|slow scripting|request_policy:all_nodes response_policy:all_succeeded
script|flush|-2|noscript|0 0 0|slow scripting|request_policy:all_nodes response_policy:all_succeeded
script|kill|2|noscript allow_busy|0 0 0|slow scripting|request_policy:all_shards response_policy:one_succeeded
script|debug|3|noscript|0 0 0|slow scripting
script|help|2|loading stale|0 0 0|slow scripting
sdiff|-2|readonly|1 -1 1|read set slow|nondeterministic_output_order|RO access;index 1;range -1 1 0
sdiffstore|-3|write denyoom|1 -1 1|write set slow||OW update;index 1;range 0 1 0&RO access;index 2;range -1 1 0
select|2|loading stale fast|0 0 0|fast connection
set|-3|write denyoom|1 1 1|write string slow||RW access update variable_flags;index 1;range 0 1 0;RW and ACCESS due to the optional \`GET\` argument
setbit|4|write denyoom|1 1 1|write bitmap slow||RW access update;index 1;range 0 1 0
setex|4|write denyoom|1 1 1|write string slow||OW update;index 1;range 0 1 0
setnx|3|write denyoom fast|1 1 1|write string fast||OW insert;index 1;range 0 1 0
setrange|4|write denyoom|1 1 1|write string slow||RW update;index 1;range 0 1 0
shutdown|-1|admin noscript loading stale no_multi allow_busy|0 0 0|admin slow dangerous
sinter|-2|readonly|1 -1 1|read set slow|nondeterministic_output_order|RO access;index 1;range -1 1 0
sintercard|-3|readonly movablekeys|0 0 0|read set slow||RO access;index 1;keynum 0 1 1
sinterstore|-3|write denyoom|1 -1 1|write set slow||RW update;index 1;range 0 1 0&RO access;index 2;range -1 1 0
sismember|3|readonly fast|1 1 1|read set fast||RO;index 1;range 0 1 0
slaveof|3|admin noscript stale no_async_loading|0 0 0|admin slow dangerous
slowlog|-2||0 0 0|slow
slowlog|len|2|admin loading stale|0 0 0|admin slow dangerous|request_policy:all_nodes response_policy:agg_sum nondeterministic_output
slowlog|get|-2|admin loading stale|0 0 0|admin slow dangerous|request_policy:all_nodes nondeterministic_output
slowlog|reset|2|admin loading stale|0 0 0|admin slow dangerous|request_policy:all_nodes response_policy:all_succeeded
slowlog|help|2|loading stale|0 0 0|slow
smembers|2|readonly|1 1 1|read set slow|nondeterministic_output_order|RO access;index 1;range 0 1 0
smismember|-3|readonly fast|1 1 1|read set fast||RO access;index 1;range 0 1 0
smove|4|write fast|1 2 1|write set fast||RW access delete;index 1;range 0 1 0&RW insert;index 2;range 0 1 0
sort|-2|write denyoom movablekeys|1 1 1|write set sortedset list slow dangerous||RO access;index 1;range 0 1 0&RO access;unknown;unknown;For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort&OW update;unknown;unknown;For the optional STORE keyword. It is marked 'unknown' because the keyword can appear anywhere in the argument array
sort_ro|-2|readonly movablekeys|1 1 1|read set sortedset list slow dangerous||RO access;index 1;range 0 1 0&RO access;unknown;unknown;For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from the content of the key we sort
spop|-2|write fast|1 1 1|write set fast|nondeterministic_output|RW access delete;index 1;range 0 1 0
spublish|3|pubsub loading stale fast|1 1 1|pubsub fast||not_key;index 1;range 0 1 0
srandmember|-2|readonly|1 1 1|read set slow|nondeterministic_output|RO access;index 1;range 0 1 0
srem|-3|write fast|1 1 1|write set fast||RW delete;index 1;range 0 1 0
sscan|-3|readonly|1 1 1|read set slow|nondeterministic_output|RO access;index 1;range 0 1 0
ssubscribe|-2|pubsub noscript loading stale|1 -1 1|pubsub slow||not_key;index 1;range -1 1 0
strlen|2|readonly fast|1 1 1|read string fast||RO;index 1;range 0 1 0
subscribe|-2|pubsub noscript loading stale|0 0 0|pubsub slow
substr|4|readonly|1 1 1|read string slow||RO access;index 1;range 0 1 0
sunion|-2|readonly|1 -1 1|read set slow|nondeterministic_output_order|RO access;index 1;range -1 1 0
sunionstore|-3|write denyoom|1 -1 1|write set slow||OW update;index 1;range 0 1 0&RO access;index 2;range -1 1 0
sunsubscribe|-1|pubsub noscript loading stale|1 -1 1|pubsub slow||not_key;index 1;range -1 1 0
swapdb|3|write fast|0 0 0|keyspace write fast dangerous
sync|1|admin noscript no_async_loading no_multi|0 0 0|admin slow dangerous
time|1|loading stale fast|0 0 0|fast|nondeterministic_output
touch|-2|readonly fast|1 -1 1|keyspace read fast|request_policy:multi_shard response_policy:agg_sum|RO;index 1;range -1 1 0
ttl|2|readonly fast|1 1 1|keyspace read fast|nondeterministic_output|RO access;index 1;range 0 1 0
type|2|readonly fast|1 1 1|keyspace read fast||RO;index 1;range 0 1 0
unlink|-2|write fast|1 -1 1|keyspace write fast|request_policy:multi_shard response_policy:agg_sum|RM delete;index 1;range -1 1 0
unsubscribe|-1|pubsub noscript loading stale|0 0 0|pubsub slow
unwatch|1|noscript loading stale fast allow_busy|0 0 0|fast transaction
wait|3|noscript|0 0 0|slow connection|request_policy:all_shards response_policy:agg_min
watch|-2|noscript loading stale fast allow_busy|1 -1 1|fast transaction||RO;index 1;range -1 1 0
xack|-4|write fast|1 1 1|write stream fast||RW update;index 1;range 0 1 0
xadd|-5|write denyoom fast|1 1 1|write stream fast|nondeterministic_output|RW update;index 1;range 0 1 0;UPDATE instead of INSERT because of the optional trimming feature
xautoclaim|-6|write fast|1 1 1|write stream fast|nondeterministic_output|RW delete;index 1;range 0 1 0
xclaim|-6|write fast|1 1 1|write stream fast|nondeterministic_output|RW update;index 1;range 0 1 0
xdel|-3|write fast|1 1 1|write stream fast||RW delete;index 1;range 0 1 0
xgroup|-2||0 0 0|slow
xgroup|delconsumer|5|write|2 2 1|write stream slow||RW delete;index 2;range 0 1 0
xgroup|destroy|4|write|2 2 1|write stream slow||RW delete;index 2;range 0 1 0
xgroup|create|-5|write denyoom|2 2 1|write stream slow||RW insert;index 2;range 0 1 0
xgroup|createconsumer|5|write denyoom|2 2 1|write stream slow||RW insert;index 2;range 0 1 0
xgroup|setid|-5|write|2 2 1|write stream slow||RW update;index 2;range 0 1 0
xgroup|help|2|loading stale|0 0 0|stream slow
xinfo|-2||0 0 0|slow
xinfo|stream|-3|readonly|2 2 1|read stream slow||RO access;index 2;range 0 1 0
xinfo|groups|3|readonly|2 2 1|read stream slow||RO access;index 2;range 0 1 0
xinfo|consumers|4|readonly|2 2 1|read stream slow|nondeterministic_output|RO access;index 2;range 0 1 0
xinfo|help|2|loading stale|0 0 0|stream slow
xlen|2|readonly fast|1 1 1|read stream fast||RO;index 1;range 0 1 0
xpending|-3|readonly|1 1 1|read stream slow|nondeterministic_output|RO access;index 1;range 0 1 0
xrange|-4|readonly|1 1 1|read stream slow||RO access;index 1;range 0 1 0
xread|-4|readonly blocking movablekeys|0 0 0|read stream slow blocking||RO access;keyword STREAMS 1;range -1 1 2
xreadgroup|-7|write blocking movablekeys|0 0 0|write stream slow blocking||RO access;keyword STREAMS 4;range -1 1 2
xrevrange|-4|readonly|1 1 1|read stream slow||RO access;index 1;range 0 1 0
xsetid|-3|write denyoom fast|1 1 1|write stream fast||RW update;index 1;range 0 1 0
xtrim|-4|write|1 1 1|write stream slow|nondeterministic_output|RW delete;index 1;range 0 1 0
zadd|-4|write denyoom fast|1 1 1|write sortedset fast||RW update;index 1;range 0 1 0
zcard|2|readonly fast|1 1 1|read sortedset fast||RO;index 1;range 0 1 0
zcount|4|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zdiff|-3|readonly movablekeys|0 0 0|read sortedset slow||RO access;index 1;keynum 0 1 1
zdiffstore|-4|write denyoom movablekeys|1 1 1|write sortedset slow||OW update;index 1;range 0 1 0&RO access;index 2;keynum 0 1 1
zincrby|4|write denyoom fast|1 1 1|write sortedset fast||RW access update;index 1;range 0 1 0
zinter|-3|readonly movablekeys|0 0 0|read sortedset slow||RO access;index 1;keynum 0 1 1
zintercard|-3|readonly movablekeys|0 0 0|read sortedset slow||RO access;index 1;keynum 0 1 1
zinterstore|-4|write denyoom movablekeys|1 1 1|write sortedset slow||OW update;index 1;range 0 1 0&RO access;index 2;keynum 0 1 1
zlexcount|4|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zmpop|-4|write movablekeys|0 0 0|write sortedset slow||RW access delete;index 1;keynum 0 1 1
zmscore|-3|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zpopmax|-2|write fast|1 1 1|write sortedset fast||RW access delete;index 1;range 0 1 0
zpopmin|-2|write fast|1 1 1|write sortedset fast||RW access delete;index 1;range 0 1 0
zrandmember|-2|readonly|1 1 1|read sortedset slow|nondeterministic_output|RO access;index 1;range 0 1 0
zrange|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrangebylex|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrangebyscore|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrangestore|-5|write denyoom|1 2 1|write sortedset slow||OW update;index 1;range 0 1 0&RO access;index 2;range 0 1 0
zrank|3|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zrem|-3|write fast|1 1 1|write sortedset fast||RW delete;index 1;range 0 1 0
zremrangebylex|4|write|1 1 1|write sortedset slow||RW delete;index 1;range 0 1 0
zremrangebyrank|4|write|1 1 1|write sortedset slow||RW delete;index 1;range 0 1 0
zremrangebyscore|4|write|1 1 1|write sortedset slow||RW delete;index 1;range 0 1 0
zrevrange|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrevrangebylex|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrevrangebyscore|-4|readonly|1 1 1|read sortedset slow||RO access;index 1;range 0 1 0
zrevrank|3|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zscan|-3|readonly|1 1 1|read sortedset slow|nondeterministic_output|RO access;index 1;range 0 1 0
zscore|3|readonly fast|1 1 1|read sortedset fast||RO access;index 1;range 0 1 0
zunion|-3|readonly movablekeys|0 0 0|read sortedset slow||RO access;index 1;keynum 0 1 1
zunionstore|-4|write denyoom movablekeys|1 1 1|write sortedset slow||OW update;index 1;range 0 1 0&RO access;index 2;keynum 0 1 1`;
