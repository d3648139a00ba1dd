/** From a world that fails to the smallest one that still does, and what of it was necessary. */
export { type Blame, type DecidedAt } from './blame.ts';
export { explain, type Explanation } from './explain.ts';
export { shrink, shrinkDefaults, type PartCounts, type Shrunk, type ShrinkRequest } from './shrink.ts';
export type { ShrinkBudget } from './trials.ts';
