/** C6 of beta9: whoever comes late frees somebody else's lock. */
import { presets } from '../../src/index.ts';
import { leaseLock } from '../../src/parts/index.ts';
import { releaseLockScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const COMPARE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end";

/** The default preset with this mistake. */
export const releaseLockWithoutToken: PlantedBug = {
  name: 'release-lock-without-token',
  mistake: 'a lock is released by deleting it, without asking whether it is still ours',
  preset: {
    ...presets.leased,
    name: 'release-lock-without-token',
    lock: leaseLock({ release: spoil(releaseLockScript, COMPARE, "redis.call('DEL', KEYS[1])") }),
  },
  expected: ['S14'],
};
