/**
 * A lock as a lease: a value that only its holder knows, a TTL, and an epoch that grows with every acquisition. Scripts that the lock
 * protects compare the whole value, so a holder that slept through its TTL is fenced off instead of trusted.
 */
import type { RedisScript } from '../redis/index.ts';

/** KEYS: lock, epoch. ARGV: random, TTL (ms). Reply: the lock's value, or nil when somebody else holds it. */
export const acquireLockScript: RedisScript = {
  name: 'acquireLock',
  numberOfKeys: 2,
  lua: `
local held = redis.call('GET', KEYS[1])
if held then
  if string.match(held, '^%d+:(.*)$') == ARGV[1] then return held end
  return false
end
local value = redis.call('INCR', KEYS[2]) .. ':' .. ARGV[1]
redis.call('SET', KEYS[1], value, 'PX', ARGV[2])
return value
`,
};

/** KEYS: lock. ARGV: the value got on acquisition. Reply: 1 when it was still ours. */
export const releaseLockScript: RedisScript = {
  name: 'releaseLock',
  numberOfKeys: 1,
  lua: `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`,
};
