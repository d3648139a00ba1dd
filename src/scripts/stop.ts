/** Stops a container wherever it is. What no worker has acknowledged never starts; what one has is asked to end. */
import { KEY_PREFIXES } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, SET_OUTCOME, WAKE_GATEWAY, WAKE_WAITING } from './fragments.ts';
import { END_RESERVATION } from './reservation.ts';

/** KEYS: container state, backlog, leases. ARGV: id, outcome TTL (ms). Reply: `cancelled`, `stopping`, `ended` or `unknown`. */
export const stopScript: RedisScript = {
  name: 'stop',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${SET_OUTCOME}${WAKE_GATEWAY}${WAKE_WAITING}${END_RESERVATION}
local id = ARGV[1]
local container = redis.call('HMGET', KEYS[1], 'status', 'worker_id', 'delivery_token', 'reserved_worker')
if not container[1] then
  if redis.call('EXISTS', '${KEY_PREFIXES.requestStatus}' .. id) == 1 then return 'ended' end
  return 'unknown'
end
local worker = container[2]
if container[3] then
  redis.call('HSET', KEYS[1], 'status', 'STOPPING')
  redis.call('SADD', stopping_key(worker), id)
  redis.call('PUBLISH', wake_channel(worker), 'stop:' .. id)
  return 'stopping'
end
set_outcome(id, 'stopped', '', ARGV[2])
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], id)
redis.call('ZREM', KEYS[3], id)
if worker then
  redis.call('LREM', queue_key(worker), 0, id)
  redis.call('HDEL', pending_key(worker), id)
  redis.call('HDEL', owned_key(worker), id)
  refresh_capacity(worker)
  wake_waiting(2, worker)
elseif container[4] and end_reservation(container[4], id) then
  wake_waiting(2)
end
return 'cancelled'
`,
};
