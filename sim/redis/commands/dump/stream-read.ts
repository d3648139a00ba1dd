/** Reading a stream from a dump: the other direction of stream-write.ts, and the form of Redis 5 and 6, which remembered less. */
import { addWrapped, compareIds, integerOf, SMALLEST_ID, StreamValue } from '../../keyspace/index.ts';
import { parseInteger } from '../words.ts';
import { readListpack } from './listpack.ts';
import { BAD_DATA } from './source.ts';
import type { Integer, StoredEntry, StreamGroup, StreamId } from '../../keyspace/index.ts';
import type { Source } from './source.ts';

const IS_DELETED = 1;
const SAME_FIELDS = 2;
const UNKNOWN = 2n ** 64n - 1n;

/** Reads a stream behind its type; `hasMarks` tells the form of Redis 7.0 from the older one. */
export function readStream(source: Source, hasMarks: boolean): StreamValue {
  const contents = source.repeat(source.count(), () => readNode(source));
  const length = source.count();
  const lastId = readId(source);
  const firstId = hasMarks ? readId(source) : (contents.flat().find(({ isDeleted }) => !isDeleted)?.id ?? SMALLEST_ID);
  const maxDeletedId = hasMarks ? readId(source) : SMALLEST_ID;
  const entriesAdded = hasMarks ? source.integer() : length;
  const stream = StreamValue.of(contents, { firstId, lastId, maxDeletedId, entriesAdded });
  if (stream.length !== length) throw BAD_DATA;
  for (let groups = source.count(); groups > 0; groups--) readGroup(source, stream, hasMarks);
  return stream;
}

function readId(source: Source): StreamId {
  return { ms: source.integer(), seq: source.integer() };
}

/** An id in 16 bytes, highest first. */
function idOf(bytes: Buffer): StreamId {
  if (bytes.length !== 16) throw BAD_DATA;
  return { ms: integerOf(bytes.readBigUInt64BE(0)), seq: integerOf(bytes.readBigUInt64BE(8)) };
}

/** The words of a listpack, one after the other. */
class Words {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[] | null) {
    if (words === null) throw BAD_DATA;
    this.#words = words;
  }

  get done(): boolean {
    return this.#at >= this.#words.length;
  }

  take(count: number): readonly string[] {
    const taken = this.#words.slice(this.#at, this.#at + count);
    if (count < 0 || taken.length < count) throw BAD_DATA;
    this.#at += count;
    return taken;
  }

  integer(): Integer {
    const value = parseInteger(this.take(1)[0] ?? '');
    if (value === null) throw BAD_DATA;
    return value;
  }

  number(): number {
    return Number(this.integer());
  }
}

function readNode(source: Source): StoredEntry[] {
  const master = idOf(Buffer.from(source.string(), 'latin1'));
  const words = new Words(readListpack(source.string()));
  const expected = words.number() + words.number();
  const names = words.take(words.number());
  words.take(1);
  const entries: StoredEntry[] = [];
  while (!words.done) entries.push(readEntry(words, master, names));
  if (entries.length !== expected || expected === 0) throw BAD_DATA;
  return entries;
}

function readEntry(words: Words, master: StreamId, names: readonly string[]): StoredEntry {
  const flags = words.number();
  const id = { ms: added(master.ms, words.integer()), seq: added(master.seq, words.integer()) };
  const fields =
    (flags & SAME_FIELDS) === 0
      ? words.take(2 * words.number())
      : words.take(names.length).flatMap((value, index) => [names[index] ?? '', value]);
  words.take(1);
  return { id, fields, isDeleted: (flags & IS_DELETED) !== 0 };
}

function added(base: Integer, distance: Integer): Integer {
  return addWrapped(base, integerOf(BigInt.asUintN(64, BigInt(distance))));
}

function readGroup(source: Source, stream: StreamValue, hasMarks: boolean): void {
  const name = source.string();
  const lastId = readId(source);
  const read = hasMarks ? source.integer() : (stream.countUpTo(lastId) ?? UNKNOWN);
  const group = stream.createGroup(name, { lastId, entriesRead: read === UNKNOWN ? null : read });
  if (group === undefined) throw BAD_DATA;
  const deliveries = source.repeat(source.count(), () => ({
    id: idOf(source.take(16)),
    deliveredAtMs: Number(source.take(8).readBigInt64LE()),
    deliveries: source.integer(),
  }));
  for (let consumers = source.count(); consumers > 0; consumers--) readConsumer(source, group, deliveries);
}

interface Delivery {
  readonly id: StreamId;
  readonly deliveredAtMs: number;
  readonly deliveries: Integer;
}

function readConsumer(source: Source, group: StreamGroup, deliveries: readonly Delivery[]): void {
  const name = source.string();
  const seenAtMs = Number(source.take(8).readBigInt64LE());
  if (group.createConsumer(name, seenAtMs) === undefined) throw BAD_DATA;
  for (let pending = source.count(); pending > 0; pending--) {
    const id = idOf(source.take(16));
    const delivery = deliveries[placeOf(deliveries, id)];
    if (delivery === undefined || compareIds(delivery.id, id) !== 0) throw BAD_DATA;
    group.assign({ ...delivery, consumer: name });
  }
}

/** Where an id is among deliveries, which are in order. */
function placeOf(deliveries: readonly Delivery[], id: StreamId): number {
  let low = 0;
  let high = deliveries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const delivery = deliveries[middle];
    if (delivery !== undefined && compareIds(delivery.id, id) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
