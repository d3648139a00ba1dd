/** An acknowledgement that nobody checks: it also works for what was taken back or stopped in the meantime. */
import { presets } from '../../src/index.ts';
import { tokenDelivery } from '../../src/parts/index.ts';
import type { RedisScript } from '../../src/redis/index.ts';
import type { PlantedBug } from './planted-bug.ts';

const acknowledgeAnything: RedisScript = {
  name: 'acknowledge',
  numberOfKeys: 3,
  lua: `
redis.call('HDEL', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[3], 'delivery_token', ARGV[4])
return 'start'
`,
};

/** The default preset with this mistake. */
export const acknowledgeWithoutToken: PlantedBug = {
  name: 'acknowledge-without-token',
  mistake: 'an acknowledgement is accepted without comparing token, owner and status',
  preset: { ...presets.leased, name: 'acknowledge-without-token', delivery: tokenDelivery({ acknowledge: acknowledgeAnything }) },
  expected: ['S8', 'S4', 'S5', 'S6', 'S12', 'L1', 'L4'],
};
