/**
 * What the scheduler measures about itself, as a port: parts count here, whoever runs a role decides where the numbers go. The names are
 * those that the source documents ask for (documents 001, 003 and 004), in the spelling of Prometheus.
 */

/**
 * Things that are counted. A process counts what it was told: when a reply is lost and the client repeats the command, the repetition's reply
 * counts, once; what a process did not live to hear is not counted.
 */
export type CounterName =
  /** Locks that were obtained: replies that granted one. */
  | 'lock_acquisitions'
  /** Attempts at a lock that somebody else held, one an attempt. */
  | 'lock_refusals'
  /** Looks at the workers that were answered from memory, and those that asked Redis, for all workers or for those that changed; one a step of a large fleet. */
  | 'cache_hits'
  | 'cache_misses'
  /** Workers whose kept record was declared stale, also when nothing was kept at the moment; 0 in presets that keep nothing. */
  | 'cache_invalidations'
  /** Writes that changed a worker's free capacity for a placement: one a script or versioned update, however many containers it held. */
  | 'capacity_updates'
  /** Containers that were placed: committed, and in a design that commits in steps, pushed to the queue. */
  | 'placements'
  /**
   * Refused attempts to place a container because its worker was not any more what it was when it was looked at: its version, its capacity, its life
   * or its status. One a container and attempt, those included that are repeated in place; an attempt that found a lock held is none.
   */
  | 'conflicts'
  /** Refusals that kept a container from being placed twice: it had an owner, or was not PENDING any more. Only `leased` asks. */
  | 'double_bookings_prevented'
  /** Workers that were there already and got containers, one a worker and batch. */
  | 'workers_reused'
  /** Workers that were asked for and that their pool accepted. */
  | 'workers_added'
  /** Workers asked for, by the reason for their size. */
  | 'provisioned_individual'
  | 'provisioned_cpu_batch'
  | 'provisioned_burst'
  /** Requests that were given up, and that were given back to the backlog to be tried again. */
  | 'requests_failed'
  | 'requests_retried';

/** Things of which the last value counts. */
export type GaugeName =
  /** Entries of the backlog when this gateway looked last, those included that it took. */
  | 'backlog_size'
  /** Used share of all processors of available workers as they were looked at last, 0 to 1; 0 without workers. */
  | 'capacity_utilisation'
  /** Requests that this gateway places at once, at most; not set where there is no limit. */
  | 'concurrency_limit';

/** Things of which the distribution counts. */
export type HistogramName =
  /** Requests of one batch. */
  | 'batch_size'
  /**
   * Milliseconds from the intake of a batch until all of it was settled, those of looking and planning, and those of committing. Where the requests of
   * a batch go their own ways, the last is their sum; workers that are asked for aside are not waited for.
   */
  | 'batch_processing_ms'
  | 'batch_planning_ms'
  | 'batch_commit_ms'
  /** Milliseconds from a container's submission to its placement, by Redis's clock where the preset has it. */
  | 'schedule_latency_ms';

/** Where measurements go. Calls must not throw and cost next to nothing. */
export interface Metrics {
  /** Adds `by`, default 1. */
  count(name: CounterName, by?: number): void;
  set(name: GaugeName, value: number): void;
  observe(name: HistogramName, value: number): void;
}

/** Measures nothing. */
export const noMetrics: Metrics = Object.freeze({
  count: () => undefined,
  set: () => undefined,
  observe: () => undefined,
});
