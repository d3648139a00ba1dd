/** Single figures of claims as text. */
import { counter, hitRate, spread, type Figures } from '../figures.ts';
import { sayOf, saySpread } from '../say-figures.ts';

/** All locks that were obtained. */
export const locks = ({ granted }: Figures): number => granted.worker + granted.container + granted.other;

/** `20 capacity locks, 2,200 locks in all`. */
export const sayLocks = (worlds: readonly Figures[]): string =>
  `${sayOf(worlds, ({ capacityLocks }) => capacityLocks)} capacity locks; ${sayOf(worlds, locks)} locks in all`;

/** `2,200 reads of workers, 7,200 commands in all`. */
export const sayReads = (worlds: readonly Figures[]): string =>
  `${sayOf(worlds, ({ workerReads }) => workerReads)} reads of workers; ${sayOf(worlds, ({ commands }) => commands)} commands in all`;

/** `95 % of 20 snapshots`. */
export function sayHits(worlds: readonly Figures[]): string {
  const hits = spread(worlds, hitRate);
  if (hits === null) return 'no snapshots';
  const share = saySpread({ median: hits.median * 100, minimum: hits.minimum * 100, maximum: hits.maximum * 100 }, '%');
  return `${share} of ${sayOf(worlds, (figures) => counter(figures, 'cache_hits') + counter(figures, 'cache_misses'))} snapshots`;
}

/** Snapshots that were thrown away. */
export const sayInvalidations = (worlds: readonly Figures[]): string => sayOf(worlds, (figures) => counter(figures, 'cache_invalidations'));

/** Workers that were asked for although everything fits. */
export const sayNeedless = (worlds: readonly Figures[]): string => sayOf(worlds, ({ workersAsked }) => workersAsked, 'workers');
