/**
 * What the source documents let people tune, under names with units, with the document's own name beside each. `DEFAULT_TIMINGS` holds them
 * switched off; the preset of the document that brought one switches it on. `workerCacheMs` 0, `batchSizeMax` 1 and `affinity` off are the
 * rollback switches that documents 000 and 001 promise.
 */

/** Options of the historical presets. Those of the gateway’s loops work with every preset. */
export interface HistoricalOptions {
  /** Loops in which one gateway takes requests. Document 003: `schedulerWorkerPoolSize` 100; document 001 speaks of a hundred threads. */
  readonly schedulerLoops: number;
  /** Requests that one pop takes from the backlog. Document 003: `batchSize` 15. Not in `leased` and `batch`, see `batchSizeMax`. */
  readonly popSize: number;
  /** Requests that one gateway places at once; 0 is no limit. Document 003: `maxConcurrentScheduling` 250. */
  readonly maxConcurrentScheduling: number;
  /**
   * Places so many requests at once for each available worker, instead of `maxConcurrentScheduling`; 0 is off. Document 003 recommends 3 to 5
   * under “Adaptive Concurrency”; decimals are allowed.
   */
  readonly adaptiveConcurrency: number;
  /** How long a snapshot of the workers may be used again; 0 reads anew each time. Documents 000 and 003: `workerCacheDuration` 500 ms and 0. */
  readonly workerCacheMs: number;
  /** How long requests are collected before they are planned together. Document 001: `batchSchedulingWindow` 50 ms. */
  readonly batchWindowMs: number;
  /** Whether a CPU-only container keeps to a place given by the SHA-256 of its id. Documents 000 and 002: `applyWorkerAffinity`. */
  readonly affinity: 'on' | 'off';
  /**
   * What follows when the version of a worker has moved: document 002’s options 1 (`requeue`: it waits its turn again), 2 (`retry`: the worker is
   * read and updated again, `commitAttempts` times in all) and 3 (`batch`: one update for all containers of the worker). Only `affinity`.
   */
  readonly versionConflict: 'requeue' | 'retry' | 'batch';
  /** How often one worker is tried for one container in place. Document 002: 3 under option 2; document 003’s code: 5. */
  readonly commitAttempts: number;
  /** Containers without GPUs are collected for one new worker while so many wait in the backlog. Document 003: `cpuBatchBacklogThreshold` 6. */
  readonly cpuBatchBacklogThreshold: number;
  /** So many are collected. Document 003: `cpuBatchSize` 6. */
  readonly cpuBatchSize: number;
  /** Largest worker for a collection. Document 003: `cpuBatchWorkerMaxCpu` and `cpuBatchWorkerMaxMemory`, 200000 each. */
  readonly cpuBatchWorkerMaxCpuMillicores: number;
  readonly cpuBatchWorkerMaxMemoryMib: number;
  /** A larger worker than needed is asked for while so many wait in the backlog. Document 003: `burstBacklogThreshold` 20. */
  readonly burstBacklogThreshold: number;
  /** So much larger. Document 003: `burstSizeMultiplier` 2.0; decimals are allowed. */
  readonly burstSizeMultiplier: number;
  /** Largest worker of that kind. Document 003: `maxBurstWorkerCpu` and `maxBurstWorkerMemory`, 200000 each. */
  readonly burstWorkerMaxCpuMillicores: number;
  readonly burstWorkerMaxMemoryMib: number;
}

/** Everything that a document added, switched off. Document 003’s `schedulingTimeoutPerWorker` is missing: nothing ever used it. */
export const HISTORICAL_DEFAULTS: HistoricalOptions = Object.freeze({
  schedulerLoops: 1,
  popSize: 1,
  maxConcurrentScheduling: 0,
  adaptiveConcurrency: 0,
  workerCacheMs: 0,
  batchWindowMs: 0,
  affinity: 'off',
  versionConflict: 'requeue',
  commitAttempts: 1,
  cpuBatchBacklogThreshold: 6,
  cpuBatchSize: 6,
  cpuBatchWorkerMaxCpuMillicores: 200_000,
  cpuBatchWorkerMaxMemoryMib: 200_000,
  burstBacklogThreshold: 20,
  burstSizeMultiplier: 2,
  burstWorkerMaxCpuMillicores: 200_000,
  burstWorkerMaxMemoryMib: 200_000,
});

/** Where 0 means off, or none. */
export const HISTORICAL_ZEROS: readonly (keyof HistoricalOptions)[] = [
  'maxConcurrentScheduling',
  'adaptiveConcurrency',
  'workerCacheMs',
  'batchWindowMs',
];

/** Where decimals are allowed. */
export const HISTORICAL_FACTORS: readonly (keyof HistoricalOptions)[] = ['adaptiveConcurrency', 'burstSizeMultiplier'];

/** Options that are words. */
export const HISTORICAL_CHOICES: Readonly<Partial<Record<keyof HistoricalOptions, readonly string[]>>> = {
  affinity: ['on', 'off'],
  versionConflict: ['requeue', 'retry', 'batch'],
};
