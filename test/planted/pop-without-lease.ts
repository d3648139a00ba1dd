/** A1 of beta9: what a gateway took exists only in its memory. */
import { presets } from '../../src/index.ts';
import { leasedIntake } from '../../src/parts/index.ts';
import { intakeScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

/** The default preset with this mistake. */
export const popWithoutLease: PlantedBug = {
  name: 'pop-without-lease',
  mistake: 'the intake pops requests and takes no lease, so a gateway that dies takes them with it',
  preset: {
    ...presets.leased,
    name: 'pop-without-lease',
    intake: leasedIntake(spoil(intakeScript, "redis.call('ZADD', KEYS[2], deadline, id)", '')),
  },
  expected: ['S6', 'L1', 'L14'],
};
