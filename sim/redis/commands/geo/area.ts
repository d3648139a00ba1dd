/** The at most nine cells that cover a shape, in the order in which Redis looks through them. */
import { cellOf, edgesOf, FINEST_STEP, moved } from './cell.ts';
import { EARTH_RADIUS, radians } from './distance.ts';
import { cosine } from './trigonometry.ts';
import type { Cell, Edges, Point } from './cell.ts';
import type { Shape } from './distance.ts';

const MERCATOR_LIMIT = 20037726.37;
/** The cell of the centre and its neighbours: north, south, east, west, then the corners. */
const DIRECTIONS = [
  [0, 0],
  [0, 1],
  [0, -1],
  [1, 0],
  [-1, 0],
  [1, 1],
  [-1, 1],
  [1, -1],
  [-1, -1],
] as const;

/** The cells to look through. Neighbours that cannot hold anything of the shape are left out, and one that is the cell before it again. */
export function cellsAround(shape: Shape): Cell[] {
  const bounds = boundsOf(shape);
  const step = stepFor(shape, bounds);
  const middle = cellOf(shape.center, step);
  const edges = edgesOf(middle);
  const cells: Cell[] = [];
  for (const [eastwards, northwards] of DIRECTIONS) {
    if (step >= 2 && isNeedless(edges, bounds, eastwards, northwards)) continue;
    const cell = moved(middle, eastwards, northwards);
    const before = cells.at(-1);
    // The first cell is not compared: Redis holds the number 0 for "none yet".
    if (cells.length > 1 && before !== undefined && before.east === cell.east && before.north === cell.north) continue;
    cells.push(cell);
  }
  return cells;
}

function isNeedless(edges: Edges, bounds: Edges, eastwards: number, northwards: number): boolean {
  return (
    (northwards === -1 && edges.south < bounds.south) ||
    (northwards === 1 && edges.north > bounds.north) ||
    (eastwards === -1 && edges.west < bounds.west) ||
    (eastwards === 1 && edges.east > bounds.east)
  );
}

/** The box of longitudes and latitudes around a shape. */
function boundsOf({ center, unitMeters, radius, box }: Shape): Edges {
  const height = unitMeters * (box === null ? radius : box.height / 2);
  const width = unitMeters * (box === null ? radius : box.width / 2);
  const north = degrees(height / EARTH_RADIUS);
  const towards = center.latitude < 0 ? center.latitude - north : center.latitude + north;
  const east = degrees(width / EARTH_RADIUS / cosine(radians(towards)));
  return {
    west: center.longitude - east,
    east: center.longitude + east,
    south: center.latitude - north,
    north: center.latitude + north,
  };
}

function degrees(angle: number): number {
  return angle / (Math.PI / 180);
}

/** The finest step at which nine cells cover the shape. */
function stepFor(shape: Shape, bounds: Edges): number {
  const { center, unitMeters, radius, box } = shape;
  const reach = box === null ? radius : Math.sqrt((box.width / 2) * (box.width / 2) + (box.height / 2) * (box.height / 2));
  const step = estimatedStep(reach * unitMeters, center.latitude);
  return step > 1 && !covers(center, step, bounds) ? step - 1 : step;
}

function covers(center: Point, step: number, bounds: Edges): boolean {
  const middle = cellOf(center, step);
  const north = edgesOf(moved(middle, 0, 1));
  const south = edgesOf(moved(middle, 0, -1));
  const east = edgesOf(moved(middle, 1, 0));
  const west = edgesOf(moved(middle, -1, 0));
  return north.north >= bounds.north && south.south <= bounds.south && east.east >= bounds.east && west.west <= bounds.west;
}

function estimatedStep(reachMeters: number, latitude: number): number {
  if (reachMeters === 0) return FINEST_STEP;
  let step = 1;
  for (let meters = reachMeters; meters < MERCATOR_LIMIT; meters *= 2) step++;
  step -= 2;
  // Cells are narrower towards the poles.
  if (Math.abs(latitude) > 66) step--;
  if (Math.abs(latitude) > 80) step--;
  return Math.max(1, Math.min(FINEST_STEP, step));
}
