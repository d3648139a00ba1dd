/** The public options and handles of the three roles: gateway, worker, client. */
import type { RedisOptions } from 'ioredis';
import type { ContainerOutcome, ContainerRequest, ContainerState, ContainerStatus, Quota, Resources, WorkerRecord } from './model.ts';
import type { ContainerRuntime } from './runtime.ts';
import type { Metrics } from './metrics.ts';
import type { WorkerPool } from './pools.ts';
import type { Timings } from './timings.ts';
import type { Preset, PresetName } from './presets/index.ts';

/** What all roles need. */
export interface CommonOptions {
  /** `redis://host:port/db`, or options of ioredis. */
  readonly redis: string | RedisOptions;
  /** A name or a composition of parts; default `leased`. */
  readonly preset?: PresetName | Preset;
  /** Overrides of the preset's defaults. */
  readonly timings?: Partial<Timings>;
  /** Told of what is worth a line in a log. Never called with secrets or payloads. */
  readonly onEvent?: (event: SchedulerEvent) => void;
  /** Told of everything that is measured; default: nobody. */
  readonly metrics?: Metrics;
}

/** One line for a log: what happened, where, and to what. */
export interface SchedulerEvent {
  readonly kind: string;
  readonly detail: string;
  readonly error?: unknown;
}

/** What a gateway needs. */
export interface GatewayOptions extends CommonOptions {
  /** Unique among the gateways; default: `gateway-` and a random suffix. */
  readonly id?: string;
  /** Where workers can be asked for; default: nowhere, the fleet is what it is. */
  readonly pools?: readonly WorkerPool[];
}

/** A running gateway. */
export interface Gateway {
  readonly id: string;
  /** Finishes the batch in flight, takes no more, disconnects. Idempotent. */
  close(): Promise<void>;
}

/** What a worker offers: whole numbers, and the GPU type when it has GPUs. */
export interface WorkerResources extends Resources {
  readonly gpuType?: string;
}

/** What a worker needs. */
export interface WorkerOptions extends CommonOptions {
  /** Unique among the workers; a restarted worker keeps its id. */
  readonly id: string;
  readonly resources: WorkerResources;
  readonly runtime: ContainerRuntime;
  /** Default `default`. */
  readonly poolName?: string;
  /** What requests name to be placed here; default: the pool's name. */
  readonly poolSelector?: string;
  /** Only requests that name the selector are placed here; default false. */
  readonly requiresPoolSelector?: boolean;
  /** May vanish at any time; only for requests that tolerate it; default false. */
  readonly isPreemptable?: boolean;
  /** Higher is preferred; default 0. */
  readonly priority?: number;
  /** Leaves by itself when it ran nothing for so long, unless its pool is at its minimum; 0 never; default 0. */
  readonly idleTimeoutMs?: number;
}

/** Why a worker is over: somebody closed it, it had nothing to do and left, or another live process has its id (WORKER_REPLACED, told as an event). */
export type WorkerEnd = 'closed' | 'idle' | 'replaced';

/** A running worker. */
export interface Worker {
  readonly id: string;
  /** Resolves, once and never rejects, when it has left; a process that is only this worker can then exit. */
  readonly ended: Promise<WorkerEnd>;
  /** Takes no more, waits for its containers, hands back what was not started, disconnects. Idempotent. */
  close(): Promise<void>;
}

/** What becomes of a request that nothing that is there could ever take: it is refused, or it waits for a machine that may still come. */
export type Unsatisfiable = 'refuse' | 'wait';

/** What a client needs. */
export interface ClientOptions extends CommonOptions {
  /** For submissions that do not say; default `refuse`. Only `leased` asks: the historical designs accept everything. */
  readonly unsatisfiable?: Unsatisfiable;
}

/** How one request is submitted. */
export interface SubmitOptions {
  /** Default: what the client was given. */
  readonly unsatisfiable?: Unsatisfiable;
}

/** The answer to a submission. */
export type SubmitResult =
  | { readonly status: 'accepted'; readonly id: string }
  | { readonly status: 'ended'; readonly id: string; readonly outcome: ContainerOutcome };

/** The answer to a stop: the container will not start, or is being stopped, or had ended, or is not known. */
export type StopResult = 'cancelled' | 'stopping' | 'ended' | 'unknown';

/** Which containers to list; all that have not ended when nothing is said. */
export interface ContainerFilter {
  readonly state?: ContainerState;
  /** Only what is placed on this worker; then there is one page. */
  readonly workerId?: string;
  readonly workspaceId?: string;
  /** Most containers of a page, 1 to 1000; default 100. */
  readonly limit?: number;
  /** Where the last page ended. */
  readonly cursor?: string;
}

/** A container that has not ended, in a list. */
export interface ContainerSummary extends Resources {
  readonly id: string;
  readonly state: ContainerState;
  /** Null until placed. */
  readonly workerId: string | null;
  /** Assigned GPU type; empty until placed and for CPU-only containers. */
  readonly gpuType: string;
  readonly workspaceId: string | null;
  /** Since its submission, in milliseconds by Redis's clock. */
  readonly ageMs: number;
  /** How often it went back to the backlog. */
  readonly attempts: number;
}

/** Part of a list. */
export interface ContainerPage {
  readonly containers: readonly ContainerSummary[];
  /** For the next page; null when this is the last. */
  readonly cursor: string | null;
}

/** What waits, at one moment. */
export interface BacklogFigures {
  /** In the backlog, and how many of them may be tried now. */
  readonly waiting: number;
  readonly ready: number;
  /** In a gateway's hands. */
  readonly leased: number;
  /** All that have not ended, wherever they are. */
  readonly containers: number;
  /** Age in milliseconds of the oldest that has no place, among the first thousand waiting and the first thousand leased; null when none waits. */
  readonly oldestAgeMs: number | null;
}

/** Submits, stops and observes containers. */
export interface SchedulerClient {
  /**
   * Idempotent by id: the same request again is accepted again.
   * @throws InvalidRequestError before Redis is touched; UnsatisfiableRequestError when there are workers or pools and none of them could ever take it,
   * unless it is to wait (while nobody is there it is accepted); QuotaExceededError; ConflictingRequestError; ProtocolMismatchError and
   * PresetMismatchError, as every call; RedisCannotWriteError; RedisUnavailableError (outcome unknown, repeat).
   */
  submit(request: ContainerRequest, options?: SubmitOptions): Promise<SubmitResult>;
  /** @throws RedisUnavailableError (outcome unknown, repeat). */
  stop(containerId: string): Promise<StopResult>;
  status(containerId: string): Promise<ContainerStatus>;
  /** Resolves when Redis answers and takes writes. @throws RedisUnavailableError, RedisCannotWriteError, RedisRefusedError. */
  ready(): Promise<void>;
  workers(): Promise<readonly WorkerRecord[]>;
  /**
   * Containers that have not ended, oldest first, page by page; a page may hold fewer than the limit, even none, while there is a cursor.
   * @throws InvalidRequestError for a bad filter; SchedulerError UNSUPPORTED in presets without an index of containers.
   */
  containers(filter?: ContainerFilter): Promise<ContainerPage>;
  /** How much waits. @throws SchedulerError UNSUPPORTED in presets without an index of containers. */
  backlog(): Promise<BacklogFigures>;
  /** Limits what a workspace's containers may ask for together. What is reserved already stays. */
  setQuota(workspaceId: string, quota: Quota): Promise<void>;
  /** No more placements on this worker, also after it restarts. False when it is not there now; the mark is set all the same. */
  cordon(workerId: string): Promise<boolean>;
  uncordon(workerId: string): Promise<boolean>;
  /** Cordons, then stops everything placed on the worker. Returns the ids of what was stopped. */
  drain(workerId: string): Promise<readonly string[]>;
  close(): Promise<void>;
}
