/** What operators look at: containers page by page, and how much waits. Bounded work a call, from the index of containers. */
import { BACKLOG_KEY, CONTAINER_INDEX_KEY, LEASES_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW } from './fragments.ts';

/** Containers that one call looks at, whether they match or not. */
const LOOKED_AT_MAX = 1_000;

/** Fields of one container in a listing, in order, after its id. */
const LISTED_FIELDS = ['status', 'worker_id', 'cpu', 'memory', 'gpu_count', 'gpu', 'workspace_id', 'submitted_at', 'attempts'] as const;

/**
 * KEYS: containers of a worker, or the index of all. ARGV: `owned` or `all`, id and submission (Redis ms) behind which to begin or '', how many at
 * most, state or '', workspace or ''. Reply: `{now, id to continue behind or '', its submission, {id, field…}, …}` in order of submission.
 */
export const listScript: RedisScript = {
  name: 'list',
  numberOfKeys: 1,
  lua: `${NOW}${KEYS_OF}
local ids, more = {}, false
if ARGV[1] == 'owned' then
  ids = redis.call('HKEYS', KEYS[1])
else
  local start = 0
  if ARGV[2] ~= '' then
    local rank = redis.call('ZRANK', KEYS[1], ARGV[2])
    if rank then start = rank + 1 else start = redis.call('ZCOUNT', KEYS[1], '-inf', '(' .. ARGV[3]) end
  end
  ids = redis.call('ZRANGE', KEYS[1], start, start + ${LOOKED_AT_MAX} - 1)
  more = #ids == ${LOOKED_AT_MAX}
end
local reply, seen, last = {now, '', ''}, 0, nil
for _, id in ipairs(ids) do
  if seen == tonumber(ARGV[4]) then
    more = true
    break
  end
  local fields = redis.call('HMGET', container_key(id), '${LISTED_FIELDS.join("', '")}')
  last = {id, fields[8] or ''}
  if fields[1] and (ARGV[5] == '' or fields[1] == ARGV[5]) and (ARGV[6] == '' or fields[7] == ARGV[6]) then
    table.insert(fields, 1, id)
    reply[#reply + 1] = fields
    seen = seen + 1
  end
end
if more and last and ARGV[1] ~= 'owned' then reply[2], reply[3] = last[1], last[2] end
return reply
`,
};

/**
 * KEYS: none. Reply: `{waiting, of them ready now, leased, containers in all, age in ms of the oldest that has no place or -1}`; the age is
 * that of the oldest among the first thousand of the backlog and of the leases.
 */
export const backlogScript: RedisScript = {
  name: 'backlog',
  numberOfKeys: 0,
  lua: `${NOW}${KEYS_OF}
local oldest = nil
for _, key in ipairs({'${BACKLOG_KEY}', '${LEASES_KEY}'}) do
  for _, id in ipairs(redis.call('ZRANGE', key, 0, ${LOOKED_AT_MAX} - 1)) do
    local submitted = tonumber(redis.call('HGET', container_key(id), 'submitted_at') or nil)
    if submitted and (not oldest or submitted < oldest) then oldest = submitted end
  end
end
local age = -1
if oldest then age = math.max(0, now - oldest) end
return {redis.call('ZCARD', '${BACKLOG_KEY}'), redis.call('ZCOUNT', '${BACKLOG_KEY}', '-inf', now), redis.call('ZCARD', '${LEASES_KEY}'),
  redis.call('ZCARD', '${CONTAINER_INDEX_KEY}'), age}
`,
};

/** KEYS: pools. Reply: name and what its gateways said of it (JSON) in turn. */
export const poolsScript: RedisScript = { name: 'pools', numberOfKeys: 1, lua: `return redis.call('HGETALL', KEYS[1])` };
