/** The suites of the scheduler. */
export { chaosSuite, type ChaosOptions } from './chaos.ts';
export { steadySuite } from './steady.ts';
export { traceSuite } from './trace.ts';
