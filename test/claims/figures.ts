/** What is measured in one world, as plain data, and the middle and range of a figure over several worlds. */
import type { CounterName, HistogramName } from '../../src/index.ts';

/** Locks by what they protect. */
export type LockKind = 'worker' | 'container' | 'other';

/** The figures of one world. Unless said otherwise they cover the time from the submission until the last container has a place. */
export interface Figures {
  /** Containers that were placed at least once, and more than once. */
  readonly placed: number;
  readonly placedTwice: number;
  /** Containers that were started more than once, on any worker. */
  readonly startedTwice: number;
  /** Milliseconds from the submission until all were placed; null when some never were. */
  readonly totalMs: number | null;
  /** Mean milliseconds from the submission to a container's place. */
  readonly meanMs: number;
  /** Commands of gateways that Redis executed; those that read workers without changing anything; pushes to worker queues. */
  readonly commands: number;
  readonly workerReads: number;
  readonly queuePushes: number;
  /** Messages from gateways to Redis; a pipeline is one. */
  readonly messages: number;
  /** Steps at Redis that took capacity of a worker, one a script or a write, however many containers it was for. */
  readonly capacityUpdates: number;
  /** Locks that were obtained and refused, and those under which capacity was then taken. */
  readonly granted: Readonly<Record<LockKind, number>>;
  readonly refused: Readonly<Record<LockKind, number>>;
  readonly capacityLocks: number;
  /** Containers by worker, the fullest first, workers without any included, asked-for ones not. */
  readonly distribution: readonly number[];
  /** What gateways count themselves, until the end of the world: the last answers are counted behind the last placement. */
  readonly counters: Readonly<Partial<Record<CounterName, number>>>;
  /** What gateways observe themselves, added up: milliseconds of planning and of committing, requests of batches. */
  readonly sums: Readonly<Partial<Record<HistogramName, number>>>;
  /** Until the end of the world: workers that were asked for, and records whose free capacity was below zero at some moment. */
  readonly workersAsked: number;
  readonly workersBelowZero: number;
  /** Until the end of the world: containers that were given up. */
  readonly failed: number;
}

/** The middle and the ends of a figure over worlds that differ only in their seed. */
export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** The spread of a figure; null when a world has none. */
export function spread(worlds: readonly Figures[], of: (figures: Figures) => number | null): Spread | null {
  const values: number[] = [];
  for (const world of worlds) {
    const value = of(world);
    if (value === null) return null;
    values.push(value);
  }
  values.sort((left, right) => left - right);
  const [minimum] = values;
  const maximum = values.at(-1);
  const median = values[Math.floor((values.length - 1) / 2)];
  return minimum === undefined || maximum === undefined || median === undefined ? null : { median, minimum, maximum };
}

/** A counter of the gateways; 0 when it was never counted. */
export const counter = (figures: Figures, name: CounterName): number => figures.counters[name] ?? 0;

/** Version conflicts for one container that was placed. */
export const conflictsPerSuccess = (figures: Figures): number => counter(figures, 'conflicts') / Math.max(1, figures.placed);

/** Refused worker locks, as the simulated Redis saw them, and version conflicts, for one container that was placed. */
export const contentionPerSuccess = (figures: Figures): number =>
  (figures.refused.worker + counter(figures, 'conflicts')) / Math.max(1, figures.placed);

/** Share of the snapshots that came from memory, 0 to 1; null without snapshots. */
export function hitRate(figures: Figures): number | null {
  const hits = counter(figures, 'cache_hits');
  const all = hits + counter(figures, 'cache_misses');
  return all === 0 ? null : hits / all;
}
