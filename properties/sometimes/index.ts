/** Situations that a run of worlds must have been in, by what they are about. */
export { type Goal } from './goal.ts';
export { deliveryTakenBack, lateHolderFenced, lockChangedHands, replyLost, submittedTwice } from './commands.ts';
export {
  cordonedPassedOver,
  cordonOutlivedWorker,
  drainedWorkerEmptied,
  quotaRefused,
  stopBeforeDelivery,
  stopBeforePlacement,
  stopWhileRunning,
} from './operations.ts';
export { placedWhereKeptFree, refused, retried, timedOut, triedInVain } from './placement.ts';
export { claimSpared, idleWorkerLeft, provisionedWorkerUsed, provisioningFailed } from './provisioning.ts';
export { expired, gatewayDied, workerDied, workerFenced } from './recovery.ts';
