/** Mistakes with workers out of service (D10 to D12, C5 of beta9): the cordon is not asked, or is lost. */
import { CORDONED_WORKERS_KEY } from '../../../src/index.ts';
import { atomicCommitter, deadlineMembership, ownedRelease, scriptedAdministration } from '../../../src/parts/index.ts';
import { commitScript, cordonScript, registerScript, releaseScript } from '../../../src/scripts/index.ts';
import { exchanging } from '../altered-link.ts';
import { plant, spoil, type BugFamily } from '../planted-bug.ts';

/** All of them. */
export const cordon: BugFamily = {
  name: 'cordon',
  bugs: [
    plant({
      name: 'commit-ignores-status',
      mistake: 'a commit does not ask whether the worker is still available, so a cordon loses against a plan that is under way (D11)',
      parts: {
        committer: atomicCommitter(spoil(commitScript, "elseif status ~= 'available' then refusal = 'worker_unavailable' end", 'end')),
      },
      expected: ['S10', 'S9', 'S34'],
    }),
    plant({
      name: 'registration-uncordons',
      mistake: 'a worker that registers again is available, cordoned or not (D10)',
      parts: {
        membership: deadlineMembership({
          register: spoil(
            registerScript,
            `if redis.call('SISMEMBER', '${CORDONED_WORKERS_KEY}', worker) == 1 then status = 'disabled' end`,
            '',
          ),
        }),
      },
      expected: ['S10', 'S34', 'S9'],
    }),
    plant({
      name: 'release-writes-whole-record',
      mistake: 'a release writes the worker’s record back as it knew it, with the status that it had before the cordon (C5)',
      parts: {
        release: ownedRelease(
          spoil(
            releaseScript,
            'refresh_capacity(ARGV[1])',
            "if redis.call('EXISTS', worker_key(ARGV[1])) == 1 then redis.call('HSET', worker_key(ARGV[1]), 'status', 'available') end\nrefresh_capacity(ARGV[1])",
          ),
        ),
      },
      expected: ['S10', 'S34', 'S9'],
    }),
    plant({
      name: 'cordon-without-status',
      mistake: 'a cordon is noted for the worker’s next registration; the record that planners and commits read stays available (D12)',
      parts: {
        administration: (context) =>
          scriptedAdministration()(
            exchanging(context, cordonScript, spoil(cordonScript, "  redis.call('HSET', KEYS[1], 'status', to)\n", '')),
          ),
      },
      expected: ['S10', 'S34', 'S9', 'L11'],
    }),
  ],
};
