/** A release that leaves the container in the worker's ownership: what it needed is never given to anybody again. */
import { presets } from '../../src/index.ts';
import { ownedRelease } from '../../src/parts/index.ts';
import { releaseScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

/** The default preset with this mistake. */
export const releaseForgetsOwnership: PlantedBug = {
  name: 'release-forgets-ownership',
  mistake: 'a release deletes the record but leaves the container among those that its worker owns',
  preset: {
    ...presets.leased,
    name: 'release-forgets-ownership',
    release: ownedRelease(spoil(releaseScript, "redis.call('HDEL', KEYS[2], ARGV[2])", '')),
  },
  expected: ['L4', 'L14', 'L1'],
};
