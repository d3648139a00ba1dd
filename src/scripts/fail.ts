/** Gives up on leased requests and says why. A container that has an owner, or whose lease was lost, is never failed. */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, SET_OUTCOME } from './fragments.ts';

/** KEYS: leases, backlog. ARGV: lease token, reason, outcome TTL (ms), then ids. Reply: how many were failed. */
export const failScript: RedisScript = {
  name: 'fail',
  numberOfKeys: 2,
  lua: `${KEYS_OF}${SET_OUTCOME}
local failed = 0
for i = 4, #ARGV do
  local id = ARGV[i]
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token')
  if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then
    redis.call('ZREM', KEYS[1], id)
    redis.call('ZREM', KEYS[2], id)
    redis.call('DEL', container_key(id))
    set_outcome(id, 'failed:' .. ARGV[2], '', ARGV[3])
    failed = failed + 1
  end
end
return failed
`,
};
