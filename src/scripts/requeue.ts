/** Gives leased requests back to the backlog, each ready after its own delay. A request whose lease was lost is left alone. */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, RETURN_TO_BACKLOG } from './fragments.ts';

/** KEYS: leases. ARGV: lease token, then id and delay (ms) in turn. Reply: how many were given back. */
export const requeueScript: RedisScript = {
  name: 'requeue',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}${RETURN_TO_BACKLOG}
local returned = 0
for i = 2, #ARGV, 2 do
  local id = ARGV[i]
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token')
  if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then
    redis.call('ZREM', KEYS[1], id)
    return_to_backlog(id, now + ARGV[i + 1])
    returned = returned + 1
  end
end
return returned
`,
};
