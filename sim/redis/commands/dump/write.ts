/** Values as DUMP writes them: the object of an RDB file of version 10, in the encoding that the value has in memory. */
import { formatDouble } from '../../resp/index.ts';
import { HashValue, ListValue, SetValue, SortedSetValue } from '../../keyspace/index.ts';
import { intsetOf } from './intset.ts';
import { listpackEntry, listpackOf } from './listpack.ts';
import { lengthBytes, stringBytes } from './primitives.ts';
import { streamBytes } from './stream-write.ts';
import { TYPE } from './types.ts';
import type { Value } from '../../keyspace/index.ts';

const PACKED_NODE = 2;
const NODE_BYTES = 8192;
const ENTRY_OVERHEAD_BYTES = 8;
const EMPTY_LISTPACK_BYTES = 7;

/** A value's type and its bytes. */
export function writeValue(value: Value): string {
  if (typeof value === 'string') return TYPE.string + stringBytes(value);
  if (value instanceof ListValue) return TYPE.quicklist + listBytes(value);
  if (value instanceof SetValue) return setBytes(value);
  if (value instanceof HashValue) return hashBytes(value);
  return value instanceof SortedSetValue ? sortedSetBytes(value) : TYPE.stream + streamBytes(value);
}

/** Nodes of up to 8 KB, as RPUSH would have made them. */
function listBytes(list: ListValue): string {
  const nodes: string[][] = [];
  let node: string[] = [];
  let bytes = EMPTY_LISTPACK_BYTES;
  for (const item of list.slice()) {
    if (node.length === 0 || bytes + item.length + ENTRY_OVERHEAD_BYTES > NODE_BYTES) {
      node = [];
      nodes.push(node);
      bytes = EMPTY_LISTPACK_BYTES;
    }
    const entry = listpackEntry(item);
    node.push(entry);
    bytes += entry.length;
  }
  return lengthBytes(nodes.length) + nodes.map((entries) => lengthBytes(PACKED_NODE) + stringBytes(listpackOf(entries))).join('');
}

function setBytes(set: SetValue): string {
  if (!set.large) return TYPE.intset + stringBytes(intsetOf(set.members));
  return TYPE.set + lengthBytes(set.size) + [...set.members].map(stringBytes).join('');
}

function hashBytes(hash: HashValue): string {
  const words = [...hash.fields].flat();
  if (!hash.large) return TYPE.hashListpack + stringBytes(listpackOf(words.map(listpackEntry)));
  return TYPE.hash + lengthBytes(hash.fields.size) + words.map(stringBytes).join('');
}

function sortedSetBytes(set: SortedSetValue): string {
  const entries = set.slice();
  if (!set.large) {
    const words = entries.flatMap(({ member, score }) => [listpackEntry(member), listpackEntry(formatDouble(score))]);
    return TYPE.sortedSetListpack + stringBytes(listpackOf(words));
  }
  const bytes = Buffer.alloc(8);
  const written = entries.toReversed().map(({ member, score }) => {
    bytes.writeDoubleLE(score);
    return stringBytes(member) + bytes.toString('latin1');
  });
  return TYPE.sortedSet + lengthBytes(set.size) + written.join('');
}
