/** All planted bugs. Each must be found by the `chaos` suite; how soon is measured by `npm run bench`. */
import { acknowledgeWithoutToken } from './acknowledge-without-token.ts';
import { commitWithoutRecheck } from './commit-without-recheck.ts';
import { failOwnedContainer } from './fail-owned-container.ts';
import { lockWithoutTtl } from './lock-without-ttl.ts';
import type { PlantedBug } from './planted-bug.ts';
import { popWithoutLease } from './pop-without-lease.ts';
import { pushOutsideCommit } from './push-outside-commit.ts';
import { reaperDeletesFirst } from './reaper-deletes-first.ts';
import { reaperForgetsLeases } from './reaper-forgets-leases.ts';
import { releaseByDelta } from './release-by-delta.ts';
import { releaseForgetsOwnership } from './release-forgets-ownership.ts';
import { releaseKeepsCapacity } from './release-keeps-capacity.ts';
import { releaseLockWithoutToken } from './release-lock-without-token.ts';
import { requeueDuplicates } from './requeue-duplicates.ts';
import { restartForgetsQueue } from './restart-forgets-queue.ts';

export { hunt, type HuntOptions, type Quarry } from './hunt.ts';
export type { PlantedBug } from './planted-bug.ts';

/** In no particular order. */
export const plantedBugs: readonly PlantedBug[] = [
  popWithoutLease,
  commitWithoutRecheck,
  releaseByDelta,
  releaseLockWithoutToken,
  lockWithoutTtl,
  pushOutsideCommit,
  requeueDuplicates,
  failOwnedContainer,
  reaperDeletesFirst,
  acknowledgeWithoutToken,
  reaperForgetsLeases,
  releaseKeepsCapacity,
  releaseForgetsOwnership,
  restartForgetsQueue,
];
