/** Reading what DUMP has written: the twin's, a real server's, or an older server's. What makes no sense is refused as Redis refuses it: `Bad data format`. */
import { HashValue, ListValue, SetValue, SortedSetValue } from '../../keyspace/index.ts';
import { readLenientDouble } from '../words.ts';
import { readIntset } from './intset.ts';
import { readListpack } from './listpack.ts';
import { BAD_DATA, Source } from './source.ts';
import { readStream } from './stream-read.ts';
import { OLD_TYPE, TYPE } from './types.ts';
import { readZiplist } from './ziplist.ts';
import { readZipmap } from './zipmap.ts';
import type { CompactLimits, Value } from '../../keyspace/index.ts';

const PLAIN_NODE = 1;
const PACKED_NODE = 2;

/**
 * The value that a payload begins with, for a server with these limits; throws Redis's error when there is none. A string that is too short goes on into
 * the footer, as it does in Redis.
 */
export function readValue(payload: string, limits: CompactLimits): Value {
  const source = new Source(payload.slice(1));
  const type = payload.charAt(0);
  switch (type) {
    case TYPE.string:
      return source.string();
    case OLD_TYPE.list:
      return ListValue.of(filled(source.strings(source.count())));
    case OLD_TYPE.listZiplist:
      return ListValue.of(filled(readZiplist(source.string())));
    case TYPE.quicklist:
      return ListValue.of(filled(source.repeat(source.count(), () => nodeItems(source)).flat()));
    case OLD_TYPE.quicklistOfZiplists:
      return ListValue.of(filled(source.repeat(source.count(), () => whole(readZiplist(source.string()))).flat()));
    case TYPE.set:
      return setOf(source.strings(source.count()), limits);
    case TYPE.intset:
      return setOf(filled(readIntset(source.string())), limits);
    case TYPE.stream:
      return readStream(source, true);
    case OLD_TYPE.stream:
      return readStream(source, false);
    default:
      return readHash(type, source, limits) ?? readSortedSet(type, source, limits);
  }
}

/** A collection is never empty. */
function filled(items: string[] | null): string[] {
  if (items === null || items.length === 0) throw BAD_DATA;
  return items;
}

function whole(items: string[] | null): string[] {
  if (items === null) throw BAD_DATA;
  return items;
}

function pairs(words: readonly string[]): [string, string][] {
  if (words.length % 2 === 1) throw BAD_DATA;
  const found: [string, string][] = [];
  for (let index = 0; index < words.length; index += 2) found.push([words[index] ?? '', words[index + 1] ?? '']);
  return found;
}

/** The items of a node; a node may be empty, but not all of them. */
function nodeItems(source: Source): string[] {
  const container = source.count();
  const text = source.string();
  if (container === PLAIN_NODE && text !== '') return [text];
  if (container !== PACKED_NODE) throw BAD_DATA;
  return whole(readListpack(text));
}

function setOf(members: readonly string[], limits: CompactLimits): SetValue {
  const set = SetValue.of(filled([...members]), limits);
  if (set.size < members.length) throw BAD_DATA;
  return set;
}

/** The hash of a payload of such a type; null for other types. */
function readHash(type: string, source: Source, limits: CompactLimits): HashValue | null {
  if (type === TYPE.hash) return hashOf(source.repeat(source.count(), () => [source.string(), source.string()]).flat(), limits, true);
  if (type === OLD_TYPE.hashZipmap) return hashOf(whole(readZipmap(source.string())), limits, true);
  if (type === OLD_TYPE.hashZiplist) return hashOf(whole(readZiplist(source.string())), limits, false);
  if (type === TYPE.hashListpack) return hashOf(whole(readListpack(source.string())), limits, false);
  return null;
}

/** What comes packed stays packed however long its words are, if they are not too many. */
function hashOf(words: readonly string[], limits: CompactLimits, looksAtWords: boolean): HashValue {
  const hash = new HashValue(limits);
  for (const [field, value] of pairs(words)) if (!hash.set(field, value)) throw BAD_DATA;
  if (hash.fields.size === 0) throw BAD_DATA;
  if (!looksAtWords) hash.large = hash.fields.size > limits.hashEntries;
  return hash;
}

/** The sorted set of a payload; any other type is unknown. */
function readSortedSet(type: string, source: Source, limits: CompactLimits): SortedSetValue {
  if (type === TYPE.sortedSet)
    return sortedSetOf(
      scored(source, () => source.take(8).readDoubleLE()),
      limits,
    );
  if (type === OLD_TYPE.sortedSet)
    return sortedSetOf(
      scored(source, () => oldScore(source)),
      limits,
    );
  if (type === OLD_TYPE.sortedSetZiplist) return packedSortedSet(readZiplist(source.string()), limits);
  if (type === TYPE.sortedSetListpack) return packedSortedSet(readListpack(source.string()), limits);
  throw BAD_DATA;
}

type Scored = readonly [member: string, score: number];

function scored(source: Source, score: () => number): Scored[] {
  return source.repeat(source.count(), () => [source.string(), score()]);
}

function packedSortedSet(words: string[] | null, limits: CompactLimits): SortedSetValue {
  const entries = pairs(whole(words)).map(([member, score]): Scored => [member, leadingNumber(score) ?? 0]);
  const set = sortedSetOf(entries, limits);
  set.large = set.size > limits.sortedEntries;
  return set;
}

function sortedSetOf(entries: readonly Scored[], limits: CompactLimits): SortedSetValue {
  const set = SortedSetValue.of(entries, limits);
  if (set.size === 0 || set.size < entries.length || entries.some(([, score]) => Number.isNaN(score))) throw BAD_DATA;
  return set;
}

/** What `strtod` makes of the beginning of a text; null when it does not begin with a number. */
function leadingNumber(text: string): number | null {
  const found = /^\s*[+-]?(?:inf(?:inity)?|nan|0x[\da-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(text);
  return found === null ? null : (readLenientDouble(found[0].trim()) ?? Number.NaN);
}

/** A score as text with its length in one byte; 253 to 255 are NaN and the infinities. */
function oldScore(source: Source): number {
  const length = source.byte();
  if (length === 255) return -Infinity;
  if (length === 254) return Infinity;
  return length === 253 ? Number.NaN : (leadingNumber(source.take(length).toString('latin1')) ?? Number.NaN);
}
