/** XADD, XTRIM, XDEL and XSETID: what changes the entries of a stream. */
import { compareIds, idAfter, idText, LARGEST_ID, SMALLEST_ID, StreamValue } from '../../keyspace/index.ts';
import { failure, OK } from '../../resp/index.ts';
import { at, isOption, needInteger, NO_SUCH_KEY, SYNTAX_ERROR } from '../words.ts';
import { needId, parseOpenId } from './ids.ts';
import { nodeLimits, readStreamOptions } from './trimming.ts';
import type { Client } from '../../client.ts';
import type { Integer, StreamId } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

/** The id that XADD was given: in full, with the sequence left open (`ms-*`), or left to the server altogether. */
type GivenId = { readonly id: StreamId } | { readonly openMs: Integer } | null;

const WRONG_ARITY = failure("wrong number of arguments for 'xadd' command");
const ZERO_ID = failure('The ID specified in XADD must be greater than 0-0');
const EXHAUSTED = failure('The stream has exhausted the last possible ID, unable to add more items');
const NOT_GREATER = failure('The ID specified in XADD is equal or smaller than the target stream top item');
/** What Redis 7.0 says when `ms-*` finds no sequence left. */
const NO_SEQUENCE_LEFT = failure('Elements are too large to be stored');

/** XADD. */
export function add(client: Client, argv: readonly string[]): Reply {
  let given: GivenId = null;
  const options = readStreamOptions(client, argv, (word) => {
    given = readGivenId(word);
  });
  const fields = argv.slice(options.end + 1);
  if (fields.length < 2 || fields.length % 2 === 1) throw WRONG_ARITY;
  if (isZero(given)) throw ZERO_ID;
  const key = at(argv, 1);
  const known = client.database.stream(key);
  if (known === undefined && !options.createsStream) return null;
  const stream = known ?? new StreamValue();
  if (compareIds(stream.marks.lastId, LARGEST_ID) === 0) throw EXHAUSTED;
  const id = nextId(stream, given, client.server.data.nowMs);
  if (known === undefined) client.database.put(key, stream);
  stream.append(id, fields, nodeLimits(client));
  if (options.trimming !== null) stream.trim(options.trimming);
  client.database.changed(key);
  return idText(id);
}

function readGivenId(word: string): GivenId {
  if (word === '*') return null;
  const openMs = parseOpenId(word);
  return openMs === null ? { id: needId(word) } : { openMs };
}

function isZero(given: GivenId): boolean {
  return given !== null && 'id' in given && compareIds(given.id, SMALLEST_ID) === 0;
}

function nextId(stream: StreamValue, given: GivenId, nowMs: number): StreamId {
  const { lastId } = stream.marks;
  // The last possible id was refused before, so there is one behind.
  const following = idAfter(lastId) ?? lastId;
  if (given === null) return nowMs > lastId.ms ? { ms: nowMs, seq: 0 } : following;
  if ('openMs' in given && given.openMs === lastId.ms) {
    if (following.ms !== lastId.ms) throw NO_SEQUENCE_LEFT;
    return following;
  }
  const id = 'id' in given ? given.id : { ms: given.openMs, seq: 0 };
  if (compareIds(id, lastId) <= 0) throw NOT_GREATER;
  return id;
}

/** XTRIM. */
export function trim(client: Client, argv: readonly string[]): Reply {
  const { trimming } = readStreamOptions(client, argv, null);
  const stream = client.database.stream(at(argv, 1));
  if (stream === undefined || trimming === null) return 0;
  const removed = stream.trim(trimming);
  if (removed > 0) client.database.changed(at(argv, 1));
  return removed;
}

/** XDEL. */
export function deleteEntries(client: Client, argv: readonly string[]): Reply {
  const stream = client.database.stream(at(argv, 1));
  if (stream === undefined) return 0;
  const deleted = stream.delete(argv.slice(2).map(needId));
  if (deleted > 0) client.database.changed(at(argv, 1));
  return deleted;
}

interface NewMarks {
  entriesAdded?: Integer;
  maxDeletedId?: StreamId;
}

/** XSETID. */
export function setLastId(client: Client, argv: readonly string[]): Reply {
  const lastId = needId(at(argv, 2));
  const marks = readMarks(argv, lastId);
  const stream = client.database.stream(at(argv, 1));
  if (stream === undefined) throw NO_SUCH_KEY;
  if (stream.length > 0) {
    if (compareIds(lastId, stream.nodes.edge('last') ?? SMALLEST_ID) < 0)
      throw failure('The ID specified in XSETID is smaller than the target stream top item');
    if (marks.entriesAdded !== undefined && stream.length > marks.entriesAdded)
      throw failure('The entries_added specified in XSETID is smaller than the target stream length');
  }
  stream.mark({ lastId, ...marks });
  client.database.changedUnseen(at(argv, 1));
  return OK;
}

function readMarks(argv: readonly string[], lastId: StreamId): NewMarks {
  const marks: NewMarks = {};
  for (let index = 3; index < argv.length; index += 2) {
    const value = argv[index + 1];
    if (value === undefined) throw SYNTAX_ERROR;
    if (isOption(argv[index], 'ENTRIESADDED')) {
      marks.entriesAdded = needInteger(value);
      if (marks.entriesAdded < 0) throw failure('entries_added must be positive');
    } else if (isOption(argv[index], 'MAXDELETEDID')) {
      const maxDeletedId = needId(value);
      if (compareIds(lastId, maxDeletedId) < 0)
        throw failure('The ID specified in XSETID is smaller than the provided max_deleted_entry_id');
      if (compareIds(maxDeletedId, SMALLEST_ID) !== 0) marks.maxDeletedId = maxDeletedId;
      else delete marks.maxDeletedId;
    } else throw SYNTAX_ERROR;
  }
  return marks;
}
