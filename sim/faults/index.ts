/** Faults as data: one small file a kind, plans that are checked before they are applied, and the function that puts a plan into a world. */
export { applyFaults, type ApplyFaultsOptions, type FaultHandle } from './apply-faults.ts';
export type { PlanWorld } from './check-fault.ts';
export { checkPlan, parsePlan, planProblem, soundPart, type CheckPlanOptions } from './check-plan.ts';
export type { Cause, FaultBase, FaultKind } from './fault.ts';
export type { FieldRule } from './fields.ts';
export * from './kinds/index.ts';
export { FaultPlanError, type PlanProblemCode } from './plan-error.ts';
export { causeWords, headline, type FaultBudget } from './timeline.ts';
export type { LinkDirection } from './ways.ts';
