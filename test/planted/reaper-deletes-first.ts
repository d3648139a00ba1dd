/** A6 of beta9: the dead worker's keys are removed before anybody looked what was in them. */
import { presets } from '../../src/index.ts';
import { lockedReaper } from '../../src/parts/index.ts';
import { reapScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const BURY = 'lost = lost + bury(worker, ARGV[4], ARGV[3])';
const DELETE_FIRST = "redis.call('DEL', owned_key(worker), queue_key(worker), pending_key(worker), stopping_key(worker))";

/** The default preset with this mistake. */
export const reaperDeletesFirst: PlantedBug = {
  name: 'reaper-deletes-first',
  mistake: 'the reaper deletes queue and ownership of a dead worker before it requeues what was in them',
  preset: { ...presets.leased, name: 'reaper-deletes-first', reaper: lockedReaper(spoil(reapScript, BURY, DELETE_FIRST)) },
  expected: ['S28', 'S6', 'L3', 'L1'],
};
