/** Gives up on leased requests and says why. A container that has an owner, or whose lease was lost, is never failed. */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, MARK_CHANGED, NOW, SET_OUTCOME, WAKE_GATEWAY, WAKE_WAITING } from './fragments.ts';
import { END_RESERVATION } from './reservation.ts';

/** KEYS: leases, backlog. ARGV: lease token, reason, outcome TTL (ms), then ids. Reply: how many were failed. */
export const failScript: RedisScript = {
  name: 'fail',
  numberOfKeys: 2,
  lua: `${NOW}${KEYS_OF}${MARK_CHANGED}${SET_OUTCOME}${WAKE_GATEWAY}${WAKE_WAITING}${END_RESERVATION}
local failed = 0
for i = 4, #ARGV do
  local id = ARGV[i]
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token', 'reserved_worker')
  if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    set_outcome(id, 'failed:' .. ARGV[2], '', ARGV[3])
    redis.call('DEL', container_key(id))
    if container[4] and end_reservation(container[4], id) then wake_waiting(2) end
    failed = failed + 1
  end
end
return failed
`,
};
