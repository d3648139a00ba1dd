/** Where everything of a space-time diagram lies on the picture. */
import type { Diagram, DiagramRow } from './diagram.ts';
import { scaleOf, type Scale } from './svg-scale.ts';

/** Pixels from the left edge to the first lane's area; times stand there. */
export const LEFT_PIXELS = 84;
/** Pixels around the picture. */
export const MARGIN_PIXELS = 20;
/** Pixels from one line of text to the next. */
export const LINE_PIXELS = 18;

const LANE_PIXELS = 118;
const LANE_PIXELS_MIN = 92;
const LANES_WIDE = 6;
const WORDS_PIXELS = 500;
const WIDTH_PIXELS_MIN = 760;
const HEADER_PIXELS = 26;

/** Where everything lies. */
export interface Layout {
  readonly diagram: Diagram;
  readonly scale: Scale;
  /** Middle of a lane, by its position. */
  readonly lane: (position: number) => number;
  /** Where the words beside the lanes begin. */
  readonly wordsAt: number;
  readonly width: number;
  /** Height at which lanes begin. */
  readonly lanesAt: number;
}

/** How wide the picture of so many lanes is. */
export function widthOf(lanes: number): number {
  return Math.max(WIDTH_PIXELS_MIN, LEFT_PIXELS + lanes * lanePixels(lanes) + 14 + WORDS_PIXELS + MARGIN_PIXELS);
}

/** The layout of a diagram whose lanes begin at a height. */
export function layoutOf(diagram: Diagram, lanesAt: number): Layout {
  const pixels = lanePixels(diagram.lanes.length);
  return {
    diagram,
    scale: scaleOf(diagram.rows, lanesAt + HEADER_PIXELS),
    lane: (position) => LEFT_PIXELS + pixels / 2 + position * pixels,
    wordsAt: LEFT_PIXELS + diagram.lanes.length * pixels + 14,
    width: widthOf(diagram.lanes.length),
    lanesAt,
  };
}

/** Where an arrow starts: not above the picture, and a little above its end, so that it is seen to take time. */
export function startOf(row: DiagramRow, position: number, scale: Scale): number {
  const end = scale.row(position);
  return row.sentMs === null ? end : Math.min(end - 5, scale.moment(row.sentMs, position));
}

function lanePixels(lanes: number): number {
  return lanes > LANES_WIDE ? LANE_PIXELS_MIN : LANE_PIXELS;
}
