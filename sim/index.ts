/** manyworlds as a library: what suites, configurations and properties import. */
export type { Fact, PropertyDescription, Violation } from './check/index.ts';
export {
  defineConfig,
  defineSuite,
  InternalError,
  runWorld,
  UsageError,
  type Configuration,
  type RunWorldOptions,
  type SettingDefinition,
  type Settings,
  type Suite,
  type WorldName,
  type WorldOutcome,
} from './explore/index.ts';
export type { TraceEvent } from './trace/index.ts';
export type { Choices, CrashManner, Host, HostChange, HostMain, HostOptions, Latency, Network, Obligation, ResetManner, ServerConnection, ServerHandlers, World } from './world/index.ts';
