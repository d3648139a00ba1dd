/**
 * Quotas of workspaces. A container holds a reservation from its submission to its outcome; what a workspace uses is the sum of its
 * reservations, never a counter, so it cannot drift: a script that runs twice reserves or returns once.
 */
import { KEY_PREFIXES, LIMITED_WORKSPACES_KEY, QUOTA_WORKSPACES_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';

/**
 * `quota_exceeded(workspace, cpu, gpus)`: nil when it fits, else `{'quota', 'cpu'|'gpu', limit, in use}`. A workspace without a limit is not counted.
 * `reserve_quota(workspace, id, cpu, gpus)`: takes the reservation.
 */
export const RESERVE_QUOTA: string = `
local function quota_exceeded(workspace, cpu, gpus)
  local limits = redis.call('HMGET', '${KEY_PREFIXES.quota}' .. workspace, 'cpu_millicore_limit', 'gpu_limit')
  if not limits[1] and not limits[2] then return nil end
  local used_cpu, used_gpus = 0, 0
  for _, reservation in ipairs(redis.call('HVALS', '${KEY_PREFIXES.quotaReservations}' .. workspace)) do
    local one_cpu, one_gpus = string.match(reservation, '^(%d+):(%d+)$')
    used_cpu, used_gpus = used_cpu + one_cpu, used_gpus + one_gpus
  end
  if limits[1] and used_cpu + cpu > tonumber(limits[1]) then return {'quota', 'cpu', limits[1], used_cpu} end
  if limits[2] and used_gpus + gpus > tonumber(limits[2]) then return {'quota', 'gpu', limits[2], used_gpus} end
  return nil
end

local function reserve_quota(workspace, id, cpu, gpus)
  redis.call('HSET', '${KEY_PREFIXES.quotaReservations}' .. workspace, id, cpu .. ':' .. gpus)
  redis.call('HSET', '${QUOTA_WORKSPACES_KEY}', id, workspace)
end
`;

/** `return_quota(id)`: gives a container's reservation back, if it has one. */
export const RETURN_QUOTA: string = `
local function return_quota(id)
  local workspace = redis.call('HGET', '${QUOTA_WORKSPACES_KEY}', id)
  if not workspace then return end
  redis.call('HDEL', '${KEY_PREFIXES.quotaReservations}' .. workspace, id)
  redis.call('HDEL', '${QUOTA_WORKSPACES_KEY}', id)
end
`;

/** KEYS: quota of the workspace. ARGV: cpu limit or '', GPU limit or '', workspace. An empty limit is none. */
export const setQuotaScript: RedisScript = {
  name: 'setQuota',
  numberOfKeys: 1,
  lua: `
redis.call('DEL', KEYS[1])
redis.call('SADD', '${LIMITED_WORKSPACES_KEY}', ARGV[3])
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], 'cpu_millicore_limit', ARGV[1]) end
if ARGV[2] ~= '' then redis.call('HSET', KEYS[1], 'gpu_limit', ARGV[2]) end
return 1
`,
};
