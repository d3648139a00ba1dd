/** Accepts a request: record and backlog entry together. Idempotent by container id and payload, also after the container's end. */
import { CONTAINER_INDEX_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { NOW, WAKE_GATEWAY } from './fragments.ts';
import { RESERVE_QUOTA } from './quota.ts';

/**
 * KEYS: container state, backlog, request status, exit code, request digest. ARGV: id, request JSON, cpu, memory, gpus, workspace or '', digest of the
 * request.
 * Reply: `{'accepted'}`, `{'quota', 'cpu'|'gpu', limit, in use}`, `{'conflict'}` (the id is another request's) or `{'ended', outcome, exit code}`.
 */
export const submitScript: RedisScript = {
  name: 'submit',
  numberOfKeys: 5,
  lua: `${NOW}${RESERVE_QUOTA}${WAKE_GATEWAY}
local known = redis.call('HGET', KEYS[1], 'request')
if known then
  if known == ARGV[2] then return {'accepted'} end
  return {'conflict'}
end
local outcome = redis.call('GET', KEYS[3])
if outcome then
  if (redis.call('GET', KEYS[5]) or ARGV[7]) ~= ARGV[7] then return {'conflict'} end
  return {'ended', outcome, redis.call('GET', KEYS[4]) or ''}
end
if ARGV[6] ~= '' then
  local exceeded = quota_exceeded(ARGV[6], ARGV[3], ARGV[5])
  if exceeded then return exceeded end
  reserve_quota(ARGV[6], ARGV[1], ARGV[3], ARGV[5])
end
redis.call('HSET', KEYS[1], 'container_id', ARGV[1], 'status', 'PENDING', 'cpu', ARGV[3], 'memory', ARGV[4],
  'gpu_count', ARGV[5], 'gpu', '', 'request', ARGV[2], 'request_digest', ARGV[7], 'submitted_at', now, 'attempts', 0)
if ARGV[6] ~= '' then redis.call('HSET', KEYS[1], 'workspace_id', ARGV[6]) end
redis.call('ZADD', '${CONTAINER_INDEX_KEY}', now, ARGV[1])
redis.call('ZADD', KEYS[2], now, ARGV[1])
wake_gateway()
return {'accepted'}
`,
};
