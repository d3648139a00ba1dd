/**
 * manyworlds: deterministic simulation of Redis-backed Node.js services. Importing this module installs the pass-through dispatchers, so
 * import it before the libraries whose timers and sockets a world must see.
 */
import { installDispatchers } from './kernel/index.ts';

installDispatchers();

export {
  checkLinearizability,
  checkLock,
  counterModel,
  describeProperty,
  drawHistory,
  History,
  judge,
  lockModel,
  ModelError,
  PropertyError,
  queueModel,
  registerModel,
  sayOperation,
  sequentialModel,
  setModel,
  type Accusation,
  type AlwaysRule,
  type Applied,
  type Bound,
  type DrawOptions,
  type EventuallyRule,
  type Explanation,
  type Fact,
  type Invocation,
  type JudgedWorld,
  type LinearizabilityOptions,
  type LinearizabilityVerdict,
  type LockEvent,
  type LockVerdict,
  type Missed,
  type Model,
  type Moments,
  type NeverRule,
  type NotLinearizable,
  type OpenTrigger,
  type Operation,
  type Properties,
  type PropertyDescription,
  type PropertyErrorCode,
  type PropertyWords,
  type Responses,
  type Sequential,
  type Violation,
  type Watch,
  type WithinRule,
} from './check/index.ts';
export {
  defineConfig,
  defineSuite,
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
export {
  applyFaults,
  describeFault,
  faultKinds,
  type CrashFault,
  type Fault,
  type FaultPlan,
  type LatencyFault,
  type PartitionFault,
  type PauseFault,
  type ResetFault,
} from './faults/index.ts';
export {
  addRedis,
  warmUpRedis,
  type KeyspaceCommit,
  type KeyspaceView,
  type RedisHost,
  type RedisHostOptions,
  type TwinObserver,
} from './redis/index.ts';
export { strategies } from './strategies/index.ts';
export type { Choices, Host, HostChange, HostMain, HostOptions, Latency, Network, Obligation, World } from './world/index.ts';
