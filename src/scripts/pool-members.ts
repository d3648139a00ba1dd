/** Which workers a pool has, for the scripts through which workers come and go: the index of the pool, and the claim that a worker settles. */
import { KEY_PREFIXES, POOLS_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, REFRESH_CAPACITY } from './fragments.ts';

/**
 * `leave_pool(worker)`: to be called while the record is there. `join_pool(worker, pool)`: the worker is in this pool and in no other; if it was
 * on its way, it has arrived.
 */
export const POOL_MEMBERS: string = `
local function leave_pool(worker)
  local pool = redis.call('HGET', '${KEY_PREFIXES.workerState}' .. worker, 'pool_name')
  if pool then redis.call('SREM', '${KEY_PREFIXES.poolWorkers}' .. pool, worker) end
end

local function join_pool(worker, pool)
  leave_pool(worker)
  redis.call('SADD', '${KEY_PREFIXES.poolWorkers}' .. pool, worker)
  redis.call('HDEL', '${KEY_PREFIXES.poolClaims}' .. pool, worker)
end
`;

/**
 * An idle worker asks whether it may go. KEYS: worker state, owned. ARGV: id, incarnation. Reply: `leaves` (it gets no placements any more),
 * `busy` (something is placed on it, or it is kept free for somebody), `needed` (its pool is at its minimum) or `replaced`.
 */
export const spinDownScript: RedisScript = {
  name: 'spinDown',
  numberOfKeys: 2,
  lua: `${KEYS_OF}${REFRESH_CAPACITY}
local record = redis.call('HMGET', KEYS[1], 'incarnation', 'retiring', 'status', 'pool_name', 'reservation')
if record[1] ~= ARGV[2] then return 'replaced' end
if record[2] then return 'leaves' end
if record[5] or redis.call('EXISTS', KEYS[2]) == 1 then return 'busy' end
local pool = redis.call('HGET', '${POOLS_KEY}', record[4])
if pool and record[3] == 'available' then
  local available = 0
  for _, worker in ipairs(redis.call('SMEMBERS', '${KEY_PREFIXES.poolWorkers}' .. record[4])) do
    if redis.call('HGET', worker_key(worker), 'status') == 'available' then available = available + 1 end
  end
  if available <= cjson.decode(pool).workersMin then return 'needed' end
end
redis.call('HSET', KEYS[1], 'status', 'disabled', 'retiring', 1)
refresh_capacity(ARGV[1])
return 'leaves'
`,
};
