/** A worker that comes back under its old name starts with a clean slate, and wipes what was waiting for it. */
import { presets } from '../../src/index.ts';
import { deadlineMembership } from '../../src/parts/index.ts';
import { registerScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const BURY = 'local lost = bury(worker, ARGV[11], ARGV[10])';
const WIPE = "local lost = 0\nredis.call('DEL', owned_key(worker), queue_key(worker), pending_key(worker), stopping_key(worker))";

/** The default preset with this mistake. */
export const restartForgetsQueue: PlantedBug = {
  name: 'restart-forgets-queue',
  mistake: 'a restarted worker deletes the queue and the ownership of its previous life instead of handing them back',
  preset: {
    ...presets.leased,
    name: 'restart-forgets-queue',
    membership: deadlineMembership({ register: spoil(registerScript, BURY, WIPE) }),
  },
  expected: ['S6', 'S28', 'L1', 'L3'],
};
