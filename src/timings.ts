/**
 * All durations and limits of the scheduler with their defaults, in one frozen object that reports can print. Gateways, workers and
 * clients of one system should be given the same values.
 */
import { SchedulerError } from './errors.ts';
import {
  HISTORICAL_CHOICES,
  HISTORICAL_DEFAULTS,
  HISTORICAL_FACTORS,
  HISTORICAL_ZEROS,
  type HistoricalOptions,
} from './historical-options.ts';

/** Durations in milliseconds, and limits. */
export interface Timings extends HistoricalOptions {
  /** A worker that has not renewed for so long is declared dead. */
  readonly workerTtlMs: number;
  /** Interval of a worker's renewals; well below a third of the TTL. */
  readonly keepaliveMs: number;
  /** A worker stops its containers this long before its own TTL runs out. */
  readonly workerTtlMarginMs: number;
  /** A gateway that took requests must place them within this time. */
  readonly leaseTtlMs: number;
  /** Longest time between two looks at the backlog (gateway). */
  readonly pollMs: number;
  /** TTL of locks. */
  readonly lockTtlMs: number;
  /** First wait of a request that did not fit; doubles with every attempt. `leased` waits between half of that and all of it, by chance. */
  readonly retryBackoffMs: number;
  /** Longest wait of a request that did not fit; no doubling goes beyond it. */
  readonly retryBackoffMaxMs: number;
  /** A request that could not be placed for so long is failed; 0 keeps trying for ever. */
  readonly requestTimeoutMs: number;
  /**
   * A request that has waited so long without a place gets a worker kept free for it (`leased`), so that smaller ones do not pass it for ever; 0
   * never.
   */
  readonly ageingMs: number;
  /** A worker is kept free for so long after the last try of the request that it is kept for; above `retryBackoffMaxMs`. */
  readonly reservationTtlMs: number;
  /** A client that knows what pools there are asks again after so long; before it refuses a request it always asks. */
  readonly poolCacheMs: number;
  /** How long the outcome of an ended container can be asked for. */
  readonly outcomeTtlMs: number;
  /** Time between SIGTERM and SIGKILL when a container is stopped. */
  readonly stopGraceMs: number;
  /** A connection on which a reply is overdue for so long is cut and opened again. */
  readonly socketTimeoutMs: number;
  /** How long a client call waits for Redis before it rejects. */
  readonly clientTimeoutMs: number;
  /** Longest wait between two attempts to connect. */
  readonly reconnectMaxMs: number;
  /** Most requests that a gateway takes at once (`leased`, `batch`). Document 001: `maxBatchSize` 100; 1 switches batching off. */
  readonly batchSizeMax: number;
  /** Most containers and workers that one run of the reaper handles, and most containers that it compares. */
  readonly reapSizeMax: number;
  /** Longest time between two runs of the reaper, and shortest between two comparisons of what belongs together, over all gateways. */
  readonly sweepMs: number;
  /** How long `close()` waits for work in flight. */
  readonly drainMs: number;
  /** baseline: attempts to take a lock after the first, and the wait between them. */
  readonly lockRetries: number;
  readonly lockRetryMs: number;
  /** baseline: interval at which a worker looks into its queue. */
  readonly queuePollMs: number;
  /** baseline: interval at which a worker renews the records of its containers. */
  readonly heartbeatMs: number;
  /** baseline: lifetime of a container record by status. */
  readonly pendingTtlMs: number;
  readonly runningTtlMs: number;
  readonly stoppingTtlMs: number;
  /**
   * A request that finds no place is failed once it went back to the backlog so often, for whatever reason; 0 keeps trying for ever in `leased`,
   * and fails at the first attempt in `baseline`.
   */
  readonly retryCountMax: number;
  /** A worker that was asked for counts as on its way for so long; afterwards another one may be asked for in its place. */
  readonly provisionClaimTtlMs: number;
  /** At most so many workers are asked for on behalf of one request. */
  readonly provisioningAttemptsMax: number;
  /** A pool that refused a worker is not asked again for so long. */
  readonly provisionBackoffMs: number;
  /** Interval at which a gateway looks whether pools have their minimum of workers. */
  readonly sizerMs: number;
  /** A pool's worker that ran nothing for so long leaves, unless its pool is at its minimum; 0 never. */
  readonly workerIdleMs: number;
}

/** Defaults of the `leased` preset. */
export const DEFAULT_TIMINGS: Timings = Object.freeze({
  ...HISTORICAL_DEFAULTS,
  workerTtlMs: 60_000,
  keepaliveMs: 15_000,
  workerTtlMarginMs: 5_000,
  leaseTtlMs: 10_000,
  pollMs: 1_000,
  lockTtlMs: 10_000,
  retryBackoffMs: 50,
  retryBackoffMaxMs: 2_000,
  requestTimeoutMs: 0,
  ageingMs: 30_000,
  reservationTtlMs: 60_000,
  poolCacheMs: 10_000,
  outcomeTtlMs: 3_600_000,
  stopGraceMs: 30_000,
  socketTimeoutMs: 5_000,
  clientTimeoutMs: 10_000,
  reconnectMaxMs: 2_000,
  batchSizeMax: 100,
  reapSizeMax: 200,
  sweepMs: 10_000,
  drainMs: 30_000,
  lockRetries: 3,
  lockRetryMs: 100,
  queuePollMs: 100,
  heartbeatMs: 30_000,
  pendingTtlMs: 600_000,
  runningTtlMs: 120_000,
  stoppingTtlMs: 600_000,
  retryCountMax: 0,
  provisionClaimTtlMs: 180_000,
  provisioningAttemptsMax: 3,
  provisionBackoffMs: 5_000,
  sizerMs: 1_000,
  workerIdleMs: 300_000,
});

/** Defaults of the `baseline` preset: the constants of beta9 in November 2025. */
export const BASELINE_TIMINGS: Timings = Object.freeze({
  ...DEFAULT_TIMINGS,
  pollMs: 100,
  retryBackoffMs: 2_000,
  retryBackoffMaxMs: 30_000,
  requestTimeoutMs: 600_000,
  outcomeTtlMs: 300_000,
  batchSizeMax: 1,
  retryCountMax: 3,
});

/** Where 0 means something: never, at once, no margin, not once more. Everywhere else it would be an endless loop or a key that never lives. */
const MAY_BE_ZERO: ReadonlySet<string> = new Set<keyof Timings>([
  ...HISTORICAL_ZEROS,
  'requestTimeoutMs',
  'ageingMs',
  'workerTtlMarginMs',
  'stopGraceMs',
  'drainMs',
  'lockRetries',
  'lockRetryMs',
  'retryCountMax',
  'workerIdleMs',
]);

const FACTORS: ReadonlySet<string> = new Set(HISTORICAL_FACTORS);

/**
 * The defaults with some values replaced.
 * @throws SchedulerError INVALID_OPTIONS for an unknown name, for anything but whole numbers (factors: decimals, choices: words) in range, and for
 * a TTL that no renewal can meet.
 */
export function mergeTimings(defaults: Timings, overrides: Partial<Timings>): Timings {
  for (const [name, value] of Object.entries(overrides)) assertTiming(defaults, name, value);
  const timings = { ...defaults, ...overrides };
  if (timings.keepaliveMs + timings.workerTtlMarginMs >= timings.workerTtlMs) {
    throw new SchedulerError(
      'INVALID_OPTIONS',
      `keepaliveMs ${timings.keepaliveMs} + workerTtlMarginMs ${timings.workerTtlMarginMs} must be below workerTtlMs ${timings.workerTtlMs}, or no renewal can come in time`,
    );
  }
  if (timings.reservationTtlMs <= timings.retryBackoffMaxMs) {
    throw new SchedulerError(
      'INVALID_OPTIONS',
      `reservationTtlMs ${timings.reservationTtlMs} must be above retryBackoffMaxMs ${timings.retryBackoffMaxMs}, or a reservation runs out between two tries`,
    );
  }
  return timings;
}

function assertTiming(defaults: Timings, name: string, value: unknown): void {
  if (!Object.hasOwn(defaults, name)) {
    throw new SchedulerError('INVALID_OPTIONS', `unknown timing ${name}; known are ${Object.keys(defaults).join(', ')}`);
  }
  if (Object.hasOwn(HISTORICAL_CHOICES, name)) return assertChoice(name, value);
  const minimum = MAY_BE_ZERO.has(name) ? 0 : 1;
  if (FACTORS.has(name)) return assertFactor(name, value, minimum);
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < minimum) {
    throw new SchedulerError('INVALID_OPTIONS', `timing ${name} must be a whole number of at least ${minimum}, got ${String(value)}`);
  }
}

function assertFactor(name: string, value: unknown, minimum: number): void {
  if (typeof value === 'number' && Number.isFinite(value) && value >= minimum) return;
  throw new SchedulerError('INVALID_OPTIONS', `option ${name} must be a number of at least ${minimum}, got ${String(value)}`);
}

function assertChoice(name: string, value: unknown): void {
  const choices = Object.entries(HISTORICAL_CHOICES).find(([known]) => known === name)?.[1] ?? [];
  if (typeof value === 'string' && choices.includes(value)) return;
  throw new SchedulerError('INVALID_OPTIONS', `option ${name} must be one of ${choices.join(', ')}, got ${String(value)}`);
}
