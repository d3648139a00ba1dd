/** Scenarios of the scheduler as fast-check arbitraries. */
export { BEYOND, clockBound, type ClockBound } from './clock-bound.ts';
export { CLOCK_KINDS, FAILOVER_KINDS, FAULT_KINDS, type FaultKind } from './fault-kinds.ts';
export type { FaultLimits } from './faults.ts';
export { plainLatency } from './latencies.ts';
export { causesAt } from './moments.ts';
export { scenario, type ScenarioLimits } from './scenario.ts';
export { plainTimings } from './timings.ts';
export { GPU_TYPES } from './topology.ts';
