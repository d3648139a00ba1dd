/** Reading the words of geo commands: coordinates, units and lengths, with the errors of Redis. */
import { failure } from '../../resp/index.ts';
import { at, needDouble } from '../words.ts';
import { LARGEST_LATITUDE, LARGEST_LONGITUDE } from './cell.ts';
import type { Point } from './cell.ts';

const METERS: Readonly<Record<string, number>> = { m: 1, km: 1000, ft: 0.3048, mi: 1609.34 };
const UNKNOWN_UNIT = failure('unsupported unit provided. please use M, KM, FT, MI');

/** Longitude and latitude from two words. */
export function needPoint(argv: readonly string[], index: number): Point {
  const longitude = needDouble(at(argv, index));
  const latitude = needDouble(at(argv, index + 1));
  if (Math.abs(longitude) <= LARGEST_LONGITUDE && Math.abs(latitude) <= LARGEST_LATITUDE) return { longitude, latitude };
  throw failure(`invalid longitude,latitude pair ${sixDecimals(longitude)},${sixDecimals(latitude)}`);
}

/** A number as C's `%f` prints it. */
function sixDecimals(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Math.abs(value) < 1e21) return `${Object.is(value, -0) ? '-' : ''}${value.toFixed(6)}`;
  return `${BigInt(value)}.000000`;
}

/** How many metres a unit has. */
export function needUnit(word: string): number {
  const meters = METERS[word.toLowerCase()];
  if (meters === undefined) throw UNKNOWN_UNIT;
  return meters;
}

/** A radius and its unit from two words. */
export function needRadius(argv: readonly string[], index: number): { radius: number; unitMeters: number } {
  const radius = needDouble(at(argv, index), 'need numeric radius');
  if (radius < 0) throw failure('radius cannot be negative');
  return { radius, unitMeters: needUnit(at(argv, index + 1)) };
}

/** Width, height and their unit from three words. */
export function needBox(argv: readonly string[], index: number): { width: number; height: number; unitMeters: number } {
  const width = needDouble(at(argv, index), 'need numeric width');
  const height = needDouble(at(argv, index + 1), 'need numeric height');
  if (height < 0 || width < 0) throw failure('height or width cannot be negative');
  return { width, height, unitMeters: needUnit(at(argv, index + 2)) };
}
