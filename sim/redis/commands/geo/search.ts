/** Searching members around a point, and answering or storing what was found. */
import { DoubleReply } from '../../resp/index.ts';
import { SortedSetValue } from '../../keyspace/index.ts';
import { sortPart } from '../partial-sort.ts';
import { at } from '../words.ts';
import { cellsAround } from './area.ts';
import { pointOf, scoresOf } from './cell.ts';
import { distanceWithin } from './distance.ts';
import { readSearch, shapeOf } from './request.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';
import type { Cell, Point } from './cell.ts';
import type { Shape } from './distance.ts';
import type { SearchForm, SearchRequest } from './request.ts';

interface Found {
  readonly member: string;
  readonly score: number;
  readonly point: Point;
  readonly meters: number;
}

/** How many members are looked at in one go when any few are enough. */
const CHUNK = 64;

/** Runs a search in one of its forms. */
export function search(client: Client, argv: readonly string[], form: SearchForm): Reply {
  const set = client.database.sortedSet(at(argv, form.keyAt));
  const request = readSearch(argv, form, set);
  const found = set === undefined ? [] : select(set, request);
  return request.storeAt === null ? answer(found, request) : store(client, request.storeAt, found, request);
}

function select(set: SortedSetValue, request: SearchRequest): Found[] {
  const shape = shapeOf(request);
  const enough = request.any ? request.count : Infinity;
  const found: Found[] = [];
  for (const cell of cellsAround(shape)) {
    if (found.length >= enough) break;
    lookThrough(set, cell, shape, enough, found);
  }
  arrange(found, request);
  return request.count === 0 ? found : found.slice(0, request.count);
}

/** Sorts by distance, as far as it was asked for and is shown. */
function arrange(found: Found[], { order, count, any }: SearchRequest): void {
  if (order === null && (count === 0 || any)) return;
  const sign = order === 'descending' ? -1 : 1;
  const compare = (a: Found, b: Found): number => sign * (a.meters - b.meters);
  if (count === 0 || count >= found.length) found.sort(compare);
  else sortPart(found, compare, 0, count - 1);
}

function lookThrough(set: SortedSetValue, cell: Cell, shape: Shape, enough: number, found: Found[]): void {
  const scores = scoresOf(cell);
  const end = set.countBefore((score) => score < scores.to);
  const chunk = Number.isFinite(enough) ? CHUNK : end;
  for (let from = set.countBefore((score) => score < scores.from); from < end; from += chunk) {
    for (const { member, score } of set.slice(from, Math.min(end, from + chunk))) {
      const point = pointOf(score);
      const meters = distanceWithin(shape, point);
      if (meters === null) continue;
      found.push({ member, score, point, meters });
      if (found.length >= enough) return;
    }
  }
}

function answer(found: readonly Found[], request: SearchRequest): Reply {
  const { unitMeters } = shapeOf(request);
  return found.map(({ member, score, point, meters }) => {
    const parts: Reply[] = [member];
    if (request.withDistance) parts.push(fourDecimals(meters / unitMeters));
    if (request.withHash) parts.push(Math.trunc(score));
    if (request.withCoordinates) parts.push(pointReply(point));
    return parts.length === 1 ? member : parts;
  });
}

/** A distance as it is answered. */
export function fourDecimals(value: number): string {
  return value.toFixed(4);
}

/** Coordinates as they are answered: with all their decimals. */
export function pointReply({ longitude, latitude }: Point): Reply {
  return [DoubleReply.withDecimals(longitude), DoubleReply.withDecimals(latitude)];
}

function store(client: Client, key: string, found: readonly Found[], request: SearchRequest): Reply {
  const { unitMeters } = shapeOf(request);
  const pairs = found.map(({ member, score, meters }): [string, number] => [member, request.storeDistance ? meters / unitMeters : score]);
  const stored = SortedSetValue.of(pairs, client.server.data.limits);
  if (found.length === 0) client.database.delete(key);
  else client.database.replace(key, stored);
  return found.length;
}
