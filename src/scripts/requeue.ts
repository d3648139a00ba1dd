/**
 * Gives leased requests back to the backlog, each ready after its own delay, and keeps a worker free for those that have waited long. A request
 * whose lease was lost is left alone.
 */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, MARK_CHANGED, NOW, RETURN_TO_BACKLOG } from './fragments.ts';
import { END_RESERVATION, READ_RESERVATION, RESERVE_WORKER } from './reservation.ts';

/**
 * KEYS: leases. ARGV: lease token, TTL of reservations (ms), then id, delay (ms) and worker to keep free or '' in turn. Reply: how many were
 * given back.
 */
export const requeueScript: RedisScript = {
  name: 'requeue',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}${MARK_CHANGED}${RETURN_TO_BACKLOG}${READ_RESERVATION}${END_RESERVATION}${RESERVE_WORKER}
local returned = 0
for i = 3, #ARGV, 3 do
  local id = ARGV[i]
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token')
  if container[1] == 'PENDING' and not container[2] and container[3] == ARGV[1] then
    redis.call('ZREM', KEYS[1], id)
    return_to_backlog(id, now + ARGV[i + 1])
    if ARGV[i + 2] ~= '' then reserve_worker(ARGV[i + 2], id, ARGV[2]) end
    returned = returned + 1
  end
end
return returned
`,
};
