/** What must hold of a world: properties, histories, checkers, and how a violation tells its story. */
export { describeProperty, type PropertyWords } from './describe-property.ts';
export { drawHistory, History, sayOperation, sayValue, type DrawOptions, type Invocation, type Operation } from './history/index.ts';
export {
  checkLinearizability,
  counterModel,
  lockModel,
  ModelError,
  queueModel,
  registerModel,
  sequentialModel,
  setModel,
  type Applied,
  type Explanation,
  type LinearizabilityOptions,
  type LinearizabilityVerdict,
  type Model,
  type NotLinearizable,
  type Sequential,
} from './linearizability/index.ts';
export { judge, type Properties } from './judge.ts';
export type { JudgedWorld } from './judged-world.ts';
export { checkLock, type LockEvent, type LockVerdict } from './lock/index.ts';
export { programFrame } from './program-frame.ts';
export { PropertyError, thrownText, type PropertyErrorCode } from './property-error.ts';
export type {
  Accusation,
  AlwaysRule,
  Bound,
  EventuallyRule,
  Missed,
  Moments,
  NeverRule,
  OpenTrigger,
  Responses,
  Watch,
  WithinRule,
} from './rules.ts';
export { explainStuck, type Stuck, type StuckCycle, type StuckQuestion } from './stuck/index.ts';
export type { Fact, PropertyDescription, Violation } from './violation.ts';
