/** The door of the scheduler: gateways, workers and clients of a container scheduler on Redis. */
export type {
  BacklogFigures,
  ClientOptions,
  CommonOptions,
  ContainerFilter,
  ContainerPage,
  ContainerSummary,
  Gateway,
  GatewayOptions,
  SchedulerClient,
  SchedulerEvent,
  StopResult,
  SubmitOptions,
  SubmitResult,
  Unsatisfiable,
  Worker,
  WorkerEnd,
  WorkerOptions,
  WorkerResources,
} from './options.ts';
export type {
  CommitRefusal,
  ContainerExit,
  ContainerOutcome,
  ContainerRecord,
  ContainerRequest,
  ContainerState,
  ContainerStatus,
  FailureReason,
  LossReason,
  Quota,
  Resources,
  WorkerRecord,
  WorkerStatus,
} from './model.ts';
export type { ContainerRuntime, RunningContainer } from './runtime.ts';
export { noMetrics, type CounterName, type GaugeName, type HistogramName, type Metrics } from './metrics.ts';
export type { NewWorker, PoolController, WorkerPool } from './pools.ts';
export { localPool, type LocalPool, type LocalPoolOptions } from './local-pool.ts';
export type { Preset, PresetName } from './presets/index.ts';
export { DEFAULT_TIMINGS, BASELINE_TIMINGS, type Timings } from './timings.ts';
export {
  SchedulerError,
  InvalidRequestError,
  RequestTooLargeError,
  ConflictingRequestError,
  QuotaExceededError,
  UnsatisfiableRequestError,
  WorkerReplacedError,
  RedisUnavailableError,
  RedisCannotWriteError,
  RedisRefusedError,
  PresetMismatchError,
  ProtocolMismatchError,
  type SchedulerErrorCode,
} from './errors.ts';
export * from './keys.ts';
export { startGateway } from './gateway/index.ts';
export { startWorker } from './worker/index.ts';
export { createClient } from './client/index.ts';
export { presets } from './presets/index.ts';
export { processRuntime, type ProcessRuntime, type ProcessRuntimeOptions } from './process-runtime.ts';
export type { RuntimeLimit, RuntimeLimits } from './process-limits.ts';
export type { OutputFolder } from './container-output.ts';
