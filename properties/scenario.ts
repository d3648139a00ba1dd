/**
 * A scenario is everything that differs between two worlds of a suite, as plain data: the machines, the work, the faults, the durations.
 * It can be written to a file and read again, and each part can be dropped without changing the others, which is what shrinking needs.
 */
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
}

/** One container that a user wants to run, and how the user behaves. */
export interface ContainerPlan {
  readonly id: string;
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
  /** The user sends the same request again so many milliseconds after the first one; null does not. */
  readonly repeatAfterMs: number | null;
  /** The user stops the container so many milliseconds after the first submission; null does not. */
  readonly stopAfterMs: number | null;
}

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

/** When a fault strikes: at a moment; or right after the target did something for the n-th time, if that is before `atMs`, else never. */
export interface Moment {
  readonly atMs: number;
  readonly after: { readonly deed: Deed; readonly occurrence: number } | null;
}

/** One fault: whom it strikes, when, and for how long. */
export type PlannedFault =
  | {
      readonly kind: 'crash';
      readonly target: string;
      readonly moment: Moment;
      readonly forMs: number;
      readonly manner: 'reset' | 'silence';
    }
  | { readonly kind: 'pause'; readonly target: string; readonly moment: Moment; readonly forMs: number }
  | { readonly kind: 'partition'; readonly target: string; readonly moment: Moment; readonly forMs: number }
  | { readonly kind: 'latency'; readonly target: string; readonly moment: Moment; readonly forMs: number; readonly latencyMs: number }
  | {
      readonly kind: 'reset';
      readonly target: string;
      readonly moment: Moment;
      readonly forMs: number;
      readonly lost: 'request-lost' | 'reply-lost';
    };

/** The kinds of faults that a world may have, each switched on or off for the whole world. */
export type FaultKind = PlannedFault['kind'];

/** Everything that differs between two worlds. */
export interface Scenario {
  readonly gateways: number;
  readonly workers: readonly WorkerShape[];
  readonly containers: readonly ContainerPlan[];
  readonly faults: readonly PlannedFault[];
  readonly timings: Partial<Timings>;
  /** One-way latency of every link. */
  readonly latency: { readonly minimumMicros: number; readonly maximumMicros: number };
}

/** Hosts are named by role and number, from 1. */
export const gatewayName = (index: number): string => `gateway-${index + 1}`;
export const workerName = (index: number): string => `worker-${index + 1}`;
export const clientName = (index: number): string => `client-${index + 1}`;

/** The moment from which no fault is active any more. */
export function calmFromMs(faults: readonly PlannedFault[]): number {
  return faults.reduce((latest, fault) => Math.max(latest, fault.moment.atMs + fault.forMs), 0);
}
