/**
 * Compares what belongs together and settles the difference, a slice a sweep: scripts keep it together, but a hand in the data, an eviction or a
 * defect may not. A reservation without a container is dropped, a container of a workspace without a reservation gets it again; a request that is
 * nowhere goes back to the backlog; what is placed on a worker that is gone is returned or declared lost. Runs under the reaper lock.
 */
import {
  BACKLOG_KEY,
  CONTAINER_INDEX_KEY,
  KEY_PREFIXES,
  LEASES_KEY,
  LIMITED_WORKSPACES_KEY,
  QUOTA_WORKSPACES_KEY,
  REAPER_REPAIR_KEY,
} from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, RETURN_TO_BACKLOG, SET_OUTCOME } from './fragments.ts';
import { RESERVE_QUOTA } from './quota.ts';

/** Workspaces whose reservations one run looks through. */
const WORKSPACES_A_RUN = 10;

/**
 * KEYS: reaper lock. ARGV: lock value, containers a run, outcome TTL (ms), outcome of lost containers. Reply: `{-1}` when fenced, else
 * `{index entries without record, reservations dropped, reservations taken again, requests returned, containers lost}`.
 */
export const repairScript: RedisScript = {
  name: 'repair',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}${RETURN_TO_BACKLOG}${SET_OUTCOME}${RESERVE_QUOTA}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return {-1} end
local most = tonumber(ARGV[2])
local forgotten, dropped, taken, returned, lost = 0, 0, 0, 0, 0

local function settle(id)
  local container = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'delivery_token', 'workspace_id', 'cpu', 'gpu_count')
  if not container[1] then
    redis.call('ZREM', '${CONTAINER_INDEX_KEY}', id)
    forgotten = forgotten + 1
    return
  end
  local workspace, worker = container[4], container[2]
  if workspace and (redis.call('HEXISTS', '${KEY_PREFIXES.quotaReservations}' .. workspace, id) == 0
    or redis.call('HGET', '${QUOTA_WORKSPACES_KEY}', id) ~= workspace) then
    reserve_quota(workspace, id, container[5], container[6])
    taken = taken + 1
  end
  if worker then
    if redis.call('EXISTS', worker_key(worker)) == 1 then return end
    redis.call('HDEL', owned_key(worker), id)
    if container[3] then
      set_outcome(id, ARGV[4], '', ARGV[3])
      redis.call('DEL', container_key(id))
      lost = lost + 1
      return
    end
  elseif container[1] ~= 'PENDING' or redis.call('ZSCORE', '${BACKLOG_KEY}', id) or redis.call('ZSCORE', '${LEASES_KEY}', id) then
    return
  end
  return_to_backlog(id, now)
  returned = returned + 1
end

local function settle_reservations(workspace)
  local page = redis.call('HSCAN', '${KEY_PREFIXES.quotaReservations}' .. workspace, '0', 'COUNT', most)[2]
  for i = 1, #page, 2 do
    if redis.call('EXISTS', container_key(page[i])) == 0 then
      redis.call('HDEL', '${KEY_PREFIXES.quotaReservations}' .. workspace, page[i])
      redis.call('HDEL', '${QUOTA_WORKSPACES_KEY}', page[i])
      dropped = dropped + 1
    end
  end
end

local cursor = redis.call('HMGET', '${REAPER_REPAIR_KEY}', 'rank', 'reservations', 'workspaces')
local rank = tonumber(cursor[1] or '0')
local ids = redis.call('ZRANGE', '${CONTAINER_INDEX_KEY}', rank, rank + most - 1)
for _, id in ipairs(ids) do settle(id) end
if #ids < most then rank = 0 else rank = rank + most - forgotten - lost end

local reserved = redis.call('HSCAN', '${QUOTA_WORKSPACES_KEY}', cursor[2] or '0', 'COUNT', most)
for i = 1, #reserved[2], 2 do
  if redis.call('EXISTS', container_key(reserved[2][i])) == 0 then
    return_quota(reserved[2][i])
    dropped = dropped + 1
  end
end
local limited = redis.call('SSCAN', '${LIMITED_WORKSPACES_KEY}', cursor[3] or '0', 'COUNT', ${WORKSPACES_A_RUN})
for _, workspace in ipairs(limited[2]) do settle_reservations(workspace) end

redis.call('HSET', '${REAPER_REPAIR_KEY}', 'at', string.format('%.0f', now), 'rank', rank, 'reservations', reserved[1], 'workspaces', limited[1])
return {forgotten, dropped, taken, returned, lost}
`,
};
