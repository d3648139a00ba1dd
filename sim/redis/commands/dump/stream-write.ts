/**
 * Streams as Redis 7.0 writes them: nodes keyed by their first id, each a listpack whose first words describe what the entries share; then what the
 * stream remembers, and its groups.
 */
import { subtractWrapped } from '../../keyspace/index.ts';
import { listpackEntry, listpackOf } from './listpack.ts';
import { lengthBytes, stringBytes } from './primitives.ts';
import type { Integer, PendingEntry, StoredEntry, StreamConsumer, StreamGroup, StreamId, StreamValue } from '../../keyspace/index.ts';

const IS_DELETED = 1;
const SAME_FIELDS = 2;
const UNKNOWN = 2n ** 64n - 1n;

/** A stream without its type. */
export function streamBytes(stream: StreamValue): string {
  const { contents } = stream.nodes;
  const { lastId, firstId, maxDeletedId, entriesAdded } = stream.marks;
  return [
    lengthBytes(contents.length),
    ...contents.map(nodeBytes),
    lengthBytes(stream.length),
    ...[lastId, firstId, maxDeletedId].map(idLengths),
    lengthBytes(entriesAdded),
    lengthBytes(stream.groups.size),
    ...inOrder(stream.groups).map(groupBytes),
  ].join('');
}

/** Groups and consumers are written in the order of their names. */
function inOrder<T>(named: ReadonlyMap<string, T>): T[] {
  return [...named].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function idLengths({ ms, seq }: StreamId): string {
  return lengthBytes(ms) + lengthBytes(seq);
}

/** An id in 16 bytes, highest first. */
function idBytes({ ms, seq }: StreamId): string {
  const bytes = Buffer.alloc(16);
  bytes.writeBigUInt64BE(BigInt(ms), 0);
  bytes.writeBigUInt64BE(BigInt(seq), 8);
  return bytes.toString('latin1');
}

function timeBytes(atMs: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(Math.trunc(atMs)));
  return bytes.toString('latin1');
}

function nodeBytes(entries: readonly StoredEntry[]): string {
  const [master] = entries;
  if (master === undefined) return '';
  const deleted = entries.filter(({ isDeleted }) => isDeleted).length;
  const names = fieldNames(master);
  const words = [
    entries.length - deleted,
    deleted,
    names.length,
    ...names,
    0,
    ...entries.flatMap((entry) => entryWords(entry, master, names)),
  ];
  return stringBytes(idBytes(master.id)) + stringBytes(listpackOf(words.map((word) => listpackEntry(String(word)))));
}

function entryWords({ id, fields, isDeleted }: StoredEntry, master: StoredEntry, names: readonly string[]): (string | Integer)[] {
  const own = fields.filter((_word, index) => index % 2 === 0);
  const same = own.length === names.length && own.every((name, index) => name === names[index]);
  const flags = (isDeleted ? IS_DELETED : 0) | (same ? SAME_FIELDS : 0);
  const distance = [difference(id.ms, master.id.ms), difference(id.seq, master.id.seq)];
  if (same) return [flags, ...distance, ...fields.filter((_word, index) => index % 2 === 1), own.length + 3];
  return [flags, ...distance, own.length, ...fields, fields.length + 4];
}

function fieldNames({ fields }: StoredEntry): string[] {
  return fields.filter((_word, index) => index % 2 === 0);
}

/** A difference of two unsigned integers as one with a sign. */
function difference(a: Integer, b: Integer): bigint {
  return BigInt.asIntN(64, BigInt(subtractWrapped(a, b)));
}

function groupBytes({ name, position, pending, consumers }: StreamGroup): string {
  return [
    stringBytes(name),
    idLengths(position.lastId),
    lengthBytes(position.entriesRead ?? UNKNOWN),
    pendingBytes(pending.all(), true),
    lengthBytes(consumers.size),
    ...inOrder(consumers).map(consumerBytes),
  ].join('');
}

function consumerBytes({ name, seenAtMs, pending }: StreamConsumer): string {
  return stringBytes(name) + timeBytes(seenAtMs) + pendingBytes(pending.all(), false);
}

function pendingBytes(entries: readonly PendingEntry[], isGroup: boolean): string {
  const written = entries.map(({ id, deliveredAtMs, deliveries }) =>
    isGroup ? idBytes(id) + timeBytes(deliveredAtMs) + lengthBytes(deliveries) : idBytes(id),
  );
  return lengthBytes(entries.length) + written.join('');
}
