/** How stories and diagrams are drawn: their width, their paint and their signs. */
import type { Paint } from './paint.ts';
import type { Symbols } from './symbols.ts';

/** Columns of a story. */
export const STORY_COLUMNS = 100;

/** How it is drawn. */
export interface StoryStyle {
  readonly paint: Paint;
  readonly symbols: Symbols;
}
