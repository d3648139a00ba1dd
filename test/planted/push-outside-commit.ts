/** C1 of beta9: capacity and ownership first, the queue afterwards. */
import { workerQueueKey, workerWakeChannel } from '../../src/keys.ts';
import { presets } from '../../src/index.ts';
import { atomicCommitter, type CommitterPart, type PartMaker } from '../../src/parts/index.ts';
import { commitScript } from '../../src/scripts/index.ts';
import { spoil, type PlantedBug } from './planted-bug.ts';

const PUSH = "redis.call('RPUSH', KEYS[2], id)";

const pushingCommitter: PartMaker<CommitterPart> = (context) => {
  const inner = atomicCommitter(spoil(commitScript, PUSH, ''))(context);
  return {
    async commit(placement) {
      const results = await inner.commit(placement);
      const ids = results.filter(({ outcome }) => outcome === 'committed').map(({ taken }) => taken.request.id);
      if (ids.length > 0) {
        await context.link.client.rpush(workerQueueKey(placement.worker.id), ...ids);
        await context.link.client.publish(workerWakeChannel(placement.worker.id), 'work');
      }
      return results;
    },
  };
};

/** The default preset with this mistake. */
export const pushOutsideCommit: PlantedBug = {
  name: 'push-outside-commit',
  mistake: 'the queue push is a second command after the commit',
  preset: { ...presets.leased, name: 'push-outside-commit', committer: pushingCommitter },
  expected: ['S22', 'S6', 'L1', 'L4'],
};
