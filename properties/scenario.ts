/**
 * A scenario is everything that differs between two worlds of a suite, as plain data: the machines, the work, what operators do, the faults,
 * the durations. It can be written to a file and read again, and each part can be dropped without renaming the others, which is what
 * shrinking needs.
 */
import type { Fault } from '../sim/faults/index.ts';
import type { Latency } from '../sim/world/index.ts';
import type { Timings } from '../src/index.ts';

/** What one simulated worker machine offers. */
export interface WorkerShape {
  /** The host's name, and the worker's id. */
  readonly name: string;
  readonly cpuMillicores: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
  /** Empty without GPUs. */
  readonly gpuType: string;
  /** Its pool, which is also the pool's selector; `default` when absent. */
  readonly poolName?: string;
  /** Only requests that name the pool are placed there. */
  readonly requiresPoolSelector?: boolean;
  /** Only requests that tolerate it are placed there. */
  readonly isPreemptable?: boolean;
  /** Higher is preferred; 0 when absent. */
  readonly priority?: number;
}

/** One container that a user wants to run, and how the user behaves. */
export interface ContainerPlan {
  readonly id: string;
  /** Host of the user who wants it. */
  readonly client: string;
  /** Whose quota it is counted against; null: nobody's. */
  readonly workspace: string | null;
  /** Virtual time of the first submission. */
  readonly arriveAtMs: number;
  /** From the decision to start it to its first instruction: pulling an image, for some. */
  readonly startMs: number;
  /** How long the container runs once started, unless it is stopped. */
  readonly runMs: number;
  readonly exitCode: number;
  readonly cpuMillicores: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
  readonly gpuTypes: readonly string[];
  /** Only workers of this pool; any that does not require a name when absent. */
  readonly poolSelector?: string;
  readonly toleratesPreemption?: boolean;
  /** The same request comes again, from another client's host, so many milliseconds after the first one; null does not. */
  readonly repeatAfterMs: number | null;
  /** The user stops the container so many milliseconds after the first submission; null does not. */
  readonly stopAfterMs: number | null;
}

/** What an operator does; operators act one after the other, in order of time. */
export type Operation =
  | {
      readonly id: string;
      readonly what: 'quota';
      readonly atMs: number;
      readonly workspace: string;
      /** Null: no limit. */
      readonly cpuMillicores: number | null;
      readonly gpuCount: number | null;
    }
  | { readonly id: string; readonly what: 'cordon' | 'uncordon' | 'drain'; readonly atMs: number; readonly worker: string };

/**
 * Something a process does that a fault may wait for, as seen in the keyspace and at the runtime. `took-requests`: removed entries from
 * the backlog; `took-lock`; `charged`: lowered a worker's free capacity; `placed`: pushed to a worker's queue; `was-given-work`: got
 * something into its queue; `took-delivery`: took from its own queue; `acknowledged`: ended a pending delivery; `started` a container; `ended`: wrote an outcome.
 */
export type Deed =
  | 'took-requests'
  | 'took-lock'
  | 'charged'
  | 'placed'
  | 'was-given-work'
  | 'took-delivery'
  | 'acknowledged'
  | 'started'
  | 'ended';

/** A pool of workers that gateways may ask for more, and how whoever starts its machines behaves. */
export interface PoolPlan {
  readonly name: string;
  /** Size of a worker. */
  readonly cpuMillicores: number;
  readonly memoryMib: number;
  readonly gpuCount: number;
  /** Empty without GPUs. */
  readonly gpuType: string;
  /** What requests name to be placed there; the pool's name when absent. */
  readonly selector?: string;
  /** Only requests that name the selector are placed there. */
  readonly requiresSelector?: boolean;
  /** Only requests that tolerate preemption are placed there. */
  readonly isPreemptable?: boolean;
  /** The largest worker has so many times the processors and memory. */
  readonly largestFactor: number;
  readonly workersMin: number;
  readonly workersMax: number;
  /** A machine boots this long to twice as long. */
  readonly bootMs: number;
  /** One way between a gateway and whoever starts machines. */
  readonly replyMs: number;
  /** Shares of the calls that are refused, and that are accepted and forgotten. */
  readonly refusedShare: number;
  readonly lostShare: number;
}

/** What the draw of a world came to, for people: which faults at which rate, how slow the links are, how users behave. */
export type Configuration = Readonly<Record<string, string | number | boolean>>;

/** Everything that differs between two worlds. */
export interface Scenario {
  /** Names of the gateways' hosts. */
  readonly gateways: readonly string[];
  readonly workers: readonly WorkerShape[];
  readonly containers: readonly ContainerPlan[];
  /** Absent in worlds that were kept before there were any. */
  readonly pools?: readonly PoolPlan[];
  /** How many replicas Redis has; none when absent. */
  readonly replicas?: number;
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
  readonly timings: Partial<Timings>;
  /** One-way latency of every link. */
  readonly latency: Latency;
  readonly configuration: Configuration;
}

/** Hosts are named by role and number, from 1. */
export const gatewayName = (index: number): string => `gateway-${index + 1}`;
export const workerName = (index: number): string => `worker-${index + 1}`;
export const poolName = (index: number): string => `pool-${index + 1}`;
export const clientName = (index: number): string => `client-${index + 1}`;

/** So many gateways, so many workers. */
export const gatewayNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => gatewayName(index));
export const workerNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => workerName(index));

/** The hosts of users, the host of operators, and Redis. */
export const CLIENTS: readonly string[] = [clientName(0), clientName(1)];
export const OPERATOR = 'operator-1';
/** Whoever starts machines for pools. It is no host: gateways reach it however the network is. */
export const PROVIDER = 'provider';
export const REDIS = 'redis';
/** The replicas of Redis, from the first. */
export const replicaName = (index: number): string => `${REDIS}-replica-${index + 1}`;
export const replicaNames = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => replicaName(index));
