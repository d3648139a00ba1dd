/**
 * Compares what a worker runs with what Redis says it has, after the two have come apart: Redis lost data, or somebody's hand was in it. What runs and
 * is not the worker's any more must be killed; what is the worker's and does not run is lost. A list of what runs may be overtaken on its way: a script
 * that Redis does not know yet is sent twice, and a container may begin between the two. So the comparison changes nothing. It names deliveries by
 * their tokens; the worker looks again, and only the deliveries that it still does not have are declared lost, each by its token.
 */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, SET_OUTCOME, WAKE_GATEWAY, WAKE_WAITING } from './fragments.ts';

/**
 * KEYS: worker state, owned. ARGV: id, incarnation, then container id and delivery token ('' until it is acknowledged) of everything that the worker
 * has taken, in turn. Reply: `{'foreign'|'forgotten', container id, token, …}`; a forgotten entry without a token is owned in name only. Nothing when replaced.
 */
export const compareScript: RedisScript = {
  name: 'compare',
  numberOfKeys: 2,
  lua: `${KEYS_OF}
local reply, taken, worker = {}, {}, ARGV[1]
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return reply end
local function tell(what, id, token)
  reply[#reply + 1] = what
  reply[#reply + 1] = id
  reply[#reply + 1] = token
end
for i = 3, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  taken[id] = true
  if token ~= '' then
    local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
    if container[1] ~= worker or container[2] ~= token then tell('foreign', id, token) end
  end
end
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not taken[id] then
    local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
    if container[1] ~= worker then tell('forgotten', id, '')
    elseif container[2] then tell('forgotten', id, container[2]) end
  end
end
return reply
`,
};

/**
 * KEYS: worker state, owned, stopping. ARGV: id, incarnation, outcome TTL (ms), outcome of what is lost, then container id and delivery token of
 * everything that the comparison named and the worker does not have, in turn. Reply: how many are lost.
 */
export const forgetScript: RedisScript = {
  name: 'forget',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${SET_OUTCOME}${WAKE_GATEWAY}${WAKE_WAITING}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return 0 end
local worker, lost = ARGV[1], 0
for i = 5, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
  local is_lost = container[1] == worker and container[2] == token
  if is_lost then
    set_outcome(id, ARGV[4], '', ARGV[3])
    redis.call('DEL', container_key(id))
  end
  if is_lost or container[1] ~= worker then
    redis.call('SREM', KEYS[3], id)
    lost = lost + redis.call('HDEL', KEYS[2], id)
  end
end
if lost > 0 then
  refresh_capacity(worker)
  wake_waiting(2, worker)
end
return lost
`,
};
