/** Lua that several scripts share. A script lists the fragments that it uses in front of its own body. */
import {
  BACKLOG_KEY,
  CONTAINER_INDEX_KEY,
  GATEWAYS_KEY,
  KEY_PREFIXES,
  RESERVED_WORKERS_KEY,
  WORKER_CHANGES_KEY,
  WORKER_REMOVED_KEY,
  WORKER_REVISION_KEY,
} from '../keys.ts';
import { RETURN_QUOTA } from './quota.ts';

/** `now`: Redis's own time in whole milliseconds. No client clock enters any script. */
export const NOW: string = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Key builders for ids that a script only learns while it runs. */
export const KEYS_OF: string = `
local function container_key(id) return '${KEY_PREFIXES.containerState}' .. id end
local function worker_key(id) return '${KEY_PREFIXES.workerState}' .. id end
local function queue_key(id) return '${KEY_PREFIXES.workerQueue}' .. id end
local function pending_key(id) return '${KEY_PREFIXES.workerPending}' .. id end
local function owned_key(id) return '${KEY_PREFIXES.workerOwned}' .. id end
local function stopping_key(id) return '${KEY_PREFIXES.workerStopping}' .. id end
local function wake_channel(id) return '${KEY_PREFIXES.workerWake}' .. id end
`;

/** A gateway that has not looked at the backlog for so long is not counted on. */
export const GATEWAY_AWAKE_MS = 5_000;

/**
 * `wake_gateway()`: tells one gateway that there is work; which one changes from millisecond to millisecond. Waking all would make all
 * but one look in vain. When the chosen one is dead or busy, the others find the work at their next poll.
 */
export const WAKE_GATEWAY: string = `
local function wake_gateway()
  local awake = redis.call('ZRANGEBYSCORE', '${GATEWAYS_KEY}', string.format('%.0f', now - ${GATEWAY_AWAKE_MS}), '+inf')
  for i = 0, #awake - 1 do
    local gateway = awake[(now + i) % #awake + 1]
    if redis.call('PUBLISH', '${KEY_PREFIXES.gatewayWake}' .. gateway, 'work') > 0 then return end
  end
end
`;

/** `mark_changed(worker)`: tells snapshot readers that this worker's record is not what they know. */
export const MARK_CHANGED: string = `
local function mark_changed(worker)
  redis.call('ZADD', '${WORKER_CHANGES_KEY}', redis.call('INCR', '${WORKER_REVISION_KEY}'), worker)
end
`;

/** `mark_removed(worker)`: like `mark_changed`, and notes that the change is the last of this worker. */
export const MARK_REMOVED: string = `
local function mark_removed(worker)
  local revision = redis.call('INCR', '${WORKER_REVISION_KEY}')
  redis.call('ZADD', '${WORKER_CHANGES_KEY}', revision, worker)
  redis.call('ZADD', '${WORKER_REMOVED_KEY}', revision, worker)
end
`;

/** Fields of a worker record that say what it has, and which version of it this is. */
export const TOTAL_FIELDS = "'total_cpu', 'total_memory', 'total_gpu_count', 'resource_version'";

/**
 * `free_capacity(worker, record)`: total minus everything owned, as cpu, memory, gpus; nil when the record is gone. The record is a reply
 * that begins with the `TOTAL_FIELDS`.
 */
export const FREE_CAPACITY: string = `
local function free_capacity(worker, record)
  if not record[1] then return nil end
  local cpu, memory, gpus = tonumber(record[1]), tonumber(record[2]), tonumber(record[3])
  for _, demand in ipairs(redis.call('HVALS', owned_key(worker))) do
    local used_cpu, used_memory, used_gpus = string.match(demand, '^(%d+):(%d+):(%d+)$')
    cpu, memory, gpus = cpu - used_cpu, memory - used_memory, gpus - used_gpus
  end
  return cpu, memory, gpus
end
`;

/** `refresh_capacity(worker)`: writes the derived free capacity. Never a delta, so running it twice changes nothing. */
export const REFRESH_CAPACITY: string = `${MARK_CHANGED}${FREE_CAPACITY}
local function write_capacity(worker, record, cpu, memory, gpus)
  redis.call('HSET', worker_key(worker), 'free_cpu', cpu, 'free_memory', memory, 'gpu_count', gpus,
    'resource_version', (record[4] or 0) + 1)
  mark_changed(worker)
end

local function refresh_capacity(worker)
  local record = redis.call('HMGET', worker_key(worker), ${TOTAL_FIELDS})
  local cpu, memory, gpus = free_capacity(worker, record)
  if cpu then write_capacity(worker, record, cpu, memory, gpus) end
end
`;

/**
 * `wake_waiting(count, worker)`: capacity became free, so the requests that wait to be tried again and are next in line are ready now; and
 * first of all the one that the worker is kept free for, once it fits. Without it they would sleep out their backoff beside an idle
 * machine. Needs `WAKE_GATEWAY`.
 */
export const WAKE_WAITING: string = `
local function wake_holder(worker)
  local record = redis.call('HMGET', worker_key(worker), 'reservation', 'free_cpu', 'free_memory', 'gpu_count')
  if not record[1] then return false end
  local cpu, memory, gpus, id = string.match(record[1], '^(%d+) (%d+) (%d+) %d+ %d+ (.+)$')
  if tonumber(cpu) > tonumber(record[2]) or tonumber(memory) > tonumber(record[3]) or tonumber(gpus) > tonumber(record[4]) then return false end
  local ready_at = redis.call('ZSCORE', '${BACKLOG_KEY}', id)
  if not ready_at or tonumber(ready_at) <= now then return false end
  redis.call('ZADD', '${BACKLOG_KEY}', now, id)
  return true
end

local function wake_waiting(count, worker)
  local has_woken = worker and wake_holder(worker)
  local waiting = redis.call('ZRANGEBYSCORE', '${BACKLOG_KEY}', '(' .. string.format('%.0f', now), '+inf', 'LIMIT', 0, count)
  for _, id in ipairs(waiting) do redis.call('ZADD', '${BACKLOG_KEY}', now, id) end
  if #waiting > 0 or has_woken then wake_gateway() end
end
`;

/**
 * `set_outcome(id, outcome, exit_code, ttl)`: what clients are told about an ended container; its reservation goes back to its workspace, and no list
 * shows it any more. To be called while the record is there: the digest of its request stays beside the outcome.
 */
export const SET_OUTCOME: string = `${RETURN_QUOTA}
local function set_outcome(id, outcome, exit_code, ttl)
  return_quota(id)
  redis.call('ZREM', '${CONTAINER_INDEX_KEY}', id)
  redis.call('SET', '${KEY_PREFIXES.requestStatus}' .. id, outcome, 'PX', ttl)
  local digest = redis.call('HGET', '${KEY_PREFIXES.containerState}' .. id, 'request_digest')
  if digest then redis.call('SET', '${KEY_PREFIXES.requestDigest}' .. id, digest, 'PX', ttl) end
  if exit_code ~= '' then redis.call('SET', '${KEY_PREFIXES.exitCode}' .. id, exit_code, 'PX', ttl) end
end
`;

/** `return_to_backlog(id, ready_at)`: undoes placement and lease; the request can be taken again from `ready_at` on. */
export const RETURN_TO_BACKLOG: string = `
local function return_to_backlog(id, ready_at)
  local state = container_key(id)
  redis.call('HDEL', state, 'worker_id', 'commit_id', 'scheduled_at', 'delivery_token', 'lease_token', 'lease_gateway')
  redis.call('HSET', state, 'gpu', '')
  redis.call('HINCRBY', state, 'attempts', 1)
  redis.call('ZADD', '${BACKLOG_KEY}', ready_at, id)
end
`;

/**
 * `hand_back(worker)`: everything placed on the worker that it has not acknowledged goes back to the backlog, exactly once.
 * `bury(worker, outcome, ttl)`: also declares lost what it had acknowledged, and forgets queue, deliveries and ownership.
 */
export const BURY: string = `${WAKE_GATEWAY}${RETURN_TO_BACKLOG}${SET_OUTCOME}
local function hand_back(worker)
  local returned = 0
  for _, id in ipairs(redis.call('HKEYS', owned_key(worker))) do
    local container = redis.call('HMGET', container_key(id), 'worker_id', 'delivery_token')
    if container[1] == worker and not container[2] then
      return_to_backlog(id, now)
      redis.call('HDEL', owned_key(worker), id)
      returned = returned + 1
    end
  end
  redis.call('DEL', queue_key(worker), pending_key(worker))
  if returned > 0 then wake_gateway() end
  return returned
end

local function bury(worker, outcome, ttl)
  hand_back(worker)
  redis.call('HDEL', worker_key(worker), 'reservation')
  redis.call('ZREM', '${RESERVED_WORKERS_KEY}', worker)
  local lost = 0
  for _, id in ipairs(redis.call('HKEYS', owned_key(worker))) do
    if redis.call('HGET', container_key(id), 'worker_id') == worker then
      set_outcome(id, outcome, '', ttl)
      redis.call('DEL', container_key(id))
      lost = lost + 1
    end
  end
  redis.call('DEL', owned_key(worker), stopping_key(worker))
  return lost
end
`;
