/**
 * Which system this Redis has: the layout of its keys, the meaning of its scripts' arguments, the family of its presets. All gateways and workers of a
 * system must be of the same.
 */
import { BACKLOG_KEY, GATEWAYS_KEY, KEY_PREFIXES, LEASES_KEY, PROTOCOL_KEY, WORKER_DEADLINES_KEY, WORKER_INDEX_KEY } from '../keys.ts';
import { PROTOCOL_VERSION } from '../protocol.ts';
import type { RedisScript } from '../redis/index.ts';
import { GATEWAY_AWAKE_MS, NOW } from './fragments.ts';

/**
 * KEYS: protocol. ARGV: the caller's system, `look` or `enter`, id of a gateway that is to be announced or ''. Reply: the system that is there; the caller's own
 * when nobody of another one is left. What waits in the backlog of another family is somebody, too: it could not be read any more.
 */
export const protocolScript: RedisScript = {
  name: 'protocol',
  numberOfKeys: 1,
  lua: `${NOW}
local function family_of(system) return string.match(system, ':(.*)$') or '' end

local function is_alive(spoken)
  if redis.call('ZCOUNT', '${GATEWAYS_KEY}', string.format('%.0f', now - ${GATEWAY_AWAKE_MS}), '+inf') > 0 then return true end
  if redis.call('ZCOUNT', '${WORKER_DEADLINES_KEY}', string.format('%.0f', now), '+inf') > 0 then return true end
  if family_of(spoken) ~= '' then
    for _, worker in ipairs(redis.call('SMEMBERS', '${WORKER_INDEX_KEY}')) do
      if redis.call('EXISTS', '${KEY_PREFIXES.workerState}' .. worker) == 1 then return true end
    end
  end
  return family_of(spoken) ~= family_of(ARGV[1]) and redis.call('ZCARD', '${BACKLOG_KEY}') + redis.call('ZCARD', '${LEASES_KEY}') > 0
end

local spoken = redis.call('GET', KEYS[1])
if spoken and spoken ~= ARGV[1] and is_alive(spoken) then return spoken end
if ARGV[2] == 'look' then return ARGV[1] end
if spoken ~= ARGV[1] then redis.call('SET', KEYS[1], ARGV[1]) end
if ARGV[3] ~= '' then
  redis.call('ZADD', '${GATEWAYS_KEY}', now, ARGV[3])
  redis.call('ZREMRANGEBYSCORE', '${GATEWAYS_KEY}', '-inf', string.format('%.0f', now - 60000))
end
return ARGV[1]
`,
};

/** `speaks_our_protocol()`: false when the system has gone on to another version meanwhile. */
export const SPEAKS_PROTOCOL: string = `
local function speaks_our_protocol()
  return (redis.call('GET', '${PROTOCOL_KEY}') or '${PROTOCOL_VERSION}') == '${PROTOCOL_VERSION}'
end
`;
