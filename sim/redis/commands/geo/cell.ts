/**
 * Cells of the earth. A cell of step n is one of 2ⁿ by 2ⁿ between the limits of the Mercator projection; interleaving the bits of its two indexes
 * gives the score of a member (step 26, 52 bits), so that members of a cell are neighbours in a sorted set.
 */

/** Degrees. */
export interface Point {
  readonly longitude: number;
  readonly latitude: number;
}

/** A cell of a step by its indexes, from west and from south. */
export interface Cell {
  readonly step: number;
  readonly east: number;
  readonly north: number;
}

/** The edges of a cell, in degrees. */
export interface Edges {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** The finest cells there are: those of members. */
export const FINEST_STEP = 26;
/** How far from the equator points may be. */
export const LARGEST_LATITUDE = 85.05112878;
/** How far from Greenwich points may be. */
export const LARGEST_LONGITUDE = 180;

const HALF = 2 ** 13;

/** The cell that a point is in. */
export function cellOf({ longitude, latitude }: Point, step: number, latitudeLimit: number = LARGEST_LATITUDE): Cell {
  const north = (latitude + latitudeLimit) / (2 * latitudeLimit);
  const east = (longitude + LARGEST_LONGITUDE) / (2 * LARGEST_LONGITUDE);
  return { step, east: Math.floor(east * 2 ** step), north: Math.floor(north * 2 ** step) };
}

/** The indexes' bits in turn, east first: the score of a cell of step 26. */
export function interleaved({ east, north }: Cell): number {
  const low = interleave(north % HALF) + 2 * interleave(east % HALF);
  const high = interleave(Math.floor(north / HALF)) + 2 * interleave(Math.floor(east / HALF));
  return high * 2 ** 26 + low;
}

/** Scores `[from, to)` of the members in a cell. */
export function scoresOf(cell: Cell): { from: number; to: number } {
  const bits = interleaved(cell);
  const scale = 2 ** (52 - 2 * cell.step);
  return { from: bits * scale, to: (bits + 1) * scale };
}

/** The middle of the cell that a score names. */
export function pointOf(score: number): Point {
  const edges = edgesOf(cellOfScore(score));
  return {
    longitude: clamp((edges.west + edges.east) / 2, LARGEST_LONGITUDE),
    latitude: clamp((edges.south + edges.north) / 2, LARGEST_LATITUDE),
  };
}

/** The edges of a cell. */
export function edgesOf({ step, east, north }: Cell): Edges {
  const scale = 2 ** step;
  const longitudes = 2 * LARGEST_LONGITUDE;
  const latitudes = 2 * LARGEST_LATITUDE;
  return {
    west: -LARGEST_LONGITUDE + (east / scale) * longitudes,
    east: -LARGEST_LONGITUDE + ((east + 1) / scale) * longitudes,
    south: -LARGEST_LATITUDE + (north / scale) * latitudes,
    north: -LARGEST_LATITUDE + ((north + 1) / scale) * latitudes,
  };
}

/** The cell so many steps further; beyond an edge of the map it goes on at the opposite one. */
export function moved({ step, east, north }: Cell, eastwards: number, northwards: number): Cell {
  const size = 2 ** step;
  // Points on the very edge lie in a cell behind the last one: it stays so in a direction that is not gone.
  const around = (index: number, by: number): number => (by === 0 ? index : (index + by + size) % size);
  return { step, east: around(east, eastwards), north: around(north, northwards) };
}

/** A sorted set may hold any score: it is read as C converts a double to 64 bits without sign. */
function cellOfScore(score: number): Cell {
  if (score >= 0 && score < 2 ** 52) {
    const high = Math.floor(score / 2 ** 26);
    const low = score % 2 ** 26;
    const half = Math.floor(score) === score ? low : Math.floor(low);
    return {
      step: FINEST_STEP,
      east: gather(high >>> 1) * HALF + gather(half >>> 1),
      north: gather(high) * HALF + gather(half),
    };
  }
  const bits = Number.isFinite(score) && score < 2 ** 64 && score > -(2 ** 63) ? BigInt.asUintN(64, BigInt(Math.trunc(score))) : 2n ** 63n;
  const part = (shift: bigint): number => gather(Number((bits >> shift) & 0x3ffffffn));
  const index = (shift: bigint): number => part(52n + shift) * 2 ** 26 + part(26n + shift) * HALF + part(shift);
  return { step: FINEST_STEP, east: index(1n), north: index(0n) };
}

/** Spreads 13 bits: each is followed by a zero. */
function interleave(index: number): number {
  let spread = index;
  spread = (spread | (spread << 8)) & 0x00ff00ff;
  spread = (spread | (spread << 4)) & 0x0f0f0f0f;
  spread = (spread | (spread << 2)) & 0x33333333;
  return (spread | (spread << 1)) & 0x55555555;
}

/** Takes every second of 26 bits. */
function gather(bits: number): number {
  let index = bits & 0x1555555;
  index = (index | (index >>> 1)) & 0x33333333;
  index = (index | (index >>> 2)) & 0x0f0f0f0f;
  index = (index | (index >>> 4)) & 0x00ff00ff;
  return (index | (index >>> 8)) & 0xffff;
}

function clamp(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value));
}
