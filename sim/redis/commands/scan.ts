/**
 * SCAN, HSCAN, SSCAN and ZSCAN with Redis's guarantee: what is there from the first call to the last is answered. Members are visited in
 * the order of a hash; the cursor is the hash to go on from, so that it needs no state and survives every change of the collection.
 */
import { failure } from '../resp/index.ts';
import { at, globMatches, needNumber, SYNTAX_ERROR } from './words.ts';
import type { Client } from '../client.ts';
import type { Reply } from '../resp/index.ts';

/** A collection to be scanned. */
export interface Scannable {
  /** The object that holds it; `additions` grows when something is added. */
  readonly owner: { readonly additions: number };
  /** Small collections are answered whole, whatever COUNT says. */
  readonly compact: boolean;
  keys(): Iterable<string>;
  has(key: string): boolean;
  /** What the reply says of a member. */
  show(key: string): readonly string[];
}

interface ScanIndex {
  readonly additions: number;
  readonly hashes: Uint32Array;
  readonly keys: readonly string[];
}

/** What SCAN's options say. */
export interface ScanOptions {
  readonly count: number;
  readonly pattern: string | null;
  readonly type: string | null;
}

const INVALID_CURSOR = failure('invalid cursor');
const indexes = new WeakMap<object, ScanIndex>();

/** Reads MATCH, COUNT and (for SCAN) TYPE. */
export function scanOptions(argv: readonly string[], from: number, mayType: boolean): ScanOptions {
  let count = 10;
  let pattern: string | null = null;
  let type: string | null = null;
  for (let index = from; index < argv.length; index += 2) {
    const option = at(argv, index).toUpperCase();
    const value = argv[index + 1];
    if (value === undefined) throw SYNTAX_ERROR;
    if (option === 'COUNT') {
      count = needNumber(value);
      if (count < 1) throw SYNTAX_ERROR;
    } else if (option === 'MATCH') pattern = value;
    else if (option === 'TYPE' && mayType) type = value.toLowerCase();
    else throw SYNTAX_ERROR;
  }
  return { count, pattern, type };
}

const CURSOR_MAX = 2n ** 64n - 1n;

/** Reads a cursor as C's strtoul does: it ends at a zero byte, nothing at all is 0, and a sign turns it around. */
export function needCursor(word: string): number {
  const text = word.replace(/\0[\s\S]*$/, '');
  if (text === '') return 0;
  const [, sign = '', digits = ''] = /^([+-]?)(\d+)$/.exec(text) ?? [];
  if (digits === '' || BigInt(digits) > CURSOR_MAX) throw INVALID_CURSOR;
  return sign === '-' && Number(digits) > 0 ? Infinity : Number(digits);
}

/** HSCAN, SSCAN and ZSCAN: key, cursor, options. `find` answers null for a missing key and may throw WRONGTYPE. */
export function scanMembers(client: Client, argv: readonly string[], find: (key: string) => Scannable | null): Reply {
  const cursor = needCursor(at(argv, 2));
  const collection = find(at(argv, 1));
  if (collection === null) return ['0', []];
  const options = scanOptions(argv, 3, false);
  const step = collection.compact
    ? { keys: [...collection.keys()], next: 0 }
    : advance(collection, cursor, options.count, client.server.scanSeed);
  const kept = step.keys.filter((key) => options.pattern === null || globMatches(options.pattern, key));
  return [String(step.next), kept.flatMap((key) => collection.show(key))];
}

/** The next members from a cursor on, at least `count` of them if there are so many, and the cursor behind them. */
export function advance(collection: Scannable, cursor: number, count: number, seed: number): { keys: string[]; next: number } {
  const index = indexOf(collection, cursor === 0, seed);
  const keys: string[] = [];
  let at = firstNotBelow(index.hashes, cursor);
  for (let visited = 0; at < index.keys.length; visited++, at++) {
    const hash = index.hashes[at] ?? 0;
    if (visited >= count && hash !== index.hashes[at - 1]) return { keys, next: hash };
    const key = index.keys[at];
    if (key !== undefined && collection.has(key)) keys.push(key);
  }
  return { keys, next: 0 };
}

/** An index built earlier serves until something was added, and a running scan goes on with it even then. */
function indexOf(collection: Scannable, fresh: boolean, seed: number): ScanIndex {
  const known = indexes.get(collection.owner);
  if (known !== undefined && (!fresh || known.additions === collection.owner.additions)) return known;
  const entries = Array.from(collection.keys(), (key) => ({ key, hash: hashOf(key, seed) })).sort(
    (a, b) => a.hash - b.hash || (a.key < b.key ? -1 : 1),
  );
  const index: ScanIndex = {
    additions: collection.owner.additions,
    hashes: Uint32Array.from(entries, (entry) => entry.hash),
    keys: entries.map((entry) => entry.key),
  };
  indexes.set(collection.owner, index);
  return index;
}

function firstNotBelow(hashes: Uint32Array, cursor: number): number {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? 0) < cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** FNV-1a over the bytes, mixed once more; never 0, which is the cursor of the end. */
function hashOf(key: string, seed: number): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}
