/**
 * XREAD and XREADGROUP, which may wait. Redis wakes those who wait for a stream only when an entry was added, a group destroyed, or the key
 * became another value; a stream that changed otherwise leaves them alone, which `signals` tells.
 */
import { compareIds, StreamValue } from '../../keyspace/index.ts';
import { ErrorReply, MapReply, NULL_ARRAY } from '../../resp/index.ts';
import { consumerOf, deliverAgain, deliverNew, entriesBehind, hasMore } from './deliver.ts';
import { readRequest } from './read-request.ts';
import type { Client } from '../../client.ts';
import type { Reply } from '../../resp/index.ts';
import type { Reader, ReadRequest, StreamSource } from './read-request.ts';

const GROUP_GONE = new ErrorReply('NOGROUP the consumer group this client was blocked on no longer exists');
const STREAM_GONE = new ErrorReply('UNBLOCKED the stream key no longer exists');
/** The most entries that a client gets which waited without a COUNT. */
const COUNT_AFTER_WAITING = 1000;

/** Both commands. */
export function read(client: Client, argv: readonly string[]): Reply {
  const request = readRequest(client, argv);
  const found: (readonly [key: string, entries: Reply])[] = [];
  for (const source of request.sources) {
    const entries = readNow(client, request, source);
    if (entries !== undefined) found.push([source.key, entries]);
  }
  if (found.length > 0) return byStream(client, found);
  if (request.blockMs === null || !client.mayBlock) return NULL_ARRAY;
  return wait(client, argv, request, request.blockMs);
}

function byStream(client: Client, found: readonly (readonly [key: string, entries: Reply])[]): Reply {
  return client.protocol === 3 ? new MapReply(found.flat()) : found;
}

/** The entries of one stream; undefined when it has none for this reader. */
function readNow(client: Client, { reader, count }: ReadRequest, { key, behind }: StreamSource): Reply | undefined {
  const stream = client.database.stream(key);
  if (stream === undefined) return undefined;
  if (reader === null) return behind !== null && hasMore(stream, behind) ? entriesBehind(stream, behind, count) : undefined;
  const group = stream.groups.get(reader.group);
  if (group === undefined || (behind === null && !hasMore(stream, group.position.lastId))) return undefined;
  const { nowMs } = client.server.data;
  const delivery = { stream, group, consumer: consumerOf(group, reader.consumer, nowMs), nowMs };
  client.database.changedUnseen(key);
  return behind === null ? deliverNew(delivery, count, reader.noAcknowledgement) : deliverAgain(delivery, behind, count);
}

/** What a key held when its client last looked. */
interface Look {
  readonly stream: StreamValue | undefined;
  readonly signals: number;
}

function wait(client: Client, argv: readonly string[], request: ReadRequest, timeoutMs: number): Reply {
  const looks = new Map<string, Look>();
  const sources = new Map<string, StreamSource>();
  for (const source of request.sources) {
    if (sources.has(source.key)) continue;
    sources.set(source.key, source);
    looks.set(source.key, lookAt(client, source.key));
  }
  const attempt = (key: string): Reply | undefined => {
    const look = lookAt(client, key);
    const before = looks.get(key);
    looks.set(key, look);
    if (look.stream === before?.stream && look.signals === before?.signals) return undefined;
    const source = sources.get(key);
    return source === undefined ? undefined : serve(client, request, source);
  };
  return client.server.waits.begin(client, { argv, keys: [...sources.keys()], timeoutMs, timeoutReply: NULL_ARRAY, attempt });
}

function lookAt(client: Client, key: string): Look {
  const value = client.database.find(key);
  return value instanceof StreamValue ? { stream: value, signals: value.signals } : { stream: undefined, signals: 0 };
}

/** Serves a client that waits from a stream that has changed; undefined lets it wait on. */
function serve(client: Client, request: ReadRequest, { key, behind }: StreamSource): Reply | undefined {
  const { reader } = request;
  const count = request.count === 0 ? COUNT_AFTER_WAITING : request.count;
  const value = client.database.find(key);
  if (!(value instanceof StreamValue)) return reader === null ? undefined : STREAM_GONE;
  if (reader !== null) return serveReader(client, key, value, reader, count);
  // By the last id given, not by the last entry alive: what was added and removed again in one step wakes with nothing.
  if (behind === null || compareIds(value.marks.lastId, behind) <= 0) return undefined;
  return byStream(client, [[key, entriesBehind(value, behind, count)]]);
}

function serveReader(client: Client, key: string, stream: StreamValue, reader: Reader, count: number): Reply | undefined {
  const group = stream.groups.get(reader.group);
  if (group === undefined) return GROUP_GONE;
  if (compareIds(stream.marks.lastId, group.position.lastId) <= 0) return undefined;
  const { nowMs } = client.server.data;
  const delivery = { stream, group, consumer: consumerOf(group, reader.consumer, nowMs), nowMs };
  client.database.changedUnseen(key);
  return byStream(client, [[key, deliverNew(delivery, count, reader.noAcknowledgement)]]);
}
