/** Geo: points as members of sorted sets, whose scores are cells of the earth (see cell.ts). */
import { NULL_ARRAY } from '../../resp/index.ts';
import { FIRST_KEY, TWO_KEYS } from '../definition.ts';
import { addToSortedSet } from '../sorted-set.ts';
import { at, isOption, SYNTAX_ERROR } from '../words.ts';
import { cellOf, FINEST_STEP, interleaved, pointOf } from './cell.ts';
import { distance } from './distance.ts';
import { fourDecimals, pointReply, search } from './search.ts';
import { needPoint, needUnit } from './words.ts';
import type { CommandDefinition, KeyPositions } from '../definition.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';
import type { SearchForm } from './request.ts';

const ALPHABET = '0123456789bcdefghjkmnpqrstuvwxyz';
const HASH_LETTERS = 11;

/** GEOADD is a ZADD whose scores are computed. */
function add(client: Client, argv: readonly string[]): Reply {
  let from = 2;
  while (isOption(argv[from], 'NX') || isOption(argv[from], 'XX') || isOption(argv[from], 'CH')) from++;
  const options = argv.slice(2, from);
  const both = options.some((word) => isOption(word, 'NX')) && options.some((word) => isOption(word, 'XX'));
  if ((argv.length - from) % 3 !== 0 || both) throw SYNTAX_ERROR;
  const request = ['ZADD', at(argv, 1), ...options];
  for (let index = from; index < argv.length; index += 3) {
    request.push(String(interleaved(cellOf(needPoint(argv, index), FINEST_STEP))), at(argv, index + 2));
  }
  return addToSortedSet(client, request);
}

function distanceOf(client: Client, argv: readonly string[]): Reply {
  if (argv.length > 5) throw SYNTAX_ERROR;
  const unitMeters = argv.length === 5 ? needUnit(at(argv, 4)) : 1;
  const set = client.database.sortedSet(at(argv, 1));
  const from = set?.score(at(argv, 2));
  const to = set?.score(at(argv, 3));
  if (from === undefined || to === undefined) return null;
  return fourDecimals(distance(pointOf(from), pointOf(to)) / unitMeters);
}

function positions(client: Client, argv: readonly string[]): Reply {
  const set = client.database.sortedSet(at(argv, 1));
  return argv.slice(2).map((member) => {
    const score = set?.score(member);
    return score === undefined ? NULL_ARRAY : pointReply(pointOf(score));
  });
}

function hashes(client: Client, argv: readonly string[]): Reply {
  const set = client.database.sortedSet(at(argv, 1));
  return argv.slice(2).map((member) => {
    const score = set?.score(member);
    return score === undefined ? null : publicHash(score);
  });
}

/** The hash of geohash.org, which divides all latitudes, not only those of the Mercator projection. */
function publicHash(score: number): string {
  const bits = interleaved(cellOf(pointOf(score), FINEST_STEP, 90));
  let text = '';
  // There are 52 bits, enough for ten letters: the eleventh is always the first of the alphabet.
  for (let letter = 1; letter < HASH_LETTERS; letter++) text += ALPHABET.charAt(Math.floor(bits / 2 ** (52 - letter * 5)) % 32);
  return `${text}0`;
}

function searching(name: string, arity: number, form: SearchForm, keys: KeyPositions): CommandDefinition {
  const flags = form.mayStore || form.keyAt === 2 ? (['write', 'denyoom'] as const) : (['readonly'] as const);
  return { name, arity, flags, keys, run: (client, argv) => search(client, argv, form) };
}

/** The key that is searched and, behind STORE, the one that is written. */
function radiusKeys(from: number): KeyPositions {
  return (argv) => {
    const stores = argv.flatMap((word, index) => (index >= from && /^store(?:dist)?$/i.test(word) ? [index] : []));
    const last = stores.at(-1);
    const target = last === undefined ? undefined : argv[last + 1];
    return target === undefined ? [at(argv, 1)] : [at(argv, 1), target];
  };
}

/** The commands of geo. */
export const geoCommands: readonly CommandDefinition[] = [
  { name: 'geoadd', arity: -5, flags: ['write', 'denyoom'], keys: FIRST_KEY, run: add },
  { name: 'geodist', arity: -4, flags: ['readonly'], keys: FIRST_KEY, run: distanceOf },
  { name: 'geopos', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: positions },
  { name: 'geohash', arity: -2, flags: ['readonly'], keys: FIRST_KEY, run: hashes },
  searching('geosearch', -7, { from: 'options', keyAt: 1, mayStore: false }, FIRST_KEY),
  searching('geosearchstore', -8, { from: 'options', keyAt: 2, mayStore: false }, TWO_KEYS),
  searching('georadius', -6, { from: 'coordinates', keyAt: 1, mayStore: true }, radiusKeys(6)),
  searching('georadius_ro', -6, { from: 'coordinates', keyAt: 1, mayStore: false }, FIRST_KEY),
  searching('georadiusbymember', -5, { from: 'member', keyAt: 1, mayStore: true }, radiusKeys(5)),
  searching('georadiusbymember_ro', -5, { from: 'member', keyAt: 1, mayStore: false }, FIRST_KEY),
];
