/** What document 003 added to the baseline: the unfiltered first fit, retries in place, and workers for many. */
export { firstFitPlanner } from './planner.ts';
export { walkingCommitter } from './committer.ts';
export { burstProvisioner } from './provisioner.ts';
