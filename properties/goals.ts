/**
 * `sometimes` goals: situations that a run of worlds must have been in, or a green result says nothing about them. Each is judged from the
 * same evidence as the properties, and counts once a world.
 */
import {
  claimSpared,
  cordonedPassedOver,
  cordonOutlivedWorker,
  deliveryTakenBack,
  drainedWorkerEmptied,
  expired,
  gatewayDied,
  idleWorkerLeft,
  lateHolderFenced,
  lockChangedHands,
  placedWhereKeptFree,
  provisionedWorkerUsed,
  provisioningFailed,
  quotaRefused,
  refused,
  replyLost,
  retried,
  stopBeforeDelivery,
  stopBeforePlacement,
  stopWhileRunning,
  submittedTwice,
  timedOut,
  triedInVain,
  workerDied,
  workerFenced,
  type Goal,
} from './sometimes/index.ts';

export type { Goal } from './sometimes/index.ts';

/** The goals that need no faults. */
export const steadyGoals: readonly Goal[] = [
  refused,
  retried,
  timedOut,
  triedInVain,
  placedWhereKeptFree,
  cordonedPassedOver,
  drainedWorkerEmptied,
  quotaRefused,
  stopBeforePlacement,
  stopWhileRunning,
  submittedTwice,
];

/** The goals of `clocks`: the work of `steady` but for refusals, which are too rare there, and a lock or lease that expired. */
export const clocksGoals: readonly Goal[] = [...steadyGoals.filter((goal) => goal !== refused), expired];

/** The goals of `amnesia`: what a Redis that forgets may spoil must have been going on. */
export const amnesiaGoals: readonly Goal[] = [retried, cordonedPassedOver, quotaRefused, stopWhileRunning, submittedTwice];

/** The goals of `chaos`. */
export const chaosGoals: readonly Goal[] = [
  gatewayDied,
  workerDied,
  expired,
  replyLost,
  ...steadyGoals,
  workerFenced,
  lockChangedHands,
  lateHolderFenced,
  deliveryTakenBack,
  stopBeforeDelivery,
  cordonOutlivedWorker,
  provisionedWorkerUsed,
  provisioningFailed,
  idleWorkerLeft,
  claimSpared,
];
