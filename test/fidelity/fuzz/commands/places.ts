/** Random requests on places (geo) and HyperLogLogs. */
import fc from 'fast-check';
import { anyKey, g, integer, maybe, option, p, request, some, value } from '../words.ts';
import type { Request, Word } from '../words.ts';

const longitude: Word = fc.constantFrom('13.361389', '15.087269', '2.35', '0', '-122.4', '180', '-180', '181', 'x', '', 'nan');
const latitude: Word = fc.constantFrom('38.115556', '37.502669', '48.85', '0', '-33.9', '85.05112878', '86', 'x');
const place: Word = fc.constantFrom('Palermo', 'Catania', 'Paris', 'Null Island', 'none', '');
const unit: Word = fc.oneof({ weight: 6, arbitrary: option('m', 'km', 'ft', 'mi') }, { weight: 1, arbitrary: fc.constantFrom('x', '') });
const distance: Word = fc.constantFrom('0', '200', '200', '2000', '20000000', '-1', 'x', '166.2');
const from = fc.oneof(request(option('FROMMEMBER'), place), request(option('FROMLONLAT'), longitude, latitude));
const by = fc.oneof(request(option('BYRADIUS'), distance, unit), request(option('BYBOX'), distance, distance, unit));
const sorted = fc.oneof(
  { weight: 4, arbitrary: request(option('ASC', 'DESC')) },
  { weight: 1, arbitrary: fc.constant([] as readonly string[]) },
);
const limited = maybe(option('COUNT'), fc.constantFrom('1', '2', '0', '-1', 'x'));
const told = fc.subarray(['WITHCOORD', 'withdist', 'WITHHASH'] as const).map((words): readonly string[] => words);

/** Requests on places. */
export const placeRequests: readonly fc.Arbitrary<Request>[] = [
  request('GEOADD', g, maybe(option('NX', 'XX', 'CH', 'BAD')), longitude, latitude, place, maybe(longitude, latitude, place)),
  request('GEODIST', g, place, place, maybe(unit)),
  request('GEOPOS', g, some(place, 0, 3)),
  request('GEOHASH', g, some(place, 0, 3)),
  request('GEOSEARCH', g, from, by, sorted, limited, told),
  request('GEOSEARCH', g, maybe(from), maybe(by), sorted, maybe(option('ANY', 'STORE'))),
  request('GEOSEARCHSTORE', anyKey, g, from, by, sorted, limited, maybe(option('STOREDIST'))),
  request('GEORADIUS', g, longitude, latitude, distance, unit, sorted, limited, told),
  request('GEORADIUS', g, longitude, latitude, distance, unit, option('STORE', 'STOREDIST'), anyKey),
  request('GEORADIUS_RO', g, longitude, latitude, distance, unit, sorted, told),
  request('GEORADIUSBYMEMBER', g, place, distance, unit, sorted, limited, told),
  request('GEORADIUSBYMEMBER_RO', g, place, distance, unit, sorted, limited),
];

/** Requests on HyperLogLogs. */
export const logRequests: readonly fc.Arbitrary<Request>[] = [
  request('PFADD', p, some(fc.oneof(value, fc.integer({ min: 0, max: 100_000 }).map(String)), 0, 4)),
  request('PFCOUNT', some(p, 1, 3)),
  request('PFMERGE', p, some(p, 0, 2)),
  request('APPEND', p, value),
  request('SETRANGE', p, integer, value),
];
