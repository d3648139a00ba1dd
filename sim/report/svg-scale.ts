/**
 * The vertical scale of a space-time diagram. Worlds are quiet for seconds and then do ten things in a millisecond, so the scale is not linear:
 * rows keep a distance that can be read, and what lies between them grows with the logarithm of the time that passed.
 */
import type { DiagramRow } from './diagram.ts';

const ROW_PIXELS = 25;
const GROWTH_PIXELS = 4;
const GROWTH_PIXELS_MAX = 46;
/** A stretch this long between two rows is marked as left out. */
export const GAP_MS = 100;

/** Where moments lie on the picture. */
export interface Scale {
  /** Height of a row, by its position. */
  readonly row: (position: number) => number;
  /** Height of a moment as seen from a row: between the rows around it, never below the row itself. */
  readonly moment: (atMs: number, beforeRow?: number) => number;
  readonly bottom: number;
}

/** The scale of a diagram whose first row lies at `top`. */
export function scaleOf(rows: readonly DiagramRow[], top: number): Scale {
  const heights: number[] = [];
  let height = top;
  rows.forEach((row, position) => {
    const before = rows[position - 1];
    if (before !== undefined) height += ROW_PIXELS + growth(row.atMs - before.atMs);
    heights.push(height);
  });
  const bottom = height + ROW_PIXELS;
  const row = (position: number): number => heights[position] ?? bottom;
  return {
    row,
    bottom,
    moment: (atMs, beforeRow = rows.length) => {
      const position = lastBefore(rows, atMs, beforeRow);
      const here = rows[position];
      if (here === undefined) return top - ROW_PIXELS / 2;
      const next = rows[position + 1];
      if (next === undefined || here.atMs === atMs) return row(position);
      const share = (atMs - here.atMs) / Math.max(0.001, next.atMs - here.atMs);
      return row(position) + (row(position + 1) - row(position)) * Math.min(1, share);
    },
  };
}

function growth(milliseconds: number): number {
  return Math.min(GROWTH_PIXELS_MAX, GROWTH_PIXELS * Math.log2(1 + Math.max(0, milliseconds)));
}

/** Position of the last row at or before a moment, among those before `end`; -1 when there is none. */
function lastBefore(rows: readonly DiagramRow[], atMs: number, end: number): number {
  for (let position = Math.min(end, rows.length) - 1; position >= 0; position -= 1) {
    if ((rows[position]?.atMs ?? Infinity) <= atMs + 0.0005) return position;
  }
  return -1;
}
