/**
 * How a placed container reaches its worker: reserved with a token, acknowledged with the same token. Until the acknowledgement it may
 * go back to the backlog; from then on only this worker may run it.
 */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, RETURN_TO_BACKLOG, WAKE_GATEWAY } from './fragments.ts';

/**
 * KEYS: worker state, queue, pending. ARGV: worker id, incarnation, token seed, how many at most.
 * Reply: nil when replaced, else id, token, request JSON of every delivery without acknowledgement, old ones included: a resent
 * reservation therefore shows what the first one took.
 */
export const reserveScript: RedisScript = {
  name: 'reserve',
  numberOfKeys: 3,
  lua: `${KEYS_OF}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return false end
for _, id in ipairs(redis.call('LPOP', KEYS[2], ARGV[4]) or {}) do
  redis.call('HSET', KEYS[3], id, ARGV[3] .. ':' .. id)
end
local reply = {}
local pending = redis.call('HGETALL', KEYS[3])
for i = 1, #pending, 2 do
  reply[#reply + 1] = pending[i]
  reply[#reply + 1] = pending[i + 1]
  reply[#reply + 1] = redis.call('HGET', container_key(pending[i]), 'request')
end
return reply
`,
};

/**
 * KEYS: worker state, pending, container state. ARGV: worker id, incarnation, container id, token.
 * Reply: `start`, `stop` (acknowledged before, and stopped since) or `refused`.
 */
export const acknowledgeScript: RedisScript = {
  name: 'acknowledge',
  numberOfKeys: 3,
  lua: `
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return 'refused' end
local container = redis.call('HMGET', KEYS[3], 'status', 'worker_id', 'delivery_token')
if container[2] ~= ARGV[1] then return 'refused' end
if container[3] == ARGV[4] then
  if container[1] == 'STOPPING' then return 'stop' end
  return 'start'
end
if redis.call('HGET', KEYS[2], ARGV[3]) ~= ARGV[4] or container[1] ~= 'PENDING' then return 'refused' end
redis.call('HDEL', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], 'delivery_token', ARGV[4])
return 'start'
`,
};

/**
 * The worker will not start a delivery after all. KEYS: pending, owned, container state. ARGV: worker id, container id, token, delay (ms).
 * Reply: 1 when the request went back to the backlog.
 */
export const giveBackScript: RedisScript = {
  name: 'giveBack',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${WAKE_GATEWAY}${RETURN_TO_BACKLOG}
local container = redis.call('HMGET', KEYS[3], 'status', 'worker_id', 'delivery_token')
local pending_token = redis.call('HGET', KEYS[1], ARGV[2])
if container[1] ~= 'PENDING' or container[2] ~= ARGV[1] then return 0 end
if container[3] ~= ARGV[3] and pending_token ~= ARGV[3] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[2])
redis.call('HDEL', KEYS[2], ARGV[2])
return_to_backlog(ARGV[2], now + ARGV[4])
refresh_capacity(ARGV[1])
wake_gateway()
return 1
`,
};
