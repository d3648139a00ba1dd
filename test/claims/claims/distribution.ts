/** How containers are spread over workers, as text and as thresholds. */
import type { Figures } from '../figures.ts';
import { sayOf } from '../say-figures.ts';

const fullest = ({ distribution }: Figures): number => distribution[0] ?? 0;
const emptiest = ({ distribution }: Figures): number => distribution.at(-1) ?? 0;

/** Workers that got at least one container. */
export const used = ({ distribution }: Figures): number => distribution.filter((count) => count > 0).length;

/** Does every worker have between so many and so many? */
export const allBetween = (figures: Figures, from: number, to: number): boolean => emptiest(figures) >= from && fullest(figures) <= to;

/** `workers used: 20; containers on the emptiest: 2, on the fullest: 8`. */
export const sayDistribution = (worlds: readonly Figures[]): string =>
  `workers used: ${sayOf(worlds, used)}; containers on the emptiest: ${sayOf(worlds, emptiest)}, on the fullest: ${sayOf(worlds, fullest)}`;
