/** Scenarios of the scheduler as fast-check arbitraries. */
export { FAULT_KINDS, type FaultLimits } from './faults.ts';
export { scenario, type ScenarioLimits } from './scenario.ts';
export { GPU_TYPES } from './topology.ts';
