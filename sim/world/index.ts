/** Hosts, the network between them, and the world they live in. */
export type { Continuation } from '../kernel/index.ts';
export type { CrashManner, Host, HostClock, HostMain, HostOptions, ShutdownHook } from './host.ts';
export type { DescribeRequest, Latency, Network, ResetManner, ServerConnection, ServerHandlers } from './network.ts';
export type { MessageSignal, Strike } from './signals.ts';
export type { Choices, HostChange, Obligation, World } from './world.ts';
export { SimulatedWorld } from './simulated-world.ts';
export { blamingSuite, BUILDING, SuiteThrewError, suiteThrew } from './suite-threw.ts';
export type { SimulationOptions, SimulationResult } from './simulation.ts';
