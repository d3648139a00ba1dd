/** A release that deletes the record and forgets what capacity is derived from. */
import { presets } from '../../src/index.ts';
import { ownedRelease } from '../../src/parts/index.ts';
import { releaseScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

export const releaseKeepsOwnership: PlantedBug = {
  name: 'release-keeps-ownership',
  mistake: 'a release does not remove the container from what its worker owns, so capacity leaks',
  preset: { ...presets.leased, name: 'release-keeps-ownership', release: ownedRelease(spoil(releaseScript, "redis.call('HDEL', KEYS[2], ARGV[2])", '')) },
  expected: ['S3', 'L4', 'S22'],
};
