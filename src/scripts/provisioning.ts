/**
 * Claims for new workers: who wants a worker takes a claim first, in one step, where everybody counts. A claim is a worker on its way; it ends
 * when the worker registers, when the pool refuses it, or at its deadline. Demand that free capacity or a worker on its way can take gets no
 * worker of its own, and a pool never has more workers, claims included, than its maximum.
 */
import { KEY_PREFIXES, WORKER_INDEX_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW } from './fragments.ts';
import { READ_RESERVATION } from './reservation.ts';

/** Pools and their claims: reads them, forgets the late ones, and knows how much room each has for those who still wait. */
const CLAIMS: string = `
local function claims_key(name) return '${KEY_PREFIXES.poolClaims}' .. name end
local function members_key(name) return '${KEY_PREFIXES.poolWorkers}' .. name end

local function claim_text(claim)
  return string.format('%.0f %.0f %.0f %.0f', claim.deadline, claim.total[1], claim.total[2], claim.total[3]) .. claim.ids
end

local function read_claims(pool)
  pool.claims, pool.order = {}, {}
  local stored = redis.call('HGETALL', claims_key(pool.name))
  for i = 1, #stored, 2 do
    local worker, deadline, cpu, memory, gpus, ids = stored[i], string.match(stored[i + 1], '^(%d+) (%d+) (%d+) (%d+)(.*)$')
    if tonumber(deadline) <= now then
      redis.call('HDEL', claims_key(pool.name), worker)
    else
      pool.claims[worker] = {deadline = tonumber(deadline), total = {tonumber(cpu), tonumber(memory), tonumber(gpus)}, ids = ids}
      pool.order[#pool.order + 1] = worker
    end
  end
  table.sort(pool.order)
end

for _, pool in ipairs(plan.pools) do
  read_claims(pool)
  pool.members = redis.call('SCARD', members_key(pool.name))
  pool.backing_off = redis.call('EXISTS', '${KEY_PREFIXES.poolBackoff}' .. pool.name) == 1
end

local function takes(room, demand) return room[1] >= demand[1] and room[2] >= demand[2] and room[3] >= demand[3] end
local function subtract(room, demand) for k = 1, 3 do room[k] = room[k] - demand[k] end end

local function room_of(pool, worker)
  local claim = pool.claims[worker]
  if claim.room then return claim.room end
  claim.room = {claim.total[1], claim.total[2], claim.total[3]}
  for id in string.gmatch(claim.ids, '%S+') do
    local one = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'claim_worker', 'cpu', 'memory', 'gpu_count')
    if one[1] == 'PENDING' and not one[2] and one[3] == worker then
      subtract(claim.room, {tonumber(one[4]), tonumber(one[5]), tonumber(one[6])})
    end
  end
  return claim.room
end

local function is_on_its_way(pool_name, worker)
  if not pool_name or not worker then return false end
  local text = redis.call('HGET', claims_key(pool_name), worker)
  return text and tonumber(string.match(text, '^%d+')) > now
end

local function assign(request, pool, worker)
  local claim = pool.claims[worker]
  subtract(room_of(pool, worker), request.demand)
  claim.ids = claim.ids .. ' ' .. request.id
  redis.call('HSET', claims_key(pool.name), worker, claim_text(claim))
  redis.call('HSET', container_key(request.id), 'claim_pool', pool.name, 'claim_worker', worker)
  redis.call('HINCRBY', container_key(request.id), 'provisioning_attempts', 1)
end
`;

/** `fits_now(request)`: a worker that is there has room; what it is counted on for is not there for the next. */
const FITS_NOW: string = `${READ_RESERVATION}
local live = nil
local function live_workers()
  if live then return live end
  live = {}
  local ids = redis.call('SMEMBERS', '${WORKER_INDEX_KEY}')
  table.sort(ids)
  for _, id in ipairs(ids) do
    local one = redis.call('HMGET', worker_key(id),
      'status', 'free_cpu', 'free_memory', 'gpu_count', 'gpu', 'pool_selector', 'requires_pool_selector', 'preemptable', 'reservation')
    if one[1] == 'available' then
      live[#live + 1] = {room = {tonumber(one[2]), tonumber(one[3]), tonumber(one[4])}, gpu = one[5] or '',
        selector = one[6], requires = one[7] == '1', preemptable = one[8] == '1', reservation = reservation_of(one[9])}
    end
  end
  return live
end

local function suits(worker, request, asked)
  if worker.preemptable and asked.preemptable ~= true then return false end
  if asked.pool_selector then
    if asked.pool_selector ~= worker.selector then return false end
  elseif worker.requires then
    return false
  end
  if request.demand[3] == 0 then return true end
  if worker.gpu == '' then return false end
  local types = asked.gpu_request or {}
  if #types == 0 then return true end
  for _, wanted in ipairs(types) do
    if wanted == worker.gpu or wanted == 'any' then return true end
  end
  return false
end

local function fits_beside(worker, request)
  local kept = worker.reservation
  if not kept or kept.id == request.id then return takes(worker.room, request.demand) end
  return takes({worker.room[1] - kept.cpu, worker.room[2] - kept.memory, worker.room[3] - kept.gpus}, request.demand)
end

local function fits_now(request)
  local asked = nil
  for _, worker in ipairs(live_workers()) do
    if fits_beside(worker, request) then
      asked = asked or cjson.decode(request.json)
      if suits(worker, request, asked) then
        subtract(worker.room, request.demand)
        return true
      end
    end
  end
  return false
end
`;

/** `size_for(pool, needy, index)`: how large the worker for `needy[index]` is to be, and why. */
const SIZE: string = `
local function clipped(pool, size, caps)
  local clip = {}
  for k = 1, 3 do clip[k] = math.min(math.max(size[k], pool.base[k]), pool.largest[k]) end
  if caps then for k = 1, 2 do clip[k] = math.max(math.min(clip[k], caps[k]), pool.base[k]) end end
  return clip
end

local function waiting_beside(pool, needy, index)
  local waiting = {}
  for i = index, #needy do
    if not needy[i].verdict and needy[i].demand[3] == 0 and needy[i].pools[pool.at] then waiting[#waiting + 1] = needy[i] end
  end
  return waiting
end

local function size_for(pool, needy, index)
  local first, burst, batch = needy[index], plan.burst, plan.batch
  if first.demand[3] == 0 then
    local waiting = waiting_beside(pool, needy, index)
    local size, reason = nil, nil
    if #waiting >= burst.from then
      local wanted = {math.ceil(first.demand[1] * burst.factor), math.ceil(first.demand[2] * burst.factor), 0}
      size, reason = clipped(pool, wanted, {burst.cpu, burst.memory}), 'burst'
    elseif #waiting >= batch.from then
      local sum = {0, 0, 0}
      for i = 1, math.min(batch.size, #waiting) do
        for k = 1, 2 do sum[k] = sum[k] + waiting[i].demand[k] end
      end
      size, reason = clipped(pool, sum, {batch.cpu, batch.memory}), 'cpu_batch'
    end
    if size and takes(size, first.demand) then return size, reason end
  end
  return clipped(pool, first.demand), 'individual'
end
`;

/** `join(request)`: a worker that is on its way, in any pool that will do, has room. `ask(needy, index)`: the first pool that will do gives one. */
const PLACE: string = `
local function hindrance(pool)
  if pool.backing_off then return 'backoff' end
  if pool.members + #pool.order >= pool.max then return 'full' end
  return nil
end

local taken = 0
local function take(pool, size, reason)
  taken = taken + 1
  local worker = pool.name .. '-' .. prefix .. '-' .. taken
  local claim = {deadline = now + plan.ttl, total = size, ids = '', reason = reason}
  pool.claims[worker] = claim
  pool.order[#pool.order + 1] = worker
  redis.call('HSET', claims_key(pool.name), worker, claim_text(claim))
  return worker
end

local function join(request)
  if request.attempts >= plan.attempts then return nil end
  for _, at in ipairs(request.of_use) do
    local pool = plan.pools[at]
    for _, worker in ipairs(pool.order) do
      if takes(room_of(pool, worker), request.demand) then
        assign(request, pool, worker)
        return 'claimed'
      end
    end
  end
  return nil
end

local function ask(needy, index)
  local request, hindered = needy[index], 'too_large'
  if request.attempts >= plan.attempts then return 'exhausted' end
  for _, at in ipairs(request.choice) do
    local pool = plan.pools[at]
    if takes(pool.largest, request.demand) then
      hindered = hindrance(pool)
      if not hindered then
        assign(request, pool, take(pool, size_for(pool, needy, index)))
        return 'claimed'
      end
    end
  end
  return hindered
end
`;

/**
 * KEYS: pools (only names what this is about; keys of pools are built of their names). ARGV: plan (JSON: ttl, attempts, batch {from, size, cpu,
 * memory}, burst {from, factor, cpu, memory}, pools with name, max, min, and base and largest worker as [cpu, memory, gpus]), prefix of new
 * worker ids, then in turn container id, lease token, and the positions of the pools
 * that may be asked, the best first, and of those whose workers would do if they came anyway, like `2 1|3`. A pool with a `min`
 * above 0 is brought to its minimum.
 * Reply: `{{verdict, …}, {pool, worker id, cpu, memory, gpus, why, container id…}, …}`: one verdict a container (`claimed`: a worker is on its
 * way for it, `fits`: a worker that is there has room, `settled`: not this gateway's any more, `exhausted`, `full`, `backoff`, `too_large`), then the
 * claims that this call took, also when it is sent again.
 */
export const claimScript: RedisScript = {
  name: 'claimWorkers',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}
local plan, prefix = cjson.decode(ARGV[1]), ARGV[2]
for at, pool in ipairs(plan.pools) do pool.at = at end
${CLAIMS}${FITS_NOW}${SIZE}${PLACE}
local function can_grow(request)
  for _, at in ipairs(request.choice) do
    if not hindrance(plan.pools[at]) then return true end
  end
  return false
end

local verdicts, needy = {}, {}
for i = 3, #ARGV, 3 do
  local id = ARGV[i]
  local one = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token', 'cpu', 'memory', 'gpu_count',
    'claim_pool', 'claim_worker', 'provisioning_attempts', 'request')
  local request = {id = id, index = #verdicts + 1, choice = {}, of_use = {}, pools = {}}
  for at in string.gmatch(ARGV[i + 2], '%d+') do request.of_use[#request.of_use + 1] = tonumber(at) end
  for at in string.gmatch(string.match(ARGV[i + 2], '^[^|]*'), '%d+') do
    request.choice[#request.choice + 1] = tonumber(at)
    request.pools[tonumber(at)] = true
  end
  verdicts[request.index] = 'settled'
  if one[1] == 'PENDING' and not one[2] and one[3] == ARGV[i + 1] then
    request.demand = {tonumber(one[4]), tonumber(one[5]), tonumber(one[6])}
    request.attempts, request.json = tonumber(one[9] or '0'), one[10]
    if is_on_its_way(one[7], one[8]) then
      verdicts[request.index] = 'claimed'
    elseif can_grow(request) and fits_now(request) then
      verdicts[request.index] = 'fits'
    else
      needy[#needy + 1] = request
    end
  end
end

for index, request in ipairs(needy) do
  request.verdict = join(request) or ask(needy, index)
  verdicts[request.index] = request.verdict
end

for _, pool in ipairs(plan.pools) do
  if pool.min > 0 then
    local available = 0
    for _, worker in ipairs(redis.call('SMEMBERS', members_key(pool.name))) do
      if redis.call('HGET', worker_key(worker), 'status') == 'available' then available = available + 1 end
    end
    while available + #pool.order < pool.min and not hindrance(pool) do take(pool, clipped(pool, {0, 0, 0}), 'minimum') end
  end
end

local reply = {verdicts}
for _, pool in ipairs(plan.pools) do
  local own = pool.name .. '-' .. prefix .. '-'
  for _, worker in ipairs(pool.order) do
    if string.sub(worker, 1, #own) == own then
      local claim = pool.claims[worker]
      local one = {pool.name, worker, claim.total[1], claim.total[2], claim.total[3], claim.reason or 'individual'}
      for id in string.gmatch(claim.ids, '%S+') do one[#one + 1] = id end
      reply[#reply + 1] = one
    end
  end
end
return reply
`,
};

/**
 * The pool refused the worker, or nobody asked for it in time. KEYS: claims, backoff. ARGV: worker id, backoff (ms, 0 none).
 * Reply: 1 when the claim was still there.
 */
export const dropClaimScript: RedisScript = {
  name: 'dropClaim',
  numberOfKeys: 2,
  lua: `
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2]) end
return 1
`,
};
