/** A worker joins, renews and leaves. One life of a worker process is an incarnation; a new one takes over what the old one had. */
import { CORDONED_WORKERS_KEY, WORKER_REMOVED_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { BURY, KEYS_OF, MARK_CHANGED, MARK_REMOVED, NOW, REFRESH_CAPACITY, WAKE_WAITING } from './fragments.ts';
import { POOL_MEMBERS } from './pool-members.ts';
import { SPEAKS_PROTOCOL } from './protocol.ts';
import { END_RESERVATION } from './reservation.ts';

/** Ten incarnations that held a record before, the last first: a message cannot be under way for longer than that. */
const PAST_CHARACTERS_MAX = 370;

/**
 * KEYS: worker state, worker index, deadlines. ARGV: id, incarnation, TTL (ms), cpu, memory, gpus, GPU type, pool, priority, outcome TTL
 * (ms), outcome of what an earlier incarnation had acknowledged, pool selector, `1` when the selector is required, `1` when preemptable, the holder that
 * this process saw at its last attempt or '', and earlier incarnations of this process. Reply: how many containers of an earlier incarnation are lost; -1
 * when the system speaks another protocol by now; or `incarnation deadline` of another process that holds the id. A process that comes in for the first time
 * takes over from anybody (it is a restart); one that was in before only from itself, from nobody, and from whoever has not renewed since it looked. A
 * message that the network kept until its incarnation was over changes nothing: the record remembers who held it before.
 */
export const registerScript: RedisScript = {
  name: 'register',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${MARK_CHANGED}${BURY}${WAKE_WAITING}${POOL_MEMBERS}${SPEAKS_PROTOCOL}
if not speaks_our_protocol() then return -1 end
local worker, incarnation = ARGV[1], ARGV[2]
local record = redis.call('HMGET', KEYS[1], 'incarnation', 'resource_version', 'past_incarnations')
local past = record[3] or ''
local is_over = string.find(' ' .. past, ' ' .. incarnation .. ' ', 1, true)
if record[1] and (is_over or #ARGV > 15) then
  local is_own = record[1] == incarnation
  for i = 16, #ARGV do is_own = is_own or ARGV[i] == record[1] end
  local holder = record[1] .. ' ' .. (redis.call('ZSCORE', KEYS[3], worker) or '')
  if not is_own and holder ~= ARGV[15] then return holder end
end
redis.call('ZADD', KEYS[3], now + ARGV[3], worker)
if record[1] == incarnation then return 0 end
local lost = bury(worker, ARGV[11], ARGV[10])
if record[1] then past = record[1] .. ' ' .. past end
for i = 16, #ARGV do if ARGV[i] ~= record[1] then past = ARGV[i] .. ' ' .. past end end
past = string.sub(past, 1, ${PAST_CHARACTERS_MAX})
local status = 'available'
if redis.call('SISMEMBER', '${CORDONED_WORKERS_KEY}', worker) == 1 then status = 'disabled' end
join_pool(worker, ARGV[8])
redis.call('HDEL', KEYS[1], 'retiring')
redis.call('HSET', KEYS[1], 'id', worker, 'status', status, 'incarnation', incarnation,
  'total_cpu', ARGV[4], 'total_memory', ARGV[5], 'total_gpu_count', ARGV[6],
  'free_cpu', ARGV[4], 'free_memory', ARGV[5], 'gpu_count', ARGV[6],
  'gpu', ARGV[7], 'pool_name', ARGV[8], 'priority', ARGV[9],
  'pool_selector', ARGV[12], 'requires_pool_selector', ARGV[13], 'preemptable', ARGV[14],
  'past_incarnations', past, 'resource_version', (record[2] or 0) + 1)
redis.call('SADD', KEYS[2], worker)
redis.call('ZREM', '${WORKER_REMOVED_KEY}', worker)
mark_changed(worker)
wake_waiting(100)
return lost
`,
};

/**
 * The worker lives, and with it everything that it acknowledged: containers have no heartbeats of their own. KEYS: worker state, deadlines, queue,
 * pending, stopping, owned. ARGV: id, incarnation, TTL (ms). Reply: `{'replaced'}`, or `{'renewed', queued + delivered but not acknowledged, placed in
 * all, id to stop, …}`.
 */
export const keepaliveScript: RedisScript = {
  name: 'keepalive',
  numberOfKeys: 6,
  lua: `${NOW}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return {'replaced'} end
redis.call('ZADD', KEYS[2], now + ARGV[3], ARGV[1])
local placed = redis.call('HLEN', KEYS[6])
if placed == 0 or redis.call('EXISTS', KEYS[3], KEYS[4], KEYS[5]) == 0 then return {'renewed', 0, placed} end
local reply = redis.call('SMEMBERS', KEYS[5])
table.insert(reply, 1, placed)
table.insert(reply, 1, redis.call('LLEN', KEYS[3]) + redis.call('HLEN', KEYS[4]))
table.insert(reply, 1, 'renewed')
return reply
`,
};

/** KEYS: worker state. ARGV: id, incarnation. No more placements; what is not acknowledged goes back. Reply: how many went back. */
export const retireScript: RedisScript = {
  name: 'retire',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${BURY}${END_RESERVATION}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], 'status', 'disabled', 'retiring', 1)
end_reservation(ARGV[1], nil)
local returned = hand_back(ARGV[1])
refresh_capacity(ARGV[1])
return returned
`,
};

/** KEYS: worker state, worker index, deadlines. ARGV: id, incarnation, outcome TTL (ms), outcome of what is left. Removes the record. */
export const leaveScript: RedisScript = {
  name: 'leave',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${MARK_REMOVED}${BURY}${POOL_MEMBERS}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return 0 end
local lost = bury(ARGV[1], ARGV[4], ARGV[3])
leave_pool(ARGV[1])
redis.call('DEL', KEYS[1])
redis.call('SREM', KEYS[2], ARGV[1])
redis.call('ZREM', KEYS[3], ARGV[1])
mark_removed(ARGV[1])
return lost
`,
};
