/** Linearizability: models, and the checker. */
export { checkLinearizability, type LinearizabilityOptions, type LinearizabilityVerdict, type NotLinearizable } from './check.ts';
export type { Explanation } from './explain.ts';
export { ModelError, sequentialModel, type Applied, type Model, type Sequential } from './model.ts';
export { counterModel, lockModel, queueModel, registerModel, setModel } from './models/index.ts';
