/** The parts of the `baseline` preset, with the hazards that beta9 had in November 2025; the later designs change some of them. */
export { plainLock } from './lock.ts';
export { checkThenActSubmit, eventStop, keyedStatus } from './client.ts';
export { noReaper, popIntake, unconditionalFailure } from './gateway.ts';
export { freshSnapshot, lockedSnapshot } from './snapshot.ts';
export { memoryRetry } from './retry.ts';
export { perRequestProvisioner } from './provisioner.ts';
export { scorePlanner } from './planner.ts';
export { affinityOrder } from './affinity.ts';
export { versionedCommitter } from './committer.ts';
export { deltaRelease, expiringMembership, heartbeatExecution, noAdmission, popDelivery } from './worker.ts';
export { statusAdministration } from './administration.ts';
