/**
 * What is exported under which name. Names follow the conventions of Prometheus: base units (seconds, not milliseconds; ratios from 0 to 1),
 * `_total` for counters. `docs/metrics.md` shows which document asks for which of them.
 */
import type { CounterName, GaugeName, HistogramName } from '../metrics.ts';

/** Help text of every counter; the counter `placements` is exported as `scheduler_placements_total`. */
export const COUNTERS: Readonly<Record<CounterName, string>> = {
  lock_acquisitions: 'Locks that were obtained.',
  lock_refusals: 'Locks that somebody else held.',
  cache_hits: 'Looks at the workers that were answered from memory.',
  cache_misses: 'Looks at the workers that asked Redis.',
  cache_invalidations: 'Workers whose kept record was declared stale.',
  capacity_updates: 'Writes that changed the free capacity of a worker for placements.',
  placements: 'Containers that were placed.',
  conflicts: 'Refused attempts to place a container because its worker had changed.',
  double_bookings_prevented: 'Refusals that kept a container from being placed twice.',
  workers_reused: 'Workers that were there already and got containers, one a worker and batch.',
  workers_added: 'Workers that were asked for and that their pool accepted.',
  provisioned_individual: 'Workers asked for, sized for one request.',
  provisioned_cpu_batch: 'Workers asked for, sized for a batch of CPU-only requests.',
  provisioned_burst: 'Workers asked for, enlarged because the backlog was long.',
  requests_failed: 'Requests that were given up.',
  requests_retried: 'Requests that were given back to be tried again.',
};

/** A gauge or a distribution: its exported name and help text. */
export interface Exported {
  readonly name: string;
  readonly help: string;
}

/** A distribution: what a value is multiplied with to be in base units, and the upper bounds of its buckets. */
export interface ExportedHistogram extends Exported {
  readonly factor: number;
  readonly buckets: readonly number[];
}

/** Gauges that parts set. */
export const GAUGES: Readonly<Record<GaugeName, Exported>> = {
  backlog_size: { name: 'scheduler_backlog_size', help: 'Entries of the backlog when this gateway looked last.' },
  capacity_utilisation: {
    name: 'scheduler_capacity_utilisation_ratio',
    help: 'Used share of all processors of available workers when looked at last, 0 to 1.',
  },
  concurrency_limit: { name: 'scheduler_concurrency_limit', help: 'Requests that this gateway works on at once, at most.' },
};

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const SECONDS_LONG = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 600];

/** Distributions that parts observe. */
export const HISTOGRAMS: Readonly<Record<HistogramName, ExportedHistogram>> = {
  batch_size: {
    name: 'scheduler_batch_size',
    help: 'Requests of one batch.',
    factor: 1,
    buckets: [1, 2, 5, 10, 15, 25, 50, 75, 100, 250, 500, 1000],
  },
  batch_processing_ms: seconds('batch_processing', 'From the intake of a batch until all of it was settled.', SECONDS),
  batch_planning_ms: seconds('batch_planning', 'Looking at the workers and choosing among them for a batch.', SECONDS),
  batch_commit_ms: seconds('batch_commit', 'Time in which the placements of a batch were written.', SECONDS),
  schedule_latency_ms: seconds('schedule_latency', 'From the submission of a container to its placement.', SECONDS_LONG),
};

function seconds(name: string, help: string, buckets: readonly number[]): ExportedHistogram {
  return { name: `scheduler_${name}_seconds`, help, factor: 0.001, buckets };
}

/** What a ratio is made of: the sum of some counters over the sum of others. */
export interface Ratio extends Exported {
  readonly of: readonly CounterName[];
  readonly over: readonly CounterName[];
}

const PROVISIONED = ['provisioned_individual', 'provisioned_cpu_batch', 'provisioned_burst'] as const;

/** Ratios over the life of the process; NaN until their lower half has happened. */
export const RATIOS: readonly Ratio[] = [
  {
    name: 'scheduler_conflicts_per_success',
    help: 'Refused placements for each accepted one.',
    of: ['conflicts'],
    over: ['placements'],
  },
  {
    name: 'scheduler_cache_hit_ratio',
    help: 'Share of looks at the workers that were answered from memory.',
    of: ['cache_hits'],
    over: ['cache_hits', 'cache_misses'],
  },
  {
    name: 'scheduler_worker_reuse_ratio',
    help: 'Share of workers in use that were there already.',
    of: ['workers_reused'],
    over: ['workers_reused', 'workers_added'],
  },
  {
    name: 'scheduler_provisioned_batch_ratio',
    help: 'Share of workers asked for that were sized for more than one request.',
    of: ['provisioned_cpu_batch', 'provisioned_burst'],
    over: PROVISIONED,
  },
];

/** Gauges about the fleet as it is when somebody asks. */
export const FLEET: {
  readonly workers: Exported;
  readonly utilisation: Exported;
} = {
  workers: { name: 'scheduler_workers', help: 'Workers by status.' },
  utilisation: {
    name: 'scheduler_worker_utilisation_ratio',
    help: 'Used share of the processors of one worker: its distribution over the available workers.',
  },
};
