/** The parts of a scheduler: their contracts, and what they are made of. */
export type * from './contracts.ts';
export { countOutcome } from './outcomes.ts';
export { fullPlanner, planBatch, type PlannerOptions } from './planner.ts';
export * from './leased/index.ts';
export * from './baseline/index.ts';
export * from './batched/index.ts';
export * from './burst/index.ts';
export * from './claimed/index.ts';
