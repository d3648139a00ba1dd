/** Leases with a deadline that nobody looks at. */
import { presets } from '../../src/index.ts';
import { lockedReaper } from '../../src/parts/index.ts';
import { reapScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

/** The default preset with this mistake. */
export const reaperForgetsLeases: PlantedBug = {
  name: 'reaper-forgets-leases',
  mistake: 'the reaper handles dead workers only; expired leases stay where they are',
  preset: {
    ...presets.leased,
    name: 'reaper-forgets-leases',
    reaper: lockedReaper(spoil(reapScript, "redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now, 'LIMIT', 0, ARGV[2])", '{}')),
  },
  expected: ['S6', 'L1', 'L14'],
};
