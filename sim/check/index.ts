/** What must hold of a world: properties, histories, checkers, and how a violation tells its story. */
export { describeProperty, type PropertyWords } from './describe-property.ts';
export { judge, type Properties } from './judge.ts';
export type { JudgedWorld } from './judged-world.ts';
export { PropertyError, type PropertyErrorCode } from './property-error.ts';
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
export type { Fact, PropertyDescription, Violation } from './violation.ts';
