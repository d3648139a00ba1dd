/**
 * Which protocol this Redis's system speaks: the layout of its keys and the meaning of its scripts' arguments. All gateways and workers of a system
 * must speak the same.
 */
import { GATEWAYS_KEY, PROTOCOL_KEY, WORKER_DEADLINES_KEY } from '../keys.ts';
import { PROTOCOL_VERSION } from '../protocol.ts';
import type { RedisScript } from '../redis/index.ts';
import { GATEWAY_AWAKE_MS, NOW } from './fragments.ts';

/** KEYS: protocol. ARGV: the caller's version. Reply: the version that is spoken; the caller's own when nobody of another one is left. */
export const protocolScript: RedisScript = {
  name: 'protocol',
  numberOfKeys: 1,
  lua: `${NOW}
local spoken = redis.call('GET', KEYS[1])
if spoken == ARGV[1] then return spoken end
local awake = redis.call('ZCOUNT', '${GATEWAYS_KEY}', string.format('%.0f', now - ${GATEWAY_AWAKE_MS}), '+inf')
if spoken and awake + redis.call('ZCOUNT', '${WORKER_DEADLINES_KEY}', string.format('%.0f', now), '+inf') > 0 then return spoken end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`,
};

/** `speaks_our_protocol()`: false when the system has gone on to another version meanwhile. */
export const SPEAKS_PROTOCOL: string = `
local function speaks_our_protocol()
  return (redis.call('GET', '${PROTOCOL_KEY}') or '${PROTOCOL_VERSION}') == '${PROTOCOL_VERSION}'
end
`;
