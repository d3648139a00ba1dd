/**
 * The settings of redis-server 7.0.15 as CONFIG knows them. A line: `name|kind|value without a file`. Kinds: `flag` (yes or no), `number least most`, `memory
 * least most`, `one` of the words that follow, `text`, `own` (a rule of its own), `fixed` (only when it starts) and `protected`. `max`, `int`, `unsigned` and
 * `whole` are the largest numbers of 63, 31, 32 and 64 bits.
 */

/** One line a setting. */
export const SETTING_LINES: string = `
acl-pubsub-default|one allchannels resetchannels|resetchannels
aclfile|fixed|
acllog-max-len|number 0 max|128
active-defrag-cycle-max|number 1 99|25
active-defrag-cycle-min|number 1 99|1
active-defrag-ignore-bytes|memory 1 max|104857600
active-defrag-max-scan-fields|number 1 max|1000
active-defrag-threshold-lower|number 0 1000|10
active-defrag-threshold-upper|number 0 1000|100
active-expire-effort|number 1 10|1
activedefrag|flag|no
activerehashing|flag|yes
always-show-logo|fixed|no
aof-disable-auto-gc|flag|no
aof-load-truncated|flag|yes
aof-rewrite-incremental-fsync|flag|yes
aof-timestamp-enabled|flag|no
aof-use-rdb-preamble|flag|yes
aof_rewrite_cpulist|fixed|
appenddirname|fixed|appendonlydir
appendfilename|fixed|appendonly.aof
appendfsync|one everysec always no|everysec
appendonly|flag|no
auto-aof-rewrite-min-size|memory 0 max|67108864
auto-aof-rewrite-percentage|number 0 int|100
bgsave_cpulist|fixed|
bind|text|* -::*
bind-source-addr|text|
bio_cpulist|fixed|
busy-reply-threshold|number 0 max|5000
client-output-buffer-limit|own|normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60
client-query-buffer-limit|memory 1048576 max|1073741824
cluster-allow-pubsubshard-when-down|flag|yes
cluster-allow-reads-when-down|flag|no
cluster-allow-replica-migration|flag|yes
cluster-announce-bus-port|number 0 65535|0
cluster-announce-hostname|own|
cluster-announce-ip|text|
cluster-announce-port|number 0 65535|0
cluster-announce-tls-port|number 0 65535|0
cluster-config-file|fixed|nodes.conf
cluster-enabled|fixed|no
cluster-link-sendbuf-limit|memory 0 whole|0
cluster-migration-barrier|number 0 int|1
cluster-node-timeout|number 0 max|15000
cluster-port|fixed|0
cluster-preferred-endpoint-type|one ip hostname unknown-endpoint|ip
cluster-replica-no-failover|flag|no
cluster-replica-validity-factor|number 0 int|10
cluster-require-full-coverage|flag|yes
crash-log-enabled|flag|yes
crash-memcheck-enabled|flag|yes
daemonize|fixed|no
databases|fixed|16
dbfilename|protected|dump.rdb
dir|protected|/
disable-thp|fixed|yes
dynamic-hz|flag|yes
enable-debug-command|fixed|yes
enable-module-command|fixed|no
enable-protected-configs|fixed|no
hash-max-listpack-entries|number 0 max|512
hash-max-listpack-value|memory 0 max|64
hll-sparse-max-bytes|memory 0 max|3000
hz|number 0 int|10
ignore-warnings|text|
io-threads|fixed|1
io-threads-do-reads|fixed|no
jemalloc-bg-thread|flag|yes
latency-monitor-threshold|number 0 max|0
latency-tracking|flag|yes
latency-tracking-info-percentiles|own|50 99 99.9
lazyfree-lazy-eviction|flag|no
lazyfree-lazy-expire|flag|no
lazyfree-lazy-server-del|flag|no
lazyfree-lazy-user-del|flag|no
lazyfree-lazy-user-flush|flag|no
lfu-decay-time|number 0 int|1
lfu-log-factor|number 0 int|10
list-compress-depth|number 0 int|0
list-max-listpack-size|number -2147483648 int|-2
logfile|fixed|
loglevel|one debug verbose notice warning|notice
masterauth|text|
masteruser|text|
maxclients|number 1 unsigned|10000
maxmemory|memory 0 whole|0
maxmemory-clients|own|0
maxmemory-eviction-tenacity|number 0 100|10
maxmemory-policy|one volatile-lru volatile-lfu volatile-random volatile-ttl allkeys-lru allkeys-lfu allkeys-random noeviction|noeviction
maxmemory-samples|number 1 int|5
min-replicas-max-lag|number 0 int|10
min-replicas-to-write|number 0 int|0
no-appendfsync-on-rewrite|flag|no
notify-keyspace-events|own|
oom-score-adj|one no yes relative absolute|no
oom-score-adj-values|own|0 200 800
pidfile|fixed|
port|number 0 65535|6379
proc-title-template|text|{title} {listen-addr} {server-mode}
propagation-error-behavior|one ignore panic panic-on-replicas|ignore
protected-mode|flag|yes
proto-max-bulk-len|memory 1048576 max|536870912
rdb-del-sync-files|flag|no
rdb-save-incremental-fsync|flag|yes
rdbchecksum|fixed|yes
rdbcompression|flag|yes
repl-backlog-size|memory 1 max|1048576
repl-backlog-ttl|number 0 max|3600
repl-disable-tcp-nodelay|flag|no
repl-diskless-load|one disabled on-empty-db swapdb|disabled
repl-diskless-sync|flag|yes
repl-diskless-sync-delay|number 0 int|5
repl-diskless-sync-max-replicas|number 0 int|0
repl-ping-replica-period|number 1 int|10
repl-timeout|number 1 int|60
replica-announce-ip|text|
replica-announce-port|number 0 65535|0
replica-announced|flag|yes
replica-ignore-disk-write-errors|flag|no
replica-ignore-maxmemory|flag|yes
replica-lazy-flush|flag|no
replica-priority|number 0 int|100
replica-read-only|flag|yes
replica-serve-stale-data|flag|yes
replicaof|fixed|
requirepass|text|
sanitize-dump-payload|one no yes clients|no
save|own|3600 1 300 100 60 10000
server_cpulist|fixed|
set-max-intset-entries|number 0 max|512
set-proc-title|fixed|yes
shutdown-on-sigint|one default save nosave now force|default
shutdown-on-sigterm|one default save nosave now force|default
shutdown-timeout|number 0 int|10
slowlog-log-slower-than|number -1 max|10000
slowlog-max-len|number 0 max|128
socket-mark-id|fixed|0
stop-writes-on-bgsave-error|flag|yes
stream-node-max-bytes|memory 0 max|4096
stream-node-max-entries|number 0 max|100
supervised|fixed|no
syslog-enabled|fixed|no
syslog-facility|fixed|local0
syslog-ident|fixed|redis
tcp-backlog|fixed|511
tcp-keepalive|number 0 int|300
timeout|number 0 int|0
tls-auth-clients|one no yes optional|yes
tls-ca-cert-dir|text|
tls-ca-cert-file|text|
tls-cert-file|text|
tls-ciphers|text|
tls-ciphersuites|text|
tls-client-cert-file|text|
tls-client-key-file|text|
tls-client-key-file-pass|text|
tls-cluster|flag|no
tls-dh-params-file|text|
tls-key-file|text|
tls-key-file-pass|text|
tls-port|number 0 65535|0
tls-prefer-server-ciphers|flag|no
tls-protocols|text|
tls-replication|flag|no
tls-session-cache-size|number 0 int|20480
tls-session-cache-timeout|number 0 int|300
tls-session-caching|flag|yes
tracking-table-max-keys|number 0 max|1000000
unixsocket|fixed|
unixsocketperm|fixed|0
zset-max-listpack-entries|number 0 max|128
zset-max-listpack-value|memory 0 max|64
`;
