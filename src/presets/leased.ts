/** The default: leases instead of pops, one atomic script per worker, capacity derived from ownership, deliveries with tokens. */
import {
  atomicCommitter,
  changeFeedSnapshot,
  deadlineMembership,
  fullPlanner,
  leaseLock,
  leasedIntake,
  lockedReaper,
  machineAdmission,
  noProvisioner,
  ownedExecution,
  ownedRelease,
  readyAtRetry,
  scriptedAdministration,
  scriptedStatus,
  scriptedStop,
  scriptedSubmit,
  tokenDelivery,
  truthfulFailure,
} from '../parts/index.ts';
import { DEFAULT_TIMINGS } from '../timings.ts';
import type { Preset } from './preset.ts';

/** The default preset. */
export const leased: Preset = Object.freeze({
  name: 'leased',
  timings: DEFAULT_TIMINGS,
  planningRounds: 3,
  submit: scriptedSubmit(),
  administration: scriptedAdministration(),
  stop: scriptedStop(),
  status: scriptedStatus(),
  intake: leasedIntake(),
  snapshot: changeFeedSnapshot(),
  planner: fullPlanner(),
  committer: atomicCommitter(),
  provisioner: noProvisioner(),
  retry: readyAtRetry(),
  failure: truthfulFailure(),
  lock: leaseLock(),
  reaper: lockedReaper(),
  membership: deadlineMembership(),
  delivery: tokenDelivery(),
  admission: machineAdmission(),
  execution: ownedExecution(),
  release: ownedRelease(),
});
