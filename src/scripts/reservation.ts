/**
 * A worker that is kept free for one request which has waited long. The reservation is a field of the worker's record, so whoever knows the
 * worker knows it: `<cpu> <memory> <gpus> <until, Redis ms> <submission of the holder, Redis ms> <container id>`. Others may be placed
 * beside it while they leave the holder's demand free.
 */
import { RESERVED_WORKERS_KEY } from '../keys.ts';

/** `reservation_of(text)`: nil when there is none or its time is over, else `{cpu, memory, gpus, until, since, id}`. Needs `NOW`. */
export const READ_RESERVATION: string = `
local function reservation_of(text)
  if not text then return nil end
  local cpu, memory, gpus, deadline, since, id = string.match(text, '^(%d+) (%d+) (%d+) (%d+) (%d+) (.+)$')
  if not id or tonumber(deadline) <= now then return nil end
  return {cpu = tonumber(cpu), memory = tonumber(memory), gpus = tonumber(gpus), since = tonumber(since), id = id}
end
`;

/**
 * `end_reservation(worker, id)`: ends the reservation of a worker if this container holds it; whoever holds it when `id` is nil. False when
 * there was none to end. Needs `MARK_CHANGED`.
 */
export const END_RESERVATION: string = `
local function end_reservation(worker, id)
  local text = redis.call('HGET', worker_key(worker), 'reservation')
  if not text or (id and string.match(text, ' (%S+)$') ~= id) then return false end
  redis.call('HDEL', worker_key(worker), 'reservation')
  redis.call('HINCRBY', worker_key(worker), 'resource_version', 1)
  redis.call('ZREM', '${RESERVED_WORKERS_KEY}', worker)
  mark_changed(worker)
  return true
end
`;

/**
 * `reserve_worker(worker, id, ttl)`: keeps the worker free for the container, unless a request that has waited longer has it. A request has
 * one reservation; an earlier one of its own ends. Needs `READ_RESERVATION` and `END_RESERVATION`.
 */
export const RESERVE_WORKER: string = `
local function reserve_worker(worker, id, ttl)
  local container = redis.call('HMGET', container_key(id), 'cpu', 'memory', 'gpu_count', 'submitted_at', 'reserved_worker')
  local record = redis.call('HMGET', worker_key(worker), 'status', 'total_cpu', 'total_memory', 'total_gpu_count', 'reservation')
  if record[1] ~= 'available' then return end
  if tonumber(record[2]) < tonumber(container[1]) or tonumber(record[3]) < tonumber(container[2])
    or tonumber(record[4]) < tonumber(container[3]) then return end
  local held, since = reservation_of(record[5]), tonumber(container[4])
  if held and held.id ~= id and (held.since < since or (held.since == since and held.id < id)) then return end
  if container[5] and container[5] ~= worker then end_reservation(container[5], id) end
  local deadline = string.format('%.0f', now + ttl)
  redis.call('HSET', worker_key(worker), 'reservation',
    container[1] .. ' ' .. container[2] .. ' ' .. container[3] .. ' ' .. deadline .. ' ' .. container[4] .. ' ' .. id)
  redis.call('ZADD', '${RESERVED_WORKERS_KEY}', deadline, worker)
  redis.call('HSET', container_key(id), 'reserved_worker', worker)
  if not held or held.id ~= id then
    redis.call('HINCRBY', worker_key(worker), 'resource_version', 1)
    mark_changed(worker)
  end
end
`;
