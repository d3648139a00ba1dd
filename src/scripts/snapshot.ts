/** Reads what changed in the worker records since a revision, so that a fleet of thousands costs nothing while it stands still. */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF } from './fragments.ts';

/** Fields of one worker in a snapshot reply, in order. */
export const SNAPSHOT_FIELDS = [
  'status',
  'total_cpu',
  'total_memory',
  'total_gpu_count',
  'free_cpu',
  'free_memory',
  'gpu_count',
  'gpu',
  'pool_name',
  'priority',
  'resource_version',
  'incarnation',
  'pool_selector',
  'requires_pool_selector',
  'preemptable',
  'reservation',
] as const;

/**
 * KEYS: revision, changes, changes floor. ARGV: the revision already known (0: none), how many workers at most: a large fleet is read in several
 * steps, between which Redis serves others.
 * Reply: `{revision known then, full 0|1, {id, field…}, …}`; a removed worker has nil fields. `full` means: forget what you knew.
 */
export const snapshotScript: RedisScript = {
  name: 'snapshot',
  numberOfKeys: 3,
  lua: `${KEYS_OF}
local known = redis.call('MGET', KEYS[1], KEYS[3])
local revision, floor = tonumber(known[1] or '0'), tonumber(known[2] or '0')
local since = tonumber(ARGV[1])
if since == revision and since > 0 then return {revision, 0} end
local full = 0
if since == 0 or since > revision or since < floor then since, full = 0, 1 end
local reply = {revision, full}
local changes = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. string.format('%.0f', since), '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #changes, 2 do
  local fields = redis.call('HMGET', worker_key(changes[i]), '${SNAPSHOT_FIELDS.join("', '")}')
  table.insert(fields, 1, changes[i])
  reply[#reply + 1] = fields
end
if #changes == 2 * ARGV[2] then reply[1] = tonumber(changes[#changes]) end
return reply
`,
};
