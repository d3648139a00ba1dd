/**
 * Compares what a worker runs with what Redis says it has, after the two have come apart: Redis lost data, or somebody's hand was in it. What runs and
 * is not the worker's any more must be killed; what is the worker's and does not run is lost. A worker sends this over the connection on which
 * it acknowledges, and names all that it has taken, so nothing that is on its way between the two is mistaken for either.
 */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, SET_OUTCOME, WAKE_GATEWAY, WAKE_WAITING } from './fragments.ts';

/**
 * KEYS: worker state, owned, stopping. ARGV: id, incarnation, outcome TTL (ms), outcome of what is lost, then container id and delivery token (''
 * until it is acknowledged) of everything that the worker has taken, in turn. Reply: `{how many are lost, id to kill, …}`; nothing when replaced.
 */
export const reconcileScript: RedisScript = {
  name: 'reconcile',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${SET_OUTCOME}${WAKE_GATEWAY}${WAKE_WAITING}
if redis.call('HGET', KEYS[1], 'incarnation') ~= ARGV[2] then return {0} end
local worker, taken, reply, lost = ARGV[1], {}, {0}, 0
for i = 5, #ARGV, 2 do
  local id, token = ARGV[i], ARGV[i + 1]
  taken[id] = true
  if token ~= '' then
    local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
    if container[1] ~= worker or container[2] ~= token then reply[#reply + 1] = id end
  end
end
for _, id in ipairs(redis.call('HKEYS', KEYS[2])) do
  if not taken[id] then
    local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
    if container[1] == worker and container[2] then
      set_outcome(id, ARGV[4], '', ARGV[3])
      redis.call('DEL', container_key(id))
    end
    if container[1] ~= worker or container[2] then
      redis.call('HDEL', KEYS[2], id)
      redis.call('SREM', KEYS[3], id)
      lost = lost + 1
    end
  end
end
if lost > 0 then
  refresh_capacity(worker)
  wake_waiting(2, worker)
end
reply[1] = lost
return reply
`,
};
