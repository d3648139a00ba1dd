/** The options of a search: GEOSEARCH, GEOSEARCHSTORE and the GEORADIUS family, read in Redis's order, which decides what error a request gets. */
import { failure } from '../../resp/index.ts';
import { at, isOption, needInteger, SYNTAX_ERROR } from '../words.ts';
import { pointOf } from './cell.ts';
import { needBox, needPoint, needRadius } from './words.ts';
import type { SortedSetValue } from '../../keyspace/index.ts';
import type { Point } from './cell.ts';
import type { Shape } from './distance.ts';

/** Which of the commands it is. */
export interface SearchForm {
  readonly from: 'coordinates' | 'member' | 'options';
  /** Where the searched key is. */
  readonly keyAt: number;
  /** GEORADIUS and GEORADIUSBYMEMBER, but not their read-only forms. */
  readonly mayStore: boolean;
}

/** What a search was asked for. */
export interface SearchRequest {
  center: Point | null;
  /** How GEOSEARCH's centre was named: it may not be in both ways. */
  centerBy: 'member' | 'point' | null;
  radius: { readonly radius: number; readonly unitMeters: number } | null;
  box: { readonly width: number; readonly height: number; readonly unitMeters: number } | null;
  withDistance: boolean;
  withHash: boolean;
  withCoordinates: boolean;
  any: boolean;
  order: 'ascending' | 'descending' | null;
  /** 0: all. */
  count: number;
  storeAt: string | null;
  storeDistance: boolean;
}

const UNKNOWN_MEMBER = failure('could not decode requested zset member');
const COUNT_TOO_SMALL = failure('COUNT must be > 0');
const NOWHERE: Point = { longitude: 0, latitude: 0 };

/** Reads a request; `set` is what is searched. Without one, members are not looked up, but all else is checked as if it were there. */
export function readSearch(argv: readonly string[], form: SearchForm, set: SortedSetValue | undefined): SearchRequest {
  const request: SearchRequest = {
    center: null,
    centerBy: null,
    radius: null,
    box: null,
    withDistance: false,
    withHash: false,
    withCoordinates: false,
    any: false,
    order: null,
    count: 0,
    storeAt: form.keyAt === 2 ? at(argv, 1) : null,
    storeDistance: false,
  };
  for (let index = readFixedWords(request, argv, form, set); index < argv.length;) {
    const used = readPlain(request, argv, index) || readForm(request, argv, index, form) || readPlace(request, argv, index, form, set);
    if (used === 0) throw SYNTAX_ERROR;
    index += used;
  }
  check(request, argv, form);
  return request;
}

/** The shape of a checked request. */
export function shapeOf({ center, radius, box }: SearchRequest): Shape {
  return { center: center ?? NOWHERE, unitMeters: (box ?? radius)?.unitMeters ?? 1, radius: radius?.radius ?? 0, box };
}

/** Reads what stands at fixed places; answers where the options begin. */
function readFixedWords(request: SearchRequest, argv: readonly string[], form: SearchForm, set: SortedSetValue | undefined): number {
  if (form.from === 'options') return form.keyAt + 1;
  if (form.from === 'coordinates') {
    request.center = needPoint(argv, 2);
    request.radius = needRadius(argv, 4);
    return 6;
  }
  if (set !== undefined) {
    request.center = needMember(set, at(argv, 2));
    request.radius = needRadius(argv, 3);
  }
  return 5;
}

function needMember(set: SortedSetValue | undefined, member: string): Point {
  if (set === undefined) return NOWHERE;
  const score = set.score(member);
  if (score === undefined) throw UNKNOWN_MEMBER;
  return pointOf(score);
}

/** Options of all forms; answers how many words were used. */
function readPlain(request: SearchRequest, argv: readonly string[], index: number): number {
  switch (at(argv, index).toUpperCase()) {
    case 'WITHDIST':
      request.withDistance = true;
      return 1;
    case 'WITHHASH':
      request.withHash = true;
      return 1;
    case 'WITHCOORD':
      request.withCoordinates = true;
      return 1;
    case 'ANY':
      request.any = true;
      return 1;
    case 'ASC':
      request.order = 'ascending';
      return 1;
    case 'DESC':
      request.order = 'descending';
      return 1;
    case 'COUNT':
      if (index + 1 >= argv.length) return 0;
      request.count = Number(needInteger(at(argv, index + 1)));
      if (request.count <= 0) throw COUNT_TOO_SMALL;
      return 2;
    default:
      return 0;
  }
}

/** Where to store, which each form says in its own way. */
function readForm(request: SearchRequest, argv: readonly string[], index: number, form: SearchForm): number {
  const word = at(argv, index);
  const byDistance = isOption(word, 'STOREDIST');
  if (form.mayStore && (byDistance || isOption(word, 'STORE')) && index + 1 < argv.length) {
    request.storeAt = at(argv, index + 1);
    request.storeDistance = byDistance;
    return 2;
  }
  if (form.keyAt !== 2 || !byDistance) return 0;
  request.storeDistance = true;
  return 1;
}

/** GEOSEARCH's centre and shape, of which there must be one each. */
function readPlace(
  request: SearchRequest,
  argv: readonly string[],
  index: number,
  form: SearchForm,
  set: SortedSetValue | undefined,
): number {
  if (form.from !== 'options') return 0;
  const word = at(argv, index).toUpperCase();
  const left = argv.length - index - 1;
  if (word === 'FROMMEMBER' && left >= 1 && request.centerBy !== 'point') {
    request.center = needMember(set, at(argv, index + 1));
    request.centerBy = 'member';
    return 2;
  }
  if (word === 'FROMLONLAT' && left >= 2 && request.centerBy !== 'member') {
    request.center = needPoint(argv, index + 1);
    request.centerBy = 'point';
    return 3;
  }
  if (word === 'BYRADIUS' && left >= 2 && request.box === null) {
    request.radius = needRadius(argv, index + 1);
    return 3;
  }
  if (word !== 'BYBOX' || left < 3 || request.radius !== null) return 0;
  request.box = needBox(argv, index + 1);
  return 4;
}

function check(request: SearchRequest, argv: readonly string[], form: SearchForm): void {
  if (request.storeAt !== null && (request.withDistance || request.withHash || request.withCoordinates)) {
    const what = form.keyAt === 2 ? 'GEOSEARCHSTORE' : 'STORE option in GEORADIUS';
    throw failure(`${what} is not compatible with WITHDIST, WITHHASH and WITHCOORD options`);
  }
  if (form.from === 'options' && request.center === null)
    throw failure(`exactly one of FROMMEMBER or FROMLONLAT can be specified for ${at(argv, 0)}`);
  if (form.from === 'options' && request.radius === null && request.box === null)
    throw failure(`exactly one of BYRADIUS and BYBOX can be specified for ${at(argv, 0)}`);
  if (request.any && request.count === 0) throw failure('the ANY argument requires COUNT argument');
}
