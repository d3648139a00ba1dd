/**
 * Claims for new workers: who wants a worker takes a claim first, in one step, where everybody counts. A claim is a worker on its way; it ends
 * when the worker registers, when the pool refuses it, or at its deadline. Demand that free capacity or a worker on its way can take gets no
 * worker of its own, and a pool never has more workers, claims included, than its maximum.
 */
import { KEY_PREFIXES, WORKER_INDEX_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW } from './fragments.ts';
import { READ_RESERVATION } from './reservation.ts';

/** Claims of the pool: reads them, forgets the late ones, and knows how much room each has for those who still wait. */
const CLAIMS: string = `
local claims, order = {}, {}
local function claim_text(claim)
  return string.format('%.0f %.0f %.0f %.0f', claim.deadline, claim.total[1], claim.total[2], claim.total[3]) .. claim.ids
end

local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  local deadline, cpu, memory, gpus, ids = string.match(stored[i + 1], '^(%d+) (%d+) (%d+) (%d+)(.*)$')
  if tonumber(deadline) <= now then
    redis.call('HDEL', KEYS[1], stored[i])
  else
    claims[stored[i]] = {deadline = tonumber(deadline), total = {tonumber(cpu), tonumber(memory), tonumber(gpus)}, ids = ids}
    order[#order + 1] = stored[i]
  end
end
table.sort(order)

local function takes(room, demand) return room[1] >= demand[1] and room[2] >= demand[2] and room[3] >= demand[3] end
local function subtract(room, demand) for k = 1, 3 do room[k] = room[k] - demand[k] end end

local function room_of(worker)
  local claim = claims[worker]
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

local function is_on_its_way(pool, worker)
  if not pool or not worker then return false end
  if pool == plan.pool then return claims[worker] ~= nil end
  local text = redis.call('HGET', '${KEY_PREFIXES.poolClaims}' .. pool, worker)
  return text and tonumber(string.match(text, '^%d+')) > now
end

local function assign(request, worker)
  local claim = claims[worker]
  subtract(room_of(worker), request.demand)
  claim.ids = claim.ids .. ' ' .. request.id
  redis.call('HSET', KEYS[1], worker, claim_text(claim))
  redis.call('HSET', container_key(request.id), 'claim_pool', plan.pool, 'claim_worker', worker)
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

/** `size_for(index)`: how large the worker for `needy[index]` is to be, and why. */
const SIZE: string = `
local function clipped(size, caps)
  local clip = {}
  for k = 1, 3 do clip[k] = math.min(math.max(size[k], plan.base[k]), plan.largest[k]) end
  if caps then for k = 1, 2 do clip[k] = math.max(math.min(clip[k], caps[k]), math.min(plan.base[k], plan.largest[k])) end end
  return clip
end

local function size_for(needy, index)
  local first = needy[index]
  if first.demand[3] == 0 then
    local waiting = {}
    for i = index, #needy do
      if not needy[i].verdict and needy[i].demand[3] == 0 then waiting[#waiting + 1] = needy[i] end
    end
    local burst, batch = plan.burst, plan.batch
    if #waiting >= burst.from then
      local size = clipped({math.ceil(first.demand[1] * burst.factor), math.ceil(first.demand[2] * burst.factor), 0}, {burst.cpu, burst.memory})
      if takes(size, first.demand) then return size, 'burst' end
    elseif #waiting >= batch.from then
      local sum = {0, 0, 0}
      for i = 1, math.min(batch.size, #waiting) do
        for k = 1, 2 do sum[k] = sum[k] + waiting[i].demand[k] end
      end
      local size = clipped(sum, {batch.cpu, batch.memory})
      if takes(size, first.demand) then return size, 'cpu_batch' end
    end
  end
  return clipped(first.demand), 'individual'
end
`;

/**
 * KEYS: claims of the pool, workers of the pool, backoff of the pool. ARGV: plan (JSON: pool, ttl, max, min, attempts, base and largest as
 * [cpu, memory, gpus], batch {from, size, cpu, memory}, burst {from, factor, cpu, memory}), prefix of new worker ids, then container id and
 * lease token in turn. With a `min` above 0 the pool is brought to its minimum.
 * Reply: `{{verdict, …}, {worker id, cpu, memory, gpus, why, container id…}, …}`: one verdict a container (`claimed`: a worker is on its way for
 * it, `fits`: a worker that is there has room, `settled`: not this gateway's any more, `exhausted`, `full`, `backoff`, `too_large`), then the claims
 * that this call took, also when it is sent again.
 */
export const claimScript: RedisScript = {
  name: 'claimWorkers',
  numberOfKeys: 3,
  lua: `${NOW}${KEYS_OF}
local plan, prefix = cjson.decode(ARGV[1]), ARGV[2]
${CLAIMS}${FITS_NOW}${SIZE}
local members = redis.call('SCARD', KEYS[2])
local backing_off = redis.call('EXISTS', KEYS[3]) == 1
local function hindrance()
  if backing_off then return 'backoff' end
  if members + #order >= plan.max then return 'full' end
  return nil
end

local taken, reasons = 0, {}
local function take(size, reason)
  taken = taken + 1
  local worker = prefix .. '-' .. taken
  claims[worker] = {deadline = now + plan.ttl, total = size, ids = ''}
  order[#order + 1] = worker
  redis.call('HSET', KEYS[1], worker, claim_text(claims[worker]))
  reasons[worker] = reason
  return worker
end

local verdicts, needy = {}, {}
for i = 3, #ARGV, 2 do
  local id = ARGV[i]
  local one = redis.call('HMGET', container_key(id), 'status', 'worker_id', 'lease_token', 'cpu', 'memory', 'gpu_count',
    'claim_pool', 'claim_worker', 'provisioning_attempts', 'request')
  local request = {id = id, at = #verdicts + 1}
  verdicts[request.at] = 'settled'
  if one[1] == 'PENDING' and not one[2] and one[3] == ARGV[i + 1] then
    request.demand = {tonumber(one[4]), tonumber(one[5]), tonumber(one[6])}
    request.attempts, request.json = tonumber(one[9] or '0'), one[10]
    if is_on_its_way(one[7], one[8]) then
      verdicts[request.at] = 'claimed'
    elseif hindrance() == nil and fits_now(request) then
      verdicts[request.at] = 'fits'
    else
      needy[#needy + 1] = request
    end
  end
end

for index, request in ipairs(needy) do
  for _, worker in ipairs(order) do
    if not request.verdict and request.attempts < plan.attempts and takes(room_of(worker), request.demand) then
      assign(request, worker)
      request.verdict = 'claimed'
    end
  end
  if not request.verdict and request.attempts >= plan.attempts then request.verdict = 'exhausted' end
  if not request.verdict and not takes(plan.largest, request.demand) then request.verdict = 'too_large' end
  if not request.verdict then request.verdict = hindrance() end
  if not request.verdict then
    assign(request, take(size_for(needy, index)))
    request.verdict = 'claimed'
  end
  verdicts[request.at] = request.verdict
end

if plan.min > 0 then
  local available = 0
  for _, worker in ipairs(redis.call('SMEMBERS', KEYS[2])) do
    if redis.call('HGET', worker_key(worker), 'status') == 'available' then available = available + 1 end
  end
  while available + #order < plan.min and not hindrance() do take(clipped({0, 0, 0}), 'minimum') end
end

local reply = {verdicts}
for _, worker in ipairs(order) do
  if string.sub(worker, 1, #prefix + 1) == prefix .. '-' then
    local claim = claims[worker]
    local one = {worker, claim.total[1], claim.total[2], claim.total[3], reasons[worker] or 'individual'}
    for id in string.gmatch(claim.ids, '%S+') do one[#one + 1] = id end
    reply[#reply + 1] = one
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
