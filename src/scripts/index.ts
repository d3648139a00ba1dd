/** The Lua scripts of the `leased` preset, one file per subject. */
export { submitScript } from './submit.ts';
export { intakeScript } from './intake.ts';
export { snapshotScript, SNAPSHOT_FIELDS } from './snapshot.ts';
export { commitScript } from './commit.ts';
export { requeueScript } from './requeue.ts';
export { failScript } from './fail.ts';
export { acquireLockScript, releaseLockScript } from './lock.ts';
export { reapScript } from './reap.ts';
export { registerScript, keepaliveScript, retireScript, leaveScript } from './membership.ts';
export { acknowledgeScript, giveBackScript, reserveScript } from './delivery.ts';
export { releaseScript, startedScript } from './execution.ts';
export { stopScript } from './stop.ts';
export { statusScript } from './status.ts';
export { setQuotaScript } from './quota.ts';
export { cordonScript, ownedScript } from './cordon.ts';
export { claimScript, dropClaimScript } from './provisioning.ts';
export { spinDownScript } from './pool-members.ts';
