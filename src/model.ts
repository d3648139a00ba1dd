/**
 * The domain: what is asked for (a container request), where it can run (a worker record) and what became of it (a container status).
 * CPU is in millicores, memory in MiB, GPUs are whole; times are milliseconds of Redis's clock unless a name says otherwise.
 */

/** An amount of machine, as demanded by a container or offered by a worker. All whole numbers ≥ 0. */
export interface Resources {
  readonly cpuMillicores: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
}

/** What all containers of a workspace may ask for together, from submission to outcome; null is no limit. */
export interface Quota {
  readonly cpuMillicores: number | null;
  readonly gpuCount: number | null;
}

/** A container that somebody wants to run once. */
export interface ContainerRequest extends Resources {
  /** 1-128 characters of `A-Z a-z 0-9 . _ : -`; the idempotency key of the submission. */
  readonly id: string;
  /** Acceptable GPU types, best first; `any`, and an empty list with `gpuCount > 0`, mean every type. */
  readonly gpuTypes: readonly string[];
  /** Only workers of pools with this selector; absent: any worker that does not require one. Same characters as `id`. */
  readonly poolSelector?: string;
  /** Whether workers that may vanish at any time are acceptable; default false. */
  readonly toleratesPreemption?: boolean;
  /** Whose quota it is counted against; none when absent. Same characters as `id`. */
  readonly workspaceId?: string;
  /** Program and arguments for the process runtime; other runtimes may read them as they like. */
  readonly command?: readonly string[];
  /** Environment of the program, in addition to the worker's own. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Legal states of a container record. The end of a container is the absence of its record beside an outcome key. */
export type ContainerState = 'PENDING' | 'RUNNING' | 'STOPPING';

/** What the client is told about a container. */
export type ContainerStatus =
  | { readonly state: 'PENDING'; readonly workerId: string | null }
  | { readonly state: 'RUNNING' | 'STOPPING'; readonly workerId: string }
  | { readonly state: 'ENDED'; readonly outcome: ContainerOutcome }
  | { readonly state: 'UNKNOWN' };

/** How a container ended. `lost` means: it was handed to a worker that died, and may or may not have run to its end. */
export type ContainerOutcome =
  | { readonly kind: 'exited'; readonly exitCode: number }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly reason: FailureReason }
  | { readonly kind: 'lost'; readonly reason: string };

/**
 * Why the scheduler gave up on a request. `request_timeout`: it found no place within `requestTimeoutMs`; `retry_limit`: nor in `retryCountMax`
 * attempts; `cannot_start`: the runtime refused to start it; `undecodable`: what is stored of it cannot be read; `unknown`: the preset does not tell.
 */
export type FailureReason = 'request_timeout' | 'cannot_start' | 'retry_limit' | 'undecodable' | 'unknown';
/**
 * What became of the worker that had a lost container: declared dead, restarted under its name, stopped by itself in time, or it does not know of the
 * container, because Redis lost data.
 */
export type LossReason = 'worker_died' | 'worker_replaced' | 'worker_fenced' | 'worker_forgot';

/**
 * Why a commit was refused for one request. `conflict`: the worker's version had moved; `locked`: somebody else held a lock; `no_candidate`: every
 * worker that it might have gone to refused it.
 */
export type CommitRefusal =
  | 'worker_gone'
  | 'worker_unavailable'
  | 'worker_replaced'
  | 'lease_lost'
  | 'not_pending'
  | 'already_placed'
  | 'capacity'
  | 'gpu_type'
  | 'reserved'
  | 'conflict'
  | 'locked'
  | 'no_candidate'
  | 'error';

/** Only an `available` worker gets containers; `pending` is the baseline's state before the first toggle. */
export type WorkerStatus = 'pending' | 'available' | 'disabled';

/** A worker is kept free for one container: others are placed beside it only if they leave its demand free. */
export interface Reservation {
  readonly containerId: string;
  readonly demand: Resources;
  /** When the container was submitted (Redis ms); who has waited longer may take the reservation over. */
  readonly sinceMs: number;
}

/** What the scheduler knows of a worker. `gpuType` is empty for a worker without GPUs. */
export interface WorkerRecord {
  readonly id: string;
  readonly status: WorkerStatus;
  readonly total: Resources;
  readonly free: Resources;
  readonly gpuType: string;
  readonly poolName: string;
  /** What requests name to be placed here. */
  readonly poolSelector: string;
  /** Only requests that name the selector are placed here. */
  readonly requiresPoolSelector: boolean;
  /** May vanish at any time; only for requests that tolerate it. */
  readonly isPreemptable: boolean;
  /** Higher is preferred. */
  readonly priority: number;
  /** Grows with every change of capacity, status or reservation. */
  readonly resourceVersion: number;
  /** Names one life of the worker process between registration and death; empty in presets without it. */
  readonly incarnation: string;
  /** Absent unless the worker is kept free for a request that has waited long. */
  readonly reservation?: Reservation;
}

/** A container record as stored. */
export interface ContainerRecord extends Resources {
  readonly id: string;
  readonly status: ContainerState;
  /** Null until placed. */
  readonly workerId: string | null;
  /** Assigned GPU type; empty until placed and for CPU-only containers. */
  readonly gpuType: string;
}

/** How a container process ended: a code, or the signal that ended it. */
export interface ContainerExit {
  readonly code: number | null;
  readonly signal: string | null;
}
