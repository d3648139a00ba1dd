/** Distances on the sphere that Redis takes the earth for, and the shapes that a search looks into. */
import { arcsine, cosine, sine } from './trigonometry.ts';
import type { Point } from './cell.ts';

/** A circle or a box around a point; lengths in the request's unit, of which one is `unitMeters` long. */
export interface Shape {
  readonly center: Point;
  readonly unitMeters: number;
  readonly radius: number;
  /** Null for a circle. */
  readonly box: { readonly width: number; readonly height: number } | null;
}

/** In metres; the radius that Redis has. */
export const EARTH_RADIUS = 6372797.560856;

const DEGREE = Math.PI / 180;

/** Degrees in radians. */
export function radians(degrees: number): number {
  return degrees * DEGREE;
}

/** The distance of two points in metres (haversine). */
export function distance(from: Point, to: Point): number {
  const east = sine((radians(to.longitude) - radians(from.longitude)) / 2);
  const fromLatitude = radians(from.latitude);
  const toLatitude = radians(to.latitude);
  const north = sine((toLatitude - fromLatitude) / 2);
  const a = north * north + cosine(fromLatitude) * cosine(toLatitude) * east * east;
  return 2 * EARTH_RADIUS * arcsine(Math.sqrt(a));
}

/** The distance of a point from a shape's centre in metres, or null when it is outside. */
export function distanceWithin({ center, unitMeters, radius, box }: Shape, point: Point): number | null {
  if (box !== null) {
    const across = distance(point, { longitude: center.longitude, latitude: point.latitude });
    const along = distance(point, { longitude: point.longitude, latitude: center.latitude });
    if (across > (box.width * unitMeters) / 2 || along > (box.height * unitMeters) / 2) return null;
    return distance(center, point);
  }
  const meters = distance(center, point);
  return meters > radius * unitMeters ? null : meters;
}
