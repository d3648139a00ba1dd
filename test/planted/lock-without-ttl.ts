/** A lock that outlives its holder. */
import { presets } from '../../src/index.ts';
import { leaseLock } from '../../src/parts/index.ts';
import { acquireLockScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

/** The default preset with this mistake. */
export const lockWithoutTtl: PlantedBug = {
  name: 'lock-without-ttl',
  mistake: 'the lock is set without a TTL, so a gateway that dies holding it stops all reaping',
  preset: {
    ...presets.leased,
    name: 'lock-without-ttl',
    lock: leaseLock({
      acquire: spoil(acquireLockScript, "redis.call('SET', KEYS[1], value, 'PX', ARGV[2])", "redis.call('SET', KEYS[1], value)"),
    }),
  },
  expected: ['L2', 'L3', 'L1'],
};
