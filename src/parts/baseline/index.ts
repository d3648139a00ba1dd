/** The parts of the `baseline` preset, with the hazards that beta9 had in November 2025. */
export { plainLock } from './lock.ts';
export { checkThenActSubmit, eventStop, keyedStatus } from './client.ts';
export { lockedSnapshot, memoryRetry, noReaper, popOneIntake, unconditionalFailure } from './gateway.ts';
export { scorePlanner } from './planner.ts';
export { versionedCommitter } from './committer.ts';
export { deltaRelease, expiringMembership, heartbeatExecution, noAdmission, popDelivery } from './worker.ts';
export { statusAdministration } from './administration.ts';
