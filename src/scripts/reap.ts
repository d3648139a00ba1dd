/**
 * Takes back what the dead left: expired leases of gateways, and workers that did not renew. Records are removed only after their
 * requests are safe, in the same script. Then sweeps: removed workers that every snapshot has long heard of leave the change feed.
 * Runs under the reaper lock, whose value it checks.
 */
import {
  GATEWAYS_KEY,
  REAPER_REPAIR_KEY,
  REAPER_SWEPT_KEY,
  RESERVED_WORKERS_KEY,
  WORKER_CHANGES_FLOOR_KEY,
  WORKER_CHANGES_KEY,
  WORKER_REMOVED_KEY,
} from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { BURY, KEYS_OF, MARK_CHANGED, MARK_REMOVED, NOW, WAKE_WAITING } from './fragments.ts';
import { POOL_MEMBERS } from './pool-members.ts';
import { END_RESERVATION } from './reservation.ts';

/** Removed workers that the change feed still mentions; a gateway that is further behind reads everything anew. */
const REMOVED_KEPT = 1_000;
const GATEWAY_FORGOTTEN_MS = 60_000;

/**
 * KEYS: reaper lock, leases, worker deadlines, worker index. ARGV: lock value, how many at most, outcome TTL (ms), outcome of lost
 * containers, time between two repairs (ms). Reply: `{-1}` when fenced, else `{leases returned, workers buried, containers lost, more 0|1,
 * repair due 0|1}`.
 */
export const reapScript: RedisScript = {
  name: 'reap',
  numberOfKeys: 4,
  lua: `${NOW}${KEYS_OF}${MARK_CHANGED}${MARK_REMOVED}${BURY}${WAKE_WAITING}${END_RESERVATION}${POOL_MEMBERS}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {-1} end
local returned = 0
local leases = redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, id in ipairs(leases) do
  redis.call('ZREM', KEYS[2], id)
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id')
  if container[1] == 'PENDING' and not container[2] then
    return_to_backlog(id, now)
    returned = returned + 1
  end
end
local lost = 0
local workers = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, worker in ipairs(workers) do
  lost = lost + bury(worker, ARGV[4], ARGV[3])
  leave_pool(worker)
  redis.call('DEL', worker_key(worker))
  redis.call('SREM', KEYS[4], worker)
  redis.call('ZREM', KEYS[3], worker)
  mark_removed(worker)
end
for _, worker in ipairs(redis.call('ZRANGEBYSCORE', '${RESERVED_WORKERS_KEY}', '-inf', now, 'LIMIT', 0, ARGV[2])) do
  -- Without a record, the entry is all that is left.
  if end_reservation(worker, nil) then wake_waiting(2) end
  redis.call('ZREM', '${RESERVED_WORKERS_KEY}', worker)
end
if returned > 0 then wake_gateway() end
for _, worker in ipairs(redis.call('ZRANGE', '${WORKER_REMOVED_KEY}', 0, -${REMOVED_KEPT + 1})) do
  redis.call('SET', '${WORKER_CHANGES_FLOOR_KEY}', redis.call('ZSCORE', '${WORKER_REMOVED_KEY}', worker))
  redis.call('ZREM', '${WORKER_CHANGES_KEY}', worker)
  redis.call('ZREM', '${WORKER_REMOVED_KEY}', worker)
end
redis.call('ZREMRANGEBYSCORE', '${GATEWAYS_KEY}', '-inf', string.format('%.0f', now - ${GATEWAY_FORGOTTEN_MS}))
redis.call('SET', '${REAPER_SWEPT_KEY}', string.format('%.0f', now))
local more = 0
if #leases == tonumber(ARGV[2]) or #workers == tonumber(ARGV[2]) then more = 1 end
local repair_due = 0
if now - (redis.call('HGET', '${REAPER_REPAIR_KEY}', 'at') or 0) >= tonumber(ARGV[5]) then repair_due = 1 end
return {returned, #workers, lost, more, repair_due}
`,
};
