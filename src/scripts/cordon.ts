/** Takes a worker out of the planners' sight, or puts it back. The mark outlives the record, so a restarted worker stays cordoned (D10). */
import { CORDONED_WORKERS_KEY } from '../keys.ts';
import type { RedisScript } from '../redis/index.ts';
import { KEYS_OF, MARK_CHANGED } from './fragments.ts';
import { END_RESERVATION } from './reservation.ts';

/** KEYS: worker state. ARGV: worker id, `cordon` or `uncordon`. Reply: 1 when the worker is there now, else 0. Idempotent. */
export const cordonScript: RedisScript = {
  name: 'cordon',
  numberOfKeys: 1,
  lua: `${KEYS_OF}${MARK_CHANGED}${END_RESERVATION}
local worker = ARGV[1]
local from, to = 'available', 'disabled'
if ARGV[2] == 'cordon' then
  redis.call('SADD', '${CORDONED_WORKERS_KEY}', worker)
  end_reservation(worker, nil)
else
  redis.call('SREM', '${CORDONED_WORKERS_KEY}', worker)
  from, to = 'disabled', 'available'
end
local record = redis.call('HMGET', KEYS[1], 'status', 'retiring')
if not record[1] then return 0 end
if record[1] == from and not record[2] then
  redis.call('HSET', KEYS[1], 'status', to)
  redis.call('HINCRBY', KEYS[1], 'resource_version', 1)
  mark_changed(worker)
end
return 1
`,
};

/** KEYS: owned. Reply: ids of everything placed on the worker. */
export const ownedScript: RedisScript = { name: 'owned', numberOfKeys: 1, lua: `return redis.call('HKEYS', KEYS[1])` };
