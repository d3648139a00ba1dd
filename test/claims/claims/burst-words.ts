/** The experiments and figures of document 003 that several of its claims are about, as text. */
import { conflictsPerSuccess, contentionPerSuccess, spread, type Figures } from '../figures.ts';
import { sayOf, sayTime } from '../say-figures.ts';

/** As its tests run it: the workers are listed in another order each time. */
export const TESTED = 'wide shuffled burst';
/** As it runs in production: a Redis lists an unchanged set in the same order each time. */
export const IN_PRODUCTION = 'wide burst';

/** The middle of a figure; infinite when a world has none. */
export const median = (worlds: readonly Figures[], of: (figures: Figures) => number | null): number =>
  spread(worlds, of)?.median ?? Infinity;

/** Milliseconds until all were placed. */
export const time = ({ totalMs }: Figures): number | null => totalMs;

/** Moved versions, and with them the locks that were refused. */
export const sayConflicts = (worlds: readonly Figures[]): string =>
  `${sayOf(worlds, conflictsPerSuccess)} moved versions per success, ${sayOf(worlds, contentionPerSuccess)} with refused locks`;

/** The time for all, and how much failed on the way. */
export const sayBoth = (worlds: readonly Figures[]): string => `${sayTime(worlds)}; ${sayConflicts(worlds)}`;
