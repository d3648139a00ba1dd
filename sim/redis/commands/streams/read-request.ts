/** What XREAD and XREADGROUP were asked: options, streams, and from where to read each. */
import { compareIds, LARGEST_ID, SMALLEST_ID } from '../../keyspace/index.ts';
import { failure } from '../../resp/index.ts';
import { at, isOption, needAtLeast, needNumber, parseInteger, SYNTAX_ERROR } from '../words.ts';
import { needId } from './ids.ts';
import { noSuchKeyOrGroup } from './replies.ts';
import type { Client } from '../../client.ts';
import type { StreamId } from '../../keyspace/index.ts';

/** A consumer of a group that reads. */
export interface Reader {
  readonly group: string;
  readonly consumer: string;
  /** Nothing becomes pending. */
  readonly noAcknowledgement: boolean;
}

/** A stream and where to read on. */
export interface StreamSource {
  readonly key: string;
  /** Entries behind this id are wanted; null with a reader: what the group has not read (`>`). */
  readonly behind: StreamId | null;
}

/** A request, read. */
export interface ReadRequest {
  /** Null for XREAD. */
  readonly reader: Reader | null;
  /** The most entries of each stream; 0 for no limit. */
  readonly count: number;
  /** How long to wait, 0 for ever; null does not wait. */
  readonly blockMs: number | null;
  readonly sources: readonly StreamSource[];
}

interface Draft {
  group: string | null;
  consumer: string;
  noAcknowledgement: boolean;
  count: number;
  blockMs: number | null;
  streamsFrom: number;
}

/** Redis 7.0 says so of XREADGROUP too. */
const UNBALANCED = failure("Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified.");
const MISSING_GROUP = failure('Missing GROUP option for XREADGROUP');
const DOLLAR_IN_GROUP = failure(
  'The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.',
);
const NEW_WITHOUT_GROUP = failure('The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.');

/** Reads a request of either command, and looks at the keys as Redis does while reading: missing groups and wrong types throw. */
export function readRequest(client: Client, argv: readonly string[]): ReadRequest {
  const isGrouped = at(argv, 0).length === 'xreadgroup'.length;
  const draft = readOptions(client, argv, isGrouped);
  if (draft.streamsFrom === 0) throw SYNTAX_ERROR;
  const { group, consumer, noAcknowledgement, count, blockMs } = draft;
  if (isGrouped && group === null) throw MISSING_GROUP;
  const reader = group === null ? null : { group, consumer, noAcknowledgement };
  const words = argv.slice(draft.streamsFrom);
  const half = words.length / 2;
  const sources = words.slice(0, half).map((key, index) => ({ key, behind: readPlace(client, key, words[half + index] ?? '', reader) }));
  return { reader, count, blockMs, sources };
}

function readOptions(client: Client, argv: readonly string[], isGrouped: boolean): Draft {
  const draft: Draft = { group: null, consumer: '', noAcknowledgement: false, count: 0, blockMs: null, streamsFrom: 0 };
  for (let index = 1; index < argv.length && draft.streamsFrom === 0;) {
    if (isOption(argv[index], 'STREAMS') && index + 1 < argv.length) {
      if ((argv.length - index) % 2 === 0) throw UNBALANCED;
      draft.streamsFrom = index + 1;
    } else index += readOption(client, draft, argv, index, isGrouped);
  }
  return draft;
}

/** Reads an option that is not STREAMS; answers how many words it took. */
function readOption(client: Client, draft: Draft, argv: readonly string[], index: number, isGrouped: boolean): number {
  const word = at(argv, index);
  const more = argv.length - index - 1;
  const value = at(argv, index + 1);
  if (more > 0 && isOption(word, 'BLOCK')) {
    if (client.scripted) throw failure(`${at(argv, 0)} command is not allowed with BLOCK option from scripts`);
    draft.blockMs = needBlockMs(client, value);
    return 2;
  }
  if (more > 0 && isOption(word, 'COUNT')) {
    draft.count = Math.max(0, needNumber(value));
    return 2;
  }
  if (more > 1 && isOption(word, 'GROUP')) {
    if (!isGrouped) throw onlyForGroups('GROUP');
    draft.group = value;
    draft.consumer = at(argv, index + 2);
    return 3;
  }
  if (!isOption(word, 'NOACK')) throw SYNTAX_ERROR;
  if (!isGrouped) throw onlyForGroups('NOACK');
  draft.noAcknowledgement = true;
  return 1;
}

function needBlockMs(client: Client, word: string): number {
  const complaint = parseInteger(word) === null ? 'timeout is not an integer or out of range' : 'timeout is negative';
  const blockMs = needAtLeast(word, 0, complaint);
  // A moment that does not fit into 64 bits never comes.
  return blockMs + client.server.data.nowMs >= 2 ** 63 ? 0 : blockMs;
}

function readPlace(client: Client, key: string, word: string, reader: Reader | null): StreamId | null {
  const stream = client.database.stream(key);
  if (reader !== null && !stream?.groups.has(reader.group)) throw noSuchKeyOrGroup(key, reader.group, ' in XREADGROUP with GROUP option');
  if (word === '$') {
    if (reader !== null) throw DOLLAR_IN_GROUP;
    return stream?.marks.lastId ?? SMALLEST_ID;
  }
  if (word === '>') {
    if (reader === null) throw NEW_WITHOUT_GROUP;
    return null;
  }
  const id = needId(word);
  // Redis marks `>` with the largest id, so that id means the same.
  return reader !== null && compareIds(id, LARGEST_ID) === 0 ? null : id;
}

function onlyForGroups(option: string): Error {
  return failure(`The ${option} option is only supported by XREADGROUP. You called XREAD instead.`);
}

/** The keys of either command: the first half of what follows STREAMS. */
export function keysOfRead(argv: readonly string[]): readonly string[] {
  const streams = argv.findIndex((word) => isOption(word, 'STREAMS'));
  if (streams === -1) return [];
  const words = argv.slice(streams + 1);
  return words.slice(0, Math.floor(words.length / 2));
}
