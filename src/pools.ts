/**
 * Pools of workers: what kind of workers they hold, how many there may be, and who starts and stops them. A gateway that is given pools
 * asks for workers when requests do not fit.
 */
import type { Resources } from './model.ts';

/** A worker that a pool is asked for. */
export interface NewWorker {
  /** Chosen by who asks; the worker registers under it. */
  readonly workerId: string;
  readonly poolName: string;
  readonly resources: Resources;
  /** Empty for a worker without GPUs. */
  readonly gpuType: string;
  /** What workers of the pool announce, see `WorkerOptions`. */
  readonly poolSelector: string;
  readonly requiresPoolSelector: boolean;
  readonly isPreemptable: boolean;
  readonly priority: number;
  /** The worker leaves when it ran nothing for so long; 0 never. */
  readonly idleTimeoutMs: number;
  /** The containers that it is asked for; empty when it is for the pool's minimum. Pools may use it for labels; it reserves nothing. */
  readonly containerIds: readonly string[];
}

/** Starts and stops the machines of a pool. */
export interface PoolController {
  /**
   * Asks for a worker; resolves when the request was accepted, long before the worker registers. Rejects when it was not. The same worker id
   * again must not start a second one.
   */
  start(worker: NewWorker): Promise<void>;
  /**
   * Registers who is told of workers that it accepted and that are gone, whether they ever registered or not. With it, one that died on its way is
   * asked for anew at once and not when its claim is over.
   */
  onGone?(listener: (workerId: string, poolName: string) => void): void;
  /** Called when the gateway closes; may be called once for every pool that it serves. Whether its machines go on is its own business. */
  close?(): Promise<void>;
}

/** A pool as its gateways are told of it. All gateways of one system should be told the same. */
export interface WorkerPool {
  /** Same characters as ids. */
  readonly name: string;
  /** What requests name to be placed here; default: the pool's name. */
  readonly selector?: string;
  /** Only requests that name the selector are placed here; default false. */
  readonly requiresSelector?: boolean;
  /** Workers may vanish at any time; only requests that tolerate it are placed here; default false. */
  readonly isPreemptable?: boolean;
  /** Higher is preferred; default 0. */
  readonly priority?: number;
  /** Type of the pool's GPUs; none when absent. */
  readonly gpuType?: string;
  /** Size of a worker; a larger request gets a worker of its own size, up to `workerSizeMax`. */
  readonly workerSize: Resources;
  /** Largest worker that can be had; default `workerSize`. */
  readonly workerSizeMax?: Resources;
  /** Workers that are kept even when idle; default 0. */
  readonly workersMin?: number;
  /** A worker that ran nothing for so long leaves; 0 never; default: the timing `workerIdleMs`. */
  readonly idleTimeoutMs?: number;
  /** Workers that there may be at once, those included that were asked for and have not come. */
  readonly workersMax: number;
  readonly controller: PoolController;
}
