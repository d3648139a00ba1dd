/** The suites of the scheduler, and how a scenario becomes a world. */
export { amnesiaSuite } from './amnesia.ts';
export { buildWorld } from './build-world.ts';
export { chaosSuite, type ChaosOptions } from './chaos.ts';
export { clocksSuite } from './clocks.ts';
export { failoverSuite } from './failover.ts';
export { allProperties, describeProperties } from './properties.ts';
export { steadySuite } from './steady.ts';
export { traceSuite } from './trace.ts';
export { inWorldScale } from './world-scale.ts';
