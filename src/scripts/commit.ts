/**
 * Places leased requests on one worker, or says why not, each on its own: capacity, ownership, queue and lease change together.
 * What the gateway believed is not trusted; everything is checked against the records as they are now. Idempotent by commit id.
 */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, TOTAL_FIELDS } from './fragments.ts';
import { END_RESERVATION, READ_RESERVATION } from './reservation.ts';

/**
 * KEYS: worker state, worker queue, worker owned, leases. ARGV: worker id, incarnation, commit id, lease token, then container ids.
 * Reply: per container `'committed'` or a refusal reason, then cpu, memory and GPUs that are free now (-1 when the worker is gone).
 */
export const commitScript: RedisScript = {
  name: 'commit',
  numberOfKeys: 4,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${READ_RESERVATION}${END_RESERVATION}
local worker, incarnation, commit_id, token = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local record = redis.call('HMGET', KEYS[1], ${TOTAL_FIELDS}, 'status', 'incarnation', 'gpu', 'reservation')
local status, gpu_type = record[5], record[7]
local cpu, memory, gpus = free_capacity(worker, record)
local refusal = nil
if not status then refusal = 'worker_gone'
elseif record[6] ~= incarnation then refusal = 'worker_replaced'
elseif status ~= 'available' then refusal = 'worker_unavailable' end

local function accepts(types_json, count)
  if count == 0 then return true end
  local types = cjson.decode(types_json).gpu_request
  if #types == 0 then return gpu_type ~= '' end
  for _, wanted in ipairs(types) do
    if wanted == gpu_type or (wanted == 'any' and gpu_type ~= '') then return true end
  end
  return false
end

local kept = reservation_of(record[8])
local function leaves_kept_free(id, container)
  if not kept or kept.id == id then return true end
  local asked_cpu, asked_memory, asked_gpus = tonumber(container[5]), tonumber(container[6]), tonumber(container[7])
  return (asked_cpu == 0 or cpu - asked_cpu >= kept.cpu) and (asked_memory == 0 or memory - asked_memory >= kept.memory)
    and (asked_gpus == 0 or gpus - asked_gpus >= kept.gpus)
end

local reply, committed = {}, 0
for i = 5, #ARGV do
  local id = ARGV[i]
  local container = redis.call('HMGET', container_key(id),
    'status', 'worker_id', 'commit_id', 'lease_token', 'cpu', 'memory', 'gpu_count', 'request', 'reserved_worker')
  local verdict = refusal
  if container[2] == worker and container[3] == commit_id then verdict = 'repeated'
  elseif refusal then verdict = refusal
  elseif container[1] ~= 'PENDING' then verdict = 'not_pending'
  elseif container[2] then verdict = 'already_placed'
  elseif container[4] ~= token then verdict = 'lease_lost'
  elseif not accepts(container[8], tonumber(container[7])) then verdict = 'gpu_type'
  elseif cpu < tonumber(container[5]) or memory < tonumber(container[6]) or gpus < tonumber(container[7]) then verdict = 'capacity'
  elseif not leaves_kept_free(id, container) then verdict = 'reserved'
  end
  if verdict == 'repeated' then
    reply[#reply + 1] = 'committed'
  elseif verdict then
    reply[#reply + 1] = verdict
  else
    cpu, memory, gpus = cpu - container[5], memory - container[6], gpus - container[7]
    local gpu = ''
    if tonumber(container[7]) > 0 then gpu = gpu_type end
    redis.call('HSET', container_key(id), 'worker_id', worker, 'commit_id', commit_id, 'gpu', gpu,
      'scheduled_at', math.floor(now / 1000))
    redis.call('HDEL', container_key(id), 'lease_token', 'lease_gateway', 'reserved_worker')
    if container[9] then end_reservation(container[9], id) end
    if kept and kept.id == id then kept = nil end
    redis.call('ZREM', KEYS[4], id)
    redis.call('HSET', KEYS[3], id, container[5] .. ':' .. container[6] .. ':' .. container[7])
    redis.call('RPUSH', KEYS[2], id)
    committed = committed + 1
    reply[#reply + 1] = 'committed'
  end
end
if committed > 0 then
  write_capacity(worker, record, cpu, memory, gpus)
  redis.call('PUBLISH', wake_channel(worker), 'work')
end
reply[#reply + 1] = cpu or -1
reply[#reply + 1] = memory or -1
reply[#reply + 1] = gpus or -1
return reply
`,
};
