/** Figures as text for tables: the median, and the range in brackets where the seeds differ. */
import { say } from './charts/axis.ts';
import { conflictsPerSuccess, counter, hitRate, spread, type Figures, type Spread } from './figures.ts';
import type { Experiment } from './experiments.ts';

/** `5.04 (5.04 to 5.05)`. */
export function saySpread(range: Spread | null, unit = ''): string {
  if (range === null) return '–';
  const { median, minimum, maximum } = range;
  const [low, middle, high] = [say(minimum), say(median), say(maximum)];
  const text = low === high ? middle : `${middle} (${low} to ${high})`;
  return unit === '' ? text : `${text} ${unit}`;
}

/** The spread of a figure as text. */
export const sayOf = (worlds: readonly Figures[], of: (figures: Figures) => number | null, unit = ''): string =>
  saySpread(spread(worlds, of), unit);

/** Milliseconds until all were placed, or how many were. */
export function sayTime(worlds: readonly Figures[]): string {
  const time = spread(worlds, ({ totalMs }) => totalMs);
  return time === null ? `not all: ${sayOf(worlds, ({ placed }) => placed)} placed` : saySpread(time, 'ms');
}

/** Columns of the table of all figures. */
export const COLUMNS: readonly string[] = [
  'experiment',
  'placed after',
  'Redis commands',
  'messages',
  'reads of workers',
  'locks obtained',
  'refused',
  'capacity locks',
  'capacity updates',
  'conflicts per success',
  'cache hits',
  'invalidations',
  'workers asked for',
  'placed twice',
];

const sum = ({ worker, container, other }: Figures['granted']): number => worker + container + other;

/** One row of the table of all figures. */
export function sayRow({ id }: Experiment, worlds: readonly Figures[]): string {
  const hits = spread(worlds, hitRate);
  const cells = [
    id,
    sayTime(worlds),
    sayOf(worlds, ({ commands }) => commands),
    sayOf(worlds, ({ messages }) => messages),
    sayOf(worlds, ({ workerReads }) => workerReads),
    sayOf(worlds, ({ granted }) => sum(granted)),
    sayOf(worlds, ({ refused }) => sum(refused)),
    sayOf(worlds, ({ capacityLocks }) => capacityLocks),
    sayOf(worlds, ({ capacityUpdates }) => capacityUpdates),
    sayOf(worlds, conflictsPerSuccess),
    hits === null ? '–' : saySpread({ median: hits.median * 100, minimum: hits.minimum * 100, maximum: hits.maximum * 100 }, '%'),
    sayOf(worlds, (figures) => counter(figures, 'cache_invalidations')),
    sayOf(worlds, ({ workersAsked }) => workersAsked),
    sayOf(worlds, ({ placedTwice }) => placedTwice),
  ];
  return `| ${cells.join(' | ')} |`;
}
