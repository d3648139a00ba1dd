/**
 * The parts of which a scheduler is composed, as interfaces. A preset names one maker per part; gateway, worker and client know only
 * these, so a part is replaced without touching the others.
 */
import type { CommitRefusal, ContainerOutcome, ContainerRequest, ContainerStatus, FailureReason, WorkerRecord, Quota } from '../model.ts';
import type {
  BacklogFigures,
  ContainerFilter,
  ContainerPage,
  SchedulerEvent,
  StopResult,
  SubmitResult,
  Unsatisfiable,
  WorkerResources,
} from '../options.ts';
import type { Metrics } from '../metrics.ts';
import type { WorkerPool } from '../pools.ts';
import type { Link } from '../redis/index.ts';
import type { Timings } from '../timings.ts';

/** The process that a part serves. */
export interface LinkContext {
  readonly link: Link;
  readonly timings: Timings;
  /** Id of the gateway, worker or client. */
  readonly actorId: string;
  readonly emit: (event: SchedulerEvent) => void;
  readonly metrics: Metrics;
}

/** What every part gets: its process, the locks of the preset, and the pools. */
export interface PartContext extends LinkContext {
  readonly lock: LockPart;
  /** Where workers can be asked for; empty except on gateways that were given pools. */
  readonly pools: readonly WorkerPool[];
}

/** Makes a part for one process. */
export type PartMaker<Part> = (context: PartContext) => Part;

// --- client -------------------------------------------------------------------------------------------------------------------------

/** Accepts requests. `payload` is the encoded request. */
export interface SubmitPart {
  /** Parts that do not look at workers and pools accept whatever nobody could take. */
  submit(request: ContainerRequest, payload: string, unsatisfiable?: Unsatisfiable): Promise<SubmitResult>;
}

/** Stops containers. */
export interface StopPart {
  stop(containerId: string): Promise<StopResult>;
}

/** Tells clients about containers and workers. */
export interface StatusPart {
  status(containerId: string): Promise<ContainerStatus>;
}

/** Tells operators what there is and what waits. */
export interface ListingPart {
  containers(filter: ContainerFilter): Promise<ContainerPage>;
  backlog(): Promise<BacklogFigures>;
}

/** What operators do. */
export interface AdministrationPart {
  setQuota(workspaceId: string, quota: Quota): Promise<void>;
  /** Whether the worker is there now. */
  cordon(workerId: string, isCordoned: boolean): Promise<boolean>;
  /** Ids of everything placed on a worker. */
  placedOn(workerId: string): Promise<readonly string[]>;
}

// --- gateway ------------------------------------------------------------------------------------------------------------------------

/** A request in a gateway's hands. */
export interface TakenRequest {
  readonly request: ContainerRequest;
  /** Proves that this gateway holds it. In presets without leases: the backlog member as it was popped. */
  readonly token: string;
  /** How often it was given back before. */
  readonly attempts: number;
  /** Since its submission, by Redis's clock. */
  readonly ageMs: number;
  /** The worker to keep free for it, because it has waited long; planners that know ageing set it on what they could not place. */
  readonly keepWorker?: string;
}

/** What one look at the backlog gave. */
export interface IntakeBatch {
  readonly requests: readonly TakenRequest[];
  /** The reaper has something to do. */
  readonly reapDue: boolean;
  /** Until the next request becomes ready; infinite when there is none. */
  readonly nextReadyMs: number;
}

/** Takes requests from the backlog. */
export interface IntakePart {
  /** At most so many, if that is less than what the options allow. */
  take(atMost?: number): Promise<IntakeBatch>;
}

/** Knows what the workers look like. */
export interface SnapshotPart {
  /** Sorted by id, except where a preset is faithful to a design that did not sort. */
  read(): Promise<readonly WorkerRecord[]>;
  /** Called when placements on these workers were decided, or workers were added; only snapshots that are kept care. */
  invalidate?(workerIds: readonly string[] | 'everything'): void;
}

/** Several requests for one worker. */
export interface Placement {
  readonly worker: WorkerRecord;
  readonly requests: readonly TakenRequest[];
  /** Where else the requests may go when this worker refuses them, in order; only historical designs try another in place. */
  readonly alternatives?: readonly WorkerRecord[];
  /** Asks for another new worker when this one, which was asked for too, refuses; null when there is none to ask for. */
  readonly next?: () => Promise<Placement | null>;
}

/** What a planner decided. */
export interface Plan {
  readonly placements: readonly Placement[];
  readonly unplaced: readonly TakenRequest[];
}

/** Decides which worker takes which request; pure. */
export interface PlannerPart {
  plan(requests: readonly TakenRequest[], workers: readonly WorkerRecord[]): Plan;
}

/** The fate of one request of a placement. */
export interface CommitResult {
  readonly taken: TakenRequest;
  readonly outcome: 'committed' | CommitRefusal;
  /** Only its worker was charged: the push failed, and the design does not care. */
  readonly isLost?: boolean;
}

/** Makes a placement so in Redis. Rejects only when Redis refused to answer; then the outcome is not known. */
export interface CommitterPart {
  commit(placement: Placement): Promise<readonly CommitResult[]>;
}

/** A request that could not be placed now, and why. */
export interface Unplaced {
  readonly taken: TakenRequest;
  readonly reason: 'no_fit' | CommitRefusal;
}

/** Decides what happens to requests that were not placed. */
export interface RetryPart {
  /** Returns how long until the first of them can be taken again (ms), infinite when none was given back. */
  retry(unplaced: readonly Unplaced[]): Promise<number>;
  /** Gives back what waits in memory, if this part keeps anything there. */
  close(): Promise<void>;
}

/** Gives up on requests and says why. */
export interface FailurePart {
  fail(taken: readonly TakenRequest[], reason: FailureReason): Promise<void>;
}

/** What asking for workers came to. */
export interface Provisioned {
  /** Requests to commit at once to workers that were just asked for and have not started; only historical designs do that. */
  readonly placements: readonly Placement[];
  /** What is still without a place. */
  readonly unplaced: readonly TakenRequest[];
}

/** Asks for new workers, from the pools of its context. */
export interface ProvisionerPart {
  /** Called with every batch of which something did not fit, and the workers as they were planned with. */
  provision(unplaced: readonly TakenRequest[], workers: readonly WorkerRecord[]): Promise<Provisioned>;
  /** Called at every turn of a gateway: keeps pools at their minimum. */
  tend?(): Promise<void>;
}

/** A held lock. */
export interface LockHandle {
  readonly key: string;
  readonly value: string;
}

/** Mutual exclusion between processes. */
export interface LockPart {
  /** Tries once and `retries` times more (default 0). Null when somebody else holds it. */
  acquire(key: string, retries?: number): Promise<LockHandle | null>;
  release(handle: LockHandle): Promise<void>;
}

/** Takes back what the dead left. */
export interface ReaperPart {
  reap(): Promise<void>;
  /** Lets go of what it holds. Never rejects. */
  close(): Promise<void>;
}

// --- worker -------------------------------------------------------------------------------------------------------------------------

/** A worker as it announces itself. */
export interface WorkerIdentity {
  readonly id: string;
  /** Names this life of the process. */
  readonly incarnation: string;
  readonly resources: WorkerResources;
  readonly poolName: string;
  readonly poolSelector: string;
  readonly requiresPoolSelector: boolean;
  readonly isPreemptable: boolean;
  readonly priority: number;
}

/** What a process that was in before knows when it registers again. */
export interface EarlierLives {
  /** Incarnations of this process. */
  readonly earlier: readonly string[];
  /** The holder that the last attempt was told of; '' when it was told of none. */
  readonly seen: string;
}

/** The answer to a renewal. */
export type Renewal =
  | { readonly status: 'replaced' }
  | {
      readonly status: 'renewed';
      /** Queued, or delivered and not acknowledged. */
      readonly waiting: number;
      /** Everything placed on the worker, `waiting` included; absent in designs that do not tell. */
      readonly placed?: number;
      readonly stopping: readonly string[];
    };

/** Joins, renews and leaves. */
export interface MembershipPart {
  /** Whether a worker that could not renew in time must stop its containers. */
  readonly fencing: boolean;
  /** Where wake-ups for this worker are published: `work`, `stop:<container id>`. */
  channel(workerId: string): string;
  /**
   * Null when it is in. In designs that know incarnations: who holds the id, when that is another process; a holder that is the same at the next
   * attempt has not renewed since, and is taken over from.
   */
  register(worker: WorkerIdentity, lives?: EarlierLives): Promise<string | null>;
  renew(worker: WorkerIdentity): Promise<Renewal>;
  /**
   * Compares everything that the worker has taken (token '' until it is acknowledged) with what Redis says it has, and changes nothing. Absent in
   * designs that do not compare.
   */
  compare?(worker: WorkerIdentity, taken: readonly Delivery[]): Promise<Comparison>;
  /** Declares lost what a comparison named as forgotten, as far as it is still the same delivery. Returns how many were lost. */
  forget?(worker: WorkerIdentity, forgotten: readonly Delivery[]): Promise<number>;
  /** Whether an idle worker may go; with `leaves` it gets no more placements. Designs that do not ask go at once. */
  spinDown?(worker: WorkerIdentity): Promise<'leaves' | 'busy' | 'needed' | 'replaced'>;
  /** No more placements; what was not acknowledged goes back. */
  retire(worker: WorkerIdentity): Promise<void>;
  leave(worker: WorkerIdentity): Promise<void>;
}

/** One delivery of a container by its token. */
export interface Delivery {
  readonly containerId: string;
  readonly token: string;
}

/** Where a worker and Redis do not agree. */
export interface Comparison {
  /** Runs there and is not the worker's any more: must be killed. */
  readonly foreign: readonly Delivery[];
  /** Was the worker's and was not on its list: lost, unless it has come since. */
  readonly forgotten: readonly Delivery[];
}

/** A container handed to this worker. */
export interface DeliveredContainer {
  readonly request: ContainerRequest;
  readonly token: string;
}

/** How placed containers reach the worker. */
export interface DeliveryPart {
  /** How often to look without being woken; infinite when wake-ups and renewals suffice. */
  readonly pollMs: number;
  /** Null when another incarnation took over. */
  reserve(worker: WorkerIdentity): Promise<readonly DeliveredContainer[] | null>;
  /** Whether the container may be started now. */
  acknowledge(worker: WorkerIdentity, container: DeliveredContainer): Promise<'start' | 'stop' | 'refused'>;
  /**
   * Called with a delivery of a container that is on this worker already, which is not started again. True when the design hangs on it: until it
   * begins a new life the worker then takes nothing, hears of no stop and sends no heartbeat. Absent in designs that merely pass over it.
   */
  hangsOn?(worker: WorkerIdentity, container: DeliveredContainer): boolean;
  /** Returns a container that was not started. */
  giveBack(worker: WorkerIdentity, container: DeliveredContainer): Promise<void>;
}

/** Records that containers run. */
export interface ExecutionPart {
  /** Interval of `heartbeat`; infinite when renewals of the worker suffice. */
  readonly heartbeatMs: number;
  started(worker: WorkerIdentity, container: DeliveredContainer): Promise<'running' | 'stop' | 'gone'>;
  /** What is to happen to a running container. */
  heartbeat(worker: WorkerIdentity, container: DeliveredContainer): Promise<'running' | 'stop' | 'gone'>;
}

/** Ends the bookkeeping of a container after its runtime is gone. */
export interface ReleasePart {
  /** Rejects only when the link is closed. `worker_gone` tells the worker that its record is not there any more. */
  release(worker: WorkerIdentity, container: DeliveredContainer, outcome: ContainerOutcome): Promise<'released' | 'worker_gone'>;
}

/** Checks a delivery against the machine itself, the last line before anything starts. */
export interface AdmissionPart {
  admits(worker: WorkerIdentity, running: readonly ContainerRequest[], next: ContainerRequest): boolean;
}
