/** Mistakes in the step that makes a plan so (B2, B4, C1, C2, C12 of beta9). */
import { workerQueueKey, workerWakeChannel } from '../../../src/index.ts';
import { atomicCommitter, type CommitterPart, type PartMaker } from '../../../src/parts/index.ts';
import { commitScript } from '../../../src/scripts/index.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

const PUSH = "redis.call('RPUSH', KEYS[2], id)";
const RECHECK = 'cpu < tonumber(container[5]) or memory < tonumber(container[6]) or gpus < tonumber(container[7])';
const WRITE = 'if committed > 0 then\n  write_capacity(worker, record, cpu, memory, gpus)';

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

/** All of them. */
export const commit: BugFamily = {
  name: 'commit',
  bugs: [
    plant({
      name: 'commit-without-recheck',
      mistake: 'the commit does not check capacity against the record as it is now; the planner’s snapshot is believed',
      parts: { committer: atomicCommitter(spoil(commitScript, RECHECK, 'false')) },
      expected: ['S1', 'S3', 'S23'],
    }),
    plant({
      name: 'commit-without-gpu-check',
      mistake: 'the commit checks processor and memory again, but not GPUs (C2)',
      parts: { committer: atomicCommitter(spoil(commitScript, ' or gpus < tonumber(container[7])', '')) },
      expected: ['S1', 'S3', 'S23'],
    }),
    plant({
      name: 'commit-adds-up-nothing',
      mistake: 'each request of a placement is checked against the same free capacity, as if the others were not there',
      parts: {
        committer: atomicCommitter(
          spoil(commitScript, 'cpu, memory, gpus = cpu - container[5], memory - container[6], gpus - container[7]', ''),
        ),
      },
      expected: ['S1', 'S3', 'S22', 'S23'],
    }),
    plant({
      name: 'commit-without-ownership',
      mistake: 'the commit writes the free capacity, but not the ownership of which capacity is derived the next time',
      parts: {
        committer: atomicCommitter(
          spoil(commitScript, "redis.call('HSET', KEYS[3], id, container[5] .. ':' .. container[6] .. ':' .. container[7])", ''),
        ),
      },
      expected: ['S3', 'S22', 'S4', 'S6', 'S28'],
    }),
    plant({
      name: 'commit-without-capacity',
      mistake: 'the commit writes ownership and queue, and leaves the free capacity that planners read as it was',
      parts: { committer: atomicCommitter(spoil(commitScript, WRITE, 'if committed > 0 then')) },
      expected: ['S3', 'S22'],
    }),
    plant({
      name: 'push-outside-commit',
      mistake: 'the queue push is a second command after the commit (C1)',
      parts: { committer: pushingCommitter },
      expected: ['S22', 'S6', 'L1', 'L4'],
    }),
    plant({
      name: 'commit-pushes-again',
      mistake: 'a commit that is sent again recognises itself, and pushes the container to the queue once more to be sure',
      parts: {
        committer: atomicCommitter(spoil(commitScript, "if verdict == 'repeated' then", `if verdict == 'repeated' then\n    ${PUSH}`)),
      },
      expected: ['S4', 'S25', 'S22', 'S6'],
    }),
    plant({
      name: 'commit-ignores-lease',
      mistake: 'the commit does not compare the lease, so a gateway that slept places what others have taken or requeued',
      parts: { committer: atomicCommitter(spoil(commitScript, "elseif container[4] ~= token then verdict = 'lease_lost'\n", '')) },
      expected: ['S4', 'S6', 'S7'],
    }),
    plant({
      name: 'commit-keeps-lease',
      mistake: 'a placed request stays among the leased ones',
      parts: { committer: atomicCommitter(spoil(commitScript, "    redis.call('ZREM', KEYS[4], id)\n", '')) },
      expected: ['S7', 'S4', 'S6', 'S22'],
    }),
    plant({
      name: 'commit-without-version',
      mistake: 'a commit changes the record without raising its version',
      parts: {
        committer: atomicCommitter(spoil(commitScript, "'resource_version', (record[4] or 0) + 1)", "'resource_version', record[4])")),
      },
      expected: ['S15'],
    }),
  ],
};
