/** Optimism without validation: the planner's snapshot is believed. */
import { presets } from '../../src/index.ts';
import { atomicCommitter } from '../../src/parts/index.ts';
import { commitScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const RECHECK = 'cpu < tonumber(container[5]) or memory < tonumber(container[6]) or gpus < tonumber(container[7])';

/** The default preset with this mistake. */
export const commitWithoutRecheck: PlantedBug = {
  name: 'commit-without-recheck',
  mistake: 'the commit does not check capacity against the record as it is now',
  preset: { ...presets.leased, name: 'commit-without-recheck', committer: atomicCommitter(spoil(commitScript, RECHECK, 'false')) },
  expected: ['S1', 'S3'],
};
