/** A release that forgets the record which the planners read. */
import { presets } from '../../src/index.ts';
import { ownedRelease } from '../../src/parts/index.ts';
import { releaseScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

/** The default preset with this mistake. */
export const releaseKeepsCapacity: PlantedBug = {
  name: 'release-keeps-capacity',
  mistake: 'a release removes the container but does not derive the free capacity anew, so an idle worker looks busy',
  preset: {
    ...presets.leased,
    name: 'release-keeps-capacity',
    release: ownedRelease(spoil(releaseScript, 'refresh_capacity(ARGV[1])', '')),
  },
  expected: ['S3', 'S22', 'L4', 'L14'],
};
