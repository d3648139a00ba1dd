/**
 * What the scheduler measures about itself, as a port: parts count here, whoever runs a role decides where the numbers go. The names are
 * those that the source documents ask for (documents 001, 003 and 004), in the spelling of Prometheus.
 */

/** Things that are counted. */
export type CounterName =
  /** Locks that were obtained. */
  | 'lock_acquisitions'
  /** Locks that somebody else held. */
  | 'lock_refusals'
  /** Snapshots of the workers that came from memory, that were read from Redis, and workers whose cached record was thrown away. */
  | 'cache_hits'
  | 'cache_misses'
  | 'cache_invalidations'
  /** Writes that changed a worker's free capacity for a placement: one a script or versioned update, however many containers it held. */
  | 'capacity_updates'
  /** Placements that Redis accepted, one a container. */
  | 'placements'
  /** Placements that were refused because a worker had changed since it was looked at, one a container. */
  | 'conflicts'
  /** Refusals that kept a container from being placed twice: it had an owner, or was not PENDING any more. */
  | 'double_bookings_prevented'
  /** Workers that a batch was placed on and that were there already; workers that were asked for. */
  | 'workers_reused'
  | 'workers_added'
  /** Workers asked for, by the reason for their size. */
  | 'provisioned_individual'
  | 'provisioned_cpu_batch'
  | 'provisioned_burst'
  /** Requests that were given up, and that were given back to be tried again. */
  | 'requests_failed'
  | 'requests_retried';

/** Things of which the last value counts. */
export type GaugeName =
  /** Requests that wait in the backlog. */
  | 'backlog_size'
  /** Used share of all processors of available workers, 0 to 1. */
  | 'capacity_utilisation'
  /** Requests that this gateway works on at once, at most. */
  | 'concurrency_limit';

/** Things of which the distribution counts. */
export type HistogramName =
  /** Requests of one batch. */
  | 'batch_size'
  /** Milliseconds from the intake of a batch until all of it was settled, and of its two halves. */
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
