/** SORT and SORT_RO: lists, sets and sorted sets by number or letter, by weights and with values from other keys. */
import { failure } from '../resp/index.ts';
import { HashValue, ListValue, SetValue, SortedSetValue, WRONG_TYPE } from '../keyspace/index.ts';
import { FIRST_KEY } from './definition.ts';
import { sortPart } from './partial-sort.ts';
import { at, isOption, needNumber, readLenientDouble, SYNTAX_ERROR } from './words.ts';
import type { CommandDefinition } from './definition.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

interface SortRequest {
  by: string | null;
  gets: string[];
  offset: number;
  limit: number;
  descending: boolean;
  byLetter: boolean;
  store: string | null;
}

const NOT_A_NUMBER = failure("One or more scores can't be converted into double");

function read(argv: readonly string[], mayStore: boolean): SortRequest {
  const request: SortRequest = { by: null, gets: [], offset: 0, limit: -1, descending: false, byLetter: false, store: null };
  for (let index = 2; index < argv.length; index++) {
    const left = argv.length - index - 1;
    const word = at(argv, index);
    if (isOption(word, 'ASC')) request.descending = false;
    else if (isOption(word, 'DESC')) request.descending = true;
    else if (isOption(word, 'ALPHA')) request.byLetter = true;
    else if (isOption(word, 'LIMIT') && left >= 2) {
      request.offset = needNumber(at(argv, ++index));
      request.limit = needNumber(at(argv, ++index));
    } else if (mayStore && isOption(word, 'STORE') && left >= 1) request.store = at(argv, ++index);
    else if (isOption(word, 'BY') && left >= 1) request.by = at(argv, ++index);
    else if (isOption(word, 'GET') && left >= 1) request.gets.push(at(argv, ++index));
    else throw SYNTAX_ERROR;
  }
  return request;
}

function itemsAt(client: Client, key: string): string[] {
  const value = client.database.find(key);
  if (value === undefined) return [];
  if (value instanceof ListValue) return value.slice();
  if (value instanceof SetValue) return [...value.members];
  // Redis turns it into its large form for that, and leaves it so.
  if (value instanceof SortedSetValue) value.large = true;
  if (value instanceof SortedSetValue) return value.slice().map(({ member }) => member);
  throw WRONG_TYPE;
}

/** The value that a pattern such as `weight_*` or `object_*->field` names for an item. */
function lookUp(client: Client, pattern: string, item: string): string | null {
  if (pattern === '#') return item;
  const star = pattern.indexOf('*');
  if (star === -1) return null;
  const arrow = pattern.indexOf('->', star);
  const hasField = arrow !== -1 && arrow + 2 < pattern.length;
  const keyPattern = hasField ? pattern.slice(0, arrow) : pattern;
  const value = client.database.find(keyPattern.slice(0, star) + item + keyPattern.slice(star + 1));
  if (hasField) return value instanceof HashValue ? (value.fields.get(pattern.slice(arrow + 2)) ?? null) : null;
  return typeof value === 'string' ? value : null;
}

/** The places that the reply shows: `[from, to)`. */
function shownPlaces({ offset, limit }: SortRequest, size: number): { from: number; to: number } {
  const from = Math.max(0, offset);
  return { from, to: limit < 0 ? size : Math.min(size, from + limit) };
}

function sorted(client: Client, items: string[], request: SortRequest): string[] {
  const { by } = request;
  if (by !== null && !by.includes('*')) return request.descending ? items.reverse() : items;
  const weighted = items.map((item) => {
    const text = by === null ? item : lookUp(client, by, item);
    const score = request.byLetter || text === null ? 0 : readLenientDouble(text);
    if (score === null) throw NOT_A_NUMBER;
    return { item, text, score };
  });
  const sign = request.descending ? -1 : 1;
  const order = (a: (typeof weighted)[number], b: (typeof weighted)[number]): number =>
    sign * (request.byLetter ? compareTexts(a.text, b.text) : a.score - b.score || compareTexts(a.item, b.item));
  const { from, to } = shownPlaces(request, items.length);
  if (by !== null && (from > 0 || to < items.length)) sortPart(weighted, order, from, to - 1);
  else weighted.sort(order);
  return weighted.map(({ item }) => item);
}

function compareTexts(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function sort(client: Client, argv: readonly string[], mayStore: boolean): Reply {
  const request = read(argv, mayStore);
  const items = sorted(client, itemsAt(client, at(argv, 1)), request);
  const { from, to } = shownPlaces(request, items.length);
  const cut = items.slice(from, to);
  const found = request.gets.length === 0 ? cut : cut.flatMap((item) => request.gets.map((pattern) => lookUp(client, pattern, item)));
  if (request.store === null) return found;
  if (found.length === 0) client.database.delete(request.store);
  else client.database.replace(request.store, ListValue.of(found.map((item) => item ?? '')));
  return found.length;
}

const ARGUMENTS_OF: Readonly<Record<string, number>> = { LIMIT: 2, GET: 1, BY: 1 };

/** The sorted key and the last one to store to. */
function keysOfSort(argv: readonly string[]): readonly string[] {
  let target: string | undefined;
  for (let index = 2; index < argv.length; index++) {
    if (isOption(argv[index], 'STORE')) target = argv[++index] ?? target;
    else index += ARGUMENTS_OF[at(argv, index).toUpperCase()] ?? 0;
  }
  return target === undefined ? [at(argv, 1)] : [at(argv, 1), target];
}

/** The commands that sort. */
export const sortCommands: readonly CommandDefinition[] = [
  {
    name: 'sort',
    arity: -2,
    flags: ['write', 'denyoom', 'movablekeys'],
    keys: keysOfSort,
    run: (client, argv) => sort(client, argv, true),
  },
  { name: 'sort_ro', arity: -2, flags: ['readonly', 'movablekeys'], keys: FIRST_KEY, run: (client, argv) => sort(client, argv, false) },
];
