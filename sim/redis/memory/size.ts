/**
 * How many bytes a key takes in Redis 7.0 on a 64-bit machine with jemalloc: what MEMORY USAGE answers there, by the same arithmetic (structures,
 * string headers, allocation classes, five elements looked at and taken for all). It does not know of tables that are being enlarged, and
 * takes the mean of a sorted set's towers, so it is a few bytes in a hundred off.
 */
import { HashValue, ListValue, SetValue, SortedSetValue, type StreamValue, type Value } from '../keyspace/index.ts';

const OBJECT_BYTES = 16;
const TABLE_BYTES = 56;
const TABLE_ENTRY_BYTES = 24;
const QUICKLIST_BYTES = 40;
const QUICKLIST_NODE_BYTES = 40;
const QUICKLIST_NODE_MAX = 8192;
/** A node of the skip list: its mean over the heights of towers. */
const TOWER_BYTES = 53;
const SKIP_LIST_BYTES = 16 + 640;
const EMBEDDED_MAX = 44;
const STREAM_BYTES = 632;
const STREAM_NODE_BYTES = 4096;

/** What a key and its value take; `samples` elements of a collection are looked at (0: all). */
export function bytesOf(key: string, value: Value, samples = 5): number {
  return stringBytes(key.length) + TABLE_ENTRY_BYTES + valueBytes(value, samples === 0 ? Number.POSITIVE_INFINITY : samples);
}

/** What a key takes beyond what MEMORY USAGE says: its slot, and its deadline. */
export function overheadBytes(hasDeadline: boolean): number {
  return 16 + (hasDeadline ? 40 : 0);
}

function valueBytes(value: Value, samples: number): number {
  if (typeof value === 'string') return textBytes(value);
  if (value instanceof ListValue) return listBytes(value, samples);
  if (value instanceof HashValue) return hashBytes(value, samples);
  if (value instanceof SetValue) return setBytes(value, samples);
  if (value instanceof SortedSetValue) return sortedSetBytes(value, samples);
  return streamBytes(value);
}

/** An allocation as jemalloc rounds it: four sizes to each doubling, multiples of 16 below 128. */
export function allocated(bytes: number): number {
  if (bytes <= 8) return 8;
  if (bytes <= 128) return Math.ceil(bytes / 16) * 16;
  const step = 2 ** (Math.ceil(Math.log2(bytes)) - 3);
  return Math.ceil(bytes / step) * step;
}

/** A string by itself: header, bytes, and a zero. */
function stringBytes(length: number): number {
  const header = length < 32 ? 1 : length < 256 ? 3 : length < 65_536 ? 5 : 9;
  return allocated(header + length + 1);
}

function textBytes(text: string): number {
  if (text.length <= 20 && /^(?:0|-?[1-9][0-9]{0,18})$/.test(text)) return OBJECT_BYTES;
  if (text.length <= EMBEDDED_MAX) return allocated(OBJECT_BYTES + 3 + text.length + 1);
  return OBJECT_BYTES + stringBytes(text.length);
}

/** An entry of a listpack: how it is encoded, its bytes, and its length from behind. */
function packedBytes(text: string): number {
  if (text.length <= 20 && /^(?:0|-?[1-9][0-9]*)$/.test(text)) return packedIntegerBytes(Number(text));
  const encoded = text.length + (text.length < 64 ? 1 : text.length < 4096 ? 2 : 5);
  return encoded + (encoded < 128 ? 1 : 2);
}

function packedIntegerBytes(value: number): number {
  if (value >= 0 && value < 128) return 2;
  if (value >= -4096 && value < 4096) return 3;
  const bits = [16, 24, 32].find((width) => value >= -(2 ** (width - 1)) && value < 2 ** (width - 1)) ?? 64;
  return bits / 8 + 2;
}

function mean(items: Iterable<string>, samples: number, size: (item: string) => number): number {
  let sum = 0;
  let count = 0;
  for (const item of items) {
    if (count >= samples) break;
    sum += size(item);
    count += 1;
  }
  return count === 0 ? 0 : sum / count;
}

/** Redis's table of that many entries: slots are a power of two. */
function slotBytes(entries: number): number {
  return 8 * 2 ** Math.max(2, Math.ceil(Math.log2(Math.max(1, entries))));
}

function packBytes(bytes: number): number {
  return allocated(Math.round(7 + bytes));
}

function listBytes(list: ListValue, samples: number): number {
  const seen = list.slice(0, Math.min(samples, list.length));
  const total = list.length * mean(seen, samples, packedBytes);
  const nodes = Math.max(1, Math.ceil(total / QUICKLIST_NODE_MAX));
  return Math.round(OBJECT_BYTES + QUICKLIST_BYTES + nodes * (QUICKLIST_NODE_BYTES + packBytes(total / nodes)));
}

function hashBytes(hash: HashValue, samples: number): number {
  const count = hash.fields.size;
  if (!hash.large) {
    const each = mean(hash.fields.keys(), samples, packedBytes) + mean(hash.fields.values(), samples, packedBytes);
    return OBJECT_BYTES + packBytes(count * each);
  }
  const each = mean(hash.fields.keys(), samples, sizeOfString) + mean(hash.fields.values(), samples, sizeOfString);
  return Math.round(OBJECT_BYTES + TABLE_BYTES + slotBytes(count) + count * (TABLE_ENTRY_BYTES + each));
}

function setBytes(set: SetValue, samples: number): number {
  if (!set.large) return OBJECT_BYTES + allocated(8 + set.size * mean(set.members, samples, integerBytes));
  const each = mean(set.members, samples, sizeOfString);
  return Math.round(OBJECT_BYTES + TABLE_BYTES + slotBytes(set.size) + set.size * (TABLE_ENTRY_BYTES + each));
}

function sortedSetBytes(set: SortedSetValue, samples: number): number {
  if (!set.large) {
    const scores = mean(set.names(), samples, (member) => packedBytes(String(set.score(member) ?? 0)));
    return OBJECT_BYTES + packBytes(set.size * (scores + mean(set.names(), samples, packedBytes)));
  }
  const each = TABLE_ENTRY_BYTES + TOWER_BYTES + mean(set.names(), samples, sizeOfString);
  return Math.round(OBJECT_BYTES + SKIP_LIST_BYTES + TABLE_BYTES + slotBytes(set.size) + set.size * each);
}

/** Nodes are allocated whole; groups and their pending entries come to it. */
function streamBytes(stream: StreamValue): number {
  const pending = [...stream.groups.values()].reduce((sum, group) => sum + 200 + 100 * group.consumers.size, 0);
  return STREAM_BYTES + Math.max(1, stream.nodes.nodeCount) * STREAM_NODE_BYTES + pending;
}

function sizeOfString(text: string): number {
  return stringBytes(text.length);
}

/** An intset has one width for all. */
function integerBytes(text: string): number {
  const value = Math.abs(Number(text));
  return value < 32_768 ? 2 : value < 2_147_483_648 ? 4 : 8;
}
