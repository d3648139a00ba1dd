/**
 * The gateway's one look at the backlog: leases requests that are ready and says whether the reaper has work and when the next request
 * becomes ready. Idempotent by intake id: a resent intake gives the leases of the first, not more.
 */
import { GATEWAYS_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW } from './fragments.ts';

/** What is read of a container that is taken, in order. */
const READ_FIELDS = "'lease_token', 'request', 'attempts', 'submitted_at'";

/**
 * KEYS: backlog, leases, this gateway's intake record, worker deadlines, time of the last sweep. ARGV: intake id, gateway, how many at
 * most, lease TTL (ms), sweep interval (ms).
 * Reply: `{reap due 0|1, ms until the next is ready or -1, size of the backlog before, id, request JSON, attempts, age in ms, …}`. The intake id is
 * the lease token.
 */
export const intakeScript: RedisScript = {
  name: 'intake',
  numberOfKeys: 5,
  lua: `${NOW}${KEYS_OF}
local token, gateway, deadline = ARGV[1], ARGV[2], now + ARGV[4]
local reply = {0, -1, redis.call('ZCARD', KEYS[1])}
redis.call('ZADD', '${GATEWAYS_KEY}', now, gateway)
local ids, held = {}, {}
if redis.call('HGET', KEYS[3], 'intake_id') == token then
  ids = cjson.decode(redis.call('HGET', KEYS[3], 'ids'))
else
  ids = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[3])
  for _, id in ipairs(ids) do
    redis.call('ZREM', KEYS[1], id)
    local container = redis.call('HMGET', container_key(id), ${READ_FIELDS}, 'status', 'worker_id')
    if container[5] == 'PENDING' and not container[6] then
      redis.call('ZADD', KEYS[2], deadline, id)
      redis.call('HSET', container_key(id), 'lease_token', token, 'lease_gateway', gateway)
      container[1] = token
    end
    held[id] = container
  end
  if #ids > 0 then
    redis.call('HSET', KEYS[3], 'intake_id', token, 'ids', cjson.encode(ids))
    redis.call('PEXPIRE', KEYS[3], ARGV[4])
  end
end
if now - (redis.call('GET', KEYS[5]) or 0) >= tonumber(ARGV[5])
  or redis.call('ZCOUNT', KEYS[2], '-inf', now) > 0
  or redis.call('ZCOUNT', KEYS[4], '-inf', now) > 0 then
  reply[1] = 1
end
local next_entry = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
if next_entry[2] then reply[2] = math.max(0, tonumber(next_entry[2]) - now) end
for _, id in ipairs(ids) do
  local container = held[id] or redis.call('HMGET', container_key(id), ${READ_FIELDS})
  if container[1] == token then
    reply[#reply + 1] = id
    reply[#reply + 1] = container[2]
    reply[#reply + 1] = container[3]
    reply[#reply + 1] = now - container[4]
  end
end
return reply
`,
};
