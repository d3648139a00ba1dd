/**
 * beta9 as it was in November 2025: one request at a time, a lock per worker read, versioned capacity, then a push. It is not repaired:
 * its hazards are what the properties must be able to see. Without pools a request that does not fit waits in memory.
 */
import {
  checkThenActSubmit,
  deltaRelease,
  eventStop,
  expiringMembership,
  heartbeatExecution,
  keyedStatus,
  lockedSnapshot,
  memoryRetry,
  noAdmission,
  perRequestProvisioner,
  noReaper,
  plainLock,
  popDelivery,
  popIntake,
  scorePlanner,
  statusAdministration,
  unconditionalFailure,
  versionedCommitter,
} from '../parts/index.ts';
import { BASELINE_TIMINGS } from '../timings.ts';
import type { Preset } from './preset.ts';

/** The historical preset. */
export const baseline: Preset = Object.freeze({
  name: 'baseline',
  timings: BASELINE_TIMINGS,
  family: 'baseline',
  handling: 'together',
  provisioning: 'aside',
  planningRounds: 1,
  submit: checkThenActSubmit(),
  administration: statusAdministration(),
  stop: eventStop(),
  status: keyedStatus(),
  intake: popIntake(),
  snapshot: lockedSnapshot(),
  planner: scorePlanner(),
  committer: versionedCommitter(),
  provisioner: perRequestProvisioner(),
  retry: memoryRetry(),
  failure: unconditionalFailure(),
  lock: plainLock(),
  reaper: noReaper(),
  membership: expiringMembership(),
  delivery: popDelivery(),
  admission: noAdmission(),
  execution: heartbeatExecution(),
  release: deltaRelease(),
});
