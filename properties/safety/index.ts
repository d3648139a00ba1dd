/** Safety: nothing bad ever happens. In the order in which they are asked: what says most about a mistake comes first. */
import type { Property } from '../property.ts';
import { affinityDeterminism } from './affinity-determinism.ts';
import { atMostOnceExecution } from './at-most-once-execution.ts';
import { atomicCommit } from './atomic-commit.ts';
import { batchAccounting } from './batch-accounting.ts';
import { boundedProvisioning } from './bounded-provisioning.ts';
import { cacheHarmless } from './cache-harmless.ts';
import { clockIndependence } from './clock-independence.ts';
import { cordonFence } from './cordon-fence.ts';
import { deliveryToken } from './delivery-token.ts';
import { determinism } from './determinism.ts';
import { drainOnlyShrinks } from './drain-only-shrinks.ts';
import { effectiveExclusion } from './effective-exclusion.ts';
import { idempotentCommands } from './idempotent-commands.ts';
import { indexAgreement } from './index-agreement.ts';
import { legalPlacement } from './legal-placement.ts';
import { lifecycle } from './lifecycle.ts';
import { metricsTruth } from './metrics-truth.ts';
import { noDoubleScheduling } from './no-double-scheduling.ts';
import { noDuplicateBacklogEntry } from './no-duplicate-backlog-entry.ts';
import { noFalseOrphan } from './no-false-orphan.ts';
import { noLostRequest } from './no-lost-request.ts';
import { noNegativeCapacity } from './no-negative-capacity.ts';
import { noOverCredit } from './no-over-credit.ts';
import { noOvercommit } from './no-overcommit.ts';
import { plannerSoundness } from './planner-soundness.ts';
import { quotaRespected } from './quota-respected.ts';
import { readyOrder } from './ready-order.ts';
import { releaseOnce } from './release-once.ts';
import { releaseOwnLock } from './release-own-lock.ts';
import { retryBounds } from './retry-bounds.ts';
import { stopWins } from './stop-wins.ts';
import { truthfulFailure } from './truthful-failure.ts';
import { ttlDiscipline } from './ttl-discipline.ts';
import { versionMonotone } from './version-monotone.ts';
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
  stopWins,
  cordonFence,
  legalPlacement,
  quotaRespected,
  boundedProvisioning,
  effectiveExclusion,
  releaseOwnLock,
  atomicCommit,
  workerRemovalKeepsWork,
  noLostRequest,
  versionMonotone,
  retryBounds,
  readyOrder,
  ttlDiscipline,
  plannerSoundness,
  idempotentCommands,
  deliveryToken,
  releaseOnce,
  noFalseOrphan,
  clockIndependence,
  batchAccounting,
  drainOnlyShrinks,
  cacheHarmless,
  affinityDeterminism,
  indexAgreement,
  metricsTruth,
  determinism,
];
