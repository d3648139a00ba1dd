/** Reading what DUMP has written, the twin's or a real server's. What makes no sense is refused as Redis refuses it: `Bad data format`. */
import { COMPACT_BYTES, COMPACT_ENTRIES, HashValue, ListValue, SetValue, SortedSetValue } from '../../keyspace/index.ts';
import { readLenientDouble } from '../words.ts';
import { readIntset } from './intset.ts';
import { readListpack } from './listpack.ts';
import { BAD_DATA, Source } from './source.ts';
import { readStream } from './stream-read.ts';
import { OLD_TYPE, TYPE } from './types.ts';
import type { Value } from '../../keyspace/index.ts';

const PLAIN_NODE = 1;
const PACKED_NODE = 2;

/** The value that a payload begins with; throws Redis's error when there is none. A string that is too short goes on into the footer, as it does in Redis. */
export function readValue(payload: string): Value {
  const source = new Source(payload.slice(1));
  switch (payload.charAt(0)) {
    case TYPE.string:
      return source.string();
    case OLD_TYPE.list:
      return ListValue.of(filled(source.strings(source.count())));
    case TYPE.quicklist:
      return ListValue.of(filled(Array.from({ length: source.count() }, () => nodeItems(source)).flat()));
    case TYPE.set:
      return SetValue.of(filled(source.strings(source.count())));
    case TYPE.intset:
      return SetValue.of(filled(readIntset(source.string())));
    case TYPE.hash:
      return hashOf(source.strings(2 * source.count()));
    case TYPE.hashListpack:
      return hashOf(filled(readListpack(source.string())));
    case TYPE.sortedSet:
      return sortedSetOf(Array.from({ length: source.count() }, () => [source.string(), source.take(8).readDoubleLE()]));
    case OLD_TYPE.sortedSet:
      return sortedSetOf(Array.from({ length: source.count() }, () => [source.string(), oldScore(source)]));
    case TYPE.sortedSetListpack:
      return sortedSetOf(pairs(filled(readListpack(source.string()))).map(([member, score]) => [member, scoreOf(score)]));
    case TYPE.stream:
      return readStream(source, true);
    case OLD_TYPE.stream:
      return readStream(source, false);
    default:
      throw BAD_DATA;
  }
}

/** A collection is never empty. */
function filled(items: string[] | null): string[] {
  if (items === null || items.length === 0) throw BAD_DATA;
  return items;
}

function pairs(words: readonly string[]): [string, string][] {
  if (words.length % 2 === 1) throw BAD_DATA;
  const found: [string, string][] = [];
  for (let index = 0; index < words.length; index += 2) found.push([words[index] ?? '', words[index + 1] ?? '']);
  return found;
}

function nodeItems(source: Source): string[] {
  const container = source.count();
  const text = source.string();
  if (container === PLAIN_NODE) return [text];
  if (container !== PACKED_NODE) throw BAD_DATA;
  return filled(readListpack(text));
}

function hashOf(words: readonly string[]): HashValue {
  const hash = new HashValue();
  for (const [field, value] of pairs(words)) if (!hash.set(field, value)) throw BAD_DATA;
  if (hash.fields.size === 0) throw BAD_DATA;
  return hash;
}

function sortedSetOf(entries: readonly (readonly [string, number])[]): SortedSetValue {
  const set = new SortedSetValue();
  // The large form keeps a negative zero.
  set.large = entries.length > COMPACT_ENTRIES || entries.some(([member]) => member.length > COMPACT_BYTES);
  for (const [member, score] of entries) {
    if (Number.isNaN(score) || set.has(member)) throw BAD_DATA;
    set.set(member, score);
  }
  if (set.size === 0) throw BAD_DATA;
  return set;
}

function scoreOf(text: string): number {
  return readLenientDouble(text) ?? Number.NaN;
}

/** A score as text with its length in one byte; 253 to 255 are NaN and the infinities. */
function oldScore(source: Source): number {
  const length = source.byte();
  if (length === 255) return -Infinity;
  if (length === 254) return Infinity;
  return length === 253 ? Number.NaN : scoreOf(source.take(length).toString('latin1'));
}
