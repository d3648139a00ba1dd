/** Safety: nothing bad ever happens. In the order in which they are asked: what says most about a mistake comes first. */
import type { Property } from '../property.ts';
import { atMostOnceExecution } from './at-most-once-execution.ts';
import { atomicCommit } from './atomic-commit.ts';
import { lifecycle } from './lifecycle.ts';
import { noDoubleScheduling } from './no-double-scheduling.ts';
import { noDuplicateBacklogEntry } from './no-duplicate-backlog-entry.ts';
import { noLostRequest } from './no-lost-request.ts';
import { noNegativeCapacity } from './no-negative-capacity.ts';
import { noOverCredit } from './no-over-credit.ts';
import { noOvercommit } from './no-overcommit.ts';
import { releaseOwnLock } from './release-own-lock.ts';
import { truthfulFailure } from './truthful-failure.ts';
import { workerRemovalKeepsWork } from './worker-removal-keeps-work.ts';

/** All safety properties. */
export const safetyProperties: readonly Property[] = [
  noNegativeCapacity,
  noOverCredit,
  noOvercommit,
  noDoubleScheduling,
  atMostOnceExecution,
  noDuplicateBacklogEntry,
  lifecycle,
  truthfulFailure,
  releaseOwnLock,
  atomicCommit,
  workerRemovalKeepsWork,
  noLostRequest,
];
