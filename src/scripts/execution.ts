/** What a worker reports of a container that it acknowledged: it runs, it ended. Both are checked by worker and delivery token. */
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, NOW, REFRESH_CAPACITY, SET_OUTCOME, WAKE_GATEWAY, WAKE_WAITING } from './fragments.ts';

/** KEYS: container state. ARGV: worker id, token. Reply: `running`, `stop` or `gone` (then it must be killed). */
export const startedScript: RedisScript = {
  name: 'started',
  numberOfKeys: 1,
  lua: `${NOW}
local container = redis.call('HMGET', KEYS[1], 'status', 'worker_id', 'delivery_token')
if container[2] ~= ARGV[1] or container[3] ~= ARGV[2] then return 'gone' end
if container[1] == 'STOPPING' then return 'stop' end
if container[1] == 'PENDING' then redis.call('HSET', KEYS[1], 'status', 'RUNNING', 'started_at', math.floor(now / 1000)) end
return 'running'
`,
};

/**
 * The runtime is really gone: record, ownership and capacity follow, and the outcome is written. KEYS: container state, owned, stopping,
 * backlog. ARGV: worker id, container id, token, outcome, exit code or '', outcome TTL (ms). Reply: 1, or 0 when it was done before.
 */
export const releaseScript: RedisScript = {
  name: 'release',
  numberOfKeys: 4,
  lua: `${NOW}${KEYS_OF}${REFRESH_CAPACITY}${SET_OUTCOME}${WAKE_GATEWAY}${WAKE_WAITING}
local container = redis.call('HMGET', KEYS[1], 'worker_id', 'delivery_token', 'status')
if container[1] ~= ARGV[1] or container[2] ~= ARGV[3] then return 0 end
set_outcome(ARGV[2], ARGV[4], ARGV[5], ARGV[6])
redis.call('DEL', KEYS[1])
redis.call('HDEL', KEYS[2], ARGV[2])
if container[3] == 'STOPPING' then redis.call('SREM', KEYS[3], ARGV[2]) end
refresh_capacity(ARGV[1])
wake_waiting(2, ARGV[1])
return 1
`,
};
