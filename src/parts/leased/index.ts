/** The parts of the `leased` preset. Each maker takes the script that it runs, so one step can be exchanged. */
export { scriptedStatus, scriptedStop, scriptedSubmit } from './client.ts';
export { satisfiableSubmit } from './satisfiable.ts';
export { leasedIntake } from './intake.ts';
export { changeFeedSnapshot } from './snapshot.ts';
export { atomicCommitter } from './committer.ts';
export { readyAtRetry } from './retry.ts';
export { ageingPlanner } from './ageing.ts';
export { truthfulFailure } from './failure.ts';
export { leaseLock, type LockScripts } from './lock.ts';
export { lockedReaper } from './reaper.ts';
export { deadlineMembership, type MembershipScripts } from './membership.ts';
export { tokenDelivery, type DeliveryScripts } from './delivery.ts';
export { ownedExecution, ownedRelease } from './execution.ts';
export { machineAdmission } from './admission.ts';
export { scriptedAdministration } from './administration.ts';
export { indexedListing } from './listing.ts';
