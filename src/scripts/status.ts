/** Reads what a client may know of one container, in one moment. */
import type { RedisScript } from '../redis/index.ts';

/** KEYS: container state, request status, exit code. Reply: `{status, worker id, outcome, exit code}`, nil where absent. */
export const statusScript: RedisScript = {
  name: 'status',
  numberOfKeys: 3,
  lua: `
local container = redis.call('HMGET', KEYS[1], 'status', 'worker_id')
return {container[1], container[2], redis.call('GET', KEYS[2]), redis.call('GET', KEYS[3])}
`,
};
