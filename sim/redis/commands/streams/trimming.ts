/** MAXLEN, MINID, LIMIT and NOMKSTREAM of XADD and XTRIM: Redis reads both commands with one function, and so does the twin. */
import { SMALLEST_ID } from '../../keyspace/index.ts';
import { failure } from '../../resp/index.ts';
import { at, isOption, needNumber, SYNTAX_ERROR } from '../words.ts';
import { needId } from './ids.ts';
import type { Client } from '../../client.ts';
import type { NodeLimits, StreamId, Trimming } from '../../keyspace/index.ts';

/** What stands before the id of XADD, or in all of XTRIM. */
export interface StreamOptions {
  readonly trimming: Trimming | null;
  readonly createsStream: boolean;
  /** Where the options end: the place of XADD's id. */
  readonly end: number;
}

interface Draft {
  length: number | null;
  minimumId: StreamId | null;
  isApproximate: boolean;
  limit: number | null;
  createsStream: boolean;
}

const TWO_STRATEGIES = failure('syntax error, MAXLEN and MINID options at the same time are not compatible');
const LIMIT_ALONE = failure('syntax error, LIMIT cannot be used without specifying a trimming strategy');
const NO_STRATEGY = failure('syntax error, XTRIM must be called with a trimming strategy');
const LIMIT_WHEN_EXACT = failure('syntax error, LIMIT cannot be used without the special ~ option');
const NEGATIVE_LENGTH = failure('The MAXLEN argument must be >= 0.');
const NEGATIVE_LIMIT = failure('The LIMIT argument must be >= 0.');
const NODES_AT_ONCE = 100;

/** When nodes of a server's streams are full. */
export function nodeLimits(client: Client): NodeLimits {
  const { settings } = client.server;
  return {
    entries: Number(settings.get('stream-node-max-entries') ?? 100),
    bytes: Number(settings.get('stream-node-max-bytes') ?? 4096),
  };
}

/**
 * Reads options from the third word on. `readId` is given the word that ends the options of XADD, and throws if it is no id either; XTRIM has
 * no id.
 */
export function readStreamOptions(client: Client, argv: readonly string[], readId: ((word: string) => void) | null): StreamOptions {
  const draft: Draft = { length: null, minimumId: null, isApproximate: false, limit: null, createsStream: true };
  let index = 2;
  while (index < argv.length) {
    const next = readOption(draft, argv, index, readId === null);
    if (next === index) {
      if (readId === null) throw SYNTAX_ERROR;
      readId(at(argv, index));
      break;
    }
    index = next;
  }
  return { trimming: trimmingOf(client, draft, readId === null), createsStream: draft.createsStream, end: index };
}

/** Reads one option; answers where the next begins, and the same place for what is none. */
function readOption(draft: Draft, argv: readonly string[], index: number, isTrim: boolean): number {
  const word = at(argv, index);
  const hasMore = index + 1 < argv.length;
  if (hasMore && isOption(word, 'MAXLEN')) return readStrategy(draft, argv, index, readLength);
  if (hasMore && isOption(word, 'MINID')) return readStrategy(draft, argv, index, readMinimum);
  if (hasMore && isOption(word, 'LIMIT')) {
    draft.limit = needNumber(at(argv, index + 1));
    if (draft.limit < 0) throw NEGATIVE_LIMIT;
    return index + 2;
  }
  if (isTrim || !isOption(word, 'NOMKSTREAM')) return index;
  draft.createsStream = false;
  return index + 1;
}

function readStrategy(draft: Draft, argv: readonly string[], index: number, read: (draft: Draft, word: string) => void): number {
  if (draft.length !== null || draft.minimumId !== null) throw TWO_STRATEGIES;
  const mark = at(argv, index + 1);
  const hasMark = index + 2 < argv.length && (mark === '~' || mark === '=');
  draft.isApproximate = hasMark && mark === '~';
  read(draft, at(argv, index + (hasMark ? 2 : 1)));
  return index + (hasMark ? 3 : 2);
}

function readLength(draft: Draft, word: string): void {
  draft.length = needNumber(word);
  if (draft.length < 0) throw NEGATIVE_LENGTH;
}

function readMinimum(draft: Draft, word: string): void {
  draft.minimumId = needId(word);
}

function trimmingOf(client: Client, { length, minimumId, isApproximate, limit }: Draft, isTrim: boolean): Trimming | null {
  const hasStrategy = length !== null || minimumId !== null;
  if (limit !== null && limit !== 0 && !hasStrategy) throw LIMIT_ALONE;
  if (isTrim && !hasStrategy) throw NO_STRATEGY;
  if (limit !== null && !isApproximate) throw LIMIT_WHEN_EXACT;
  if (!hasStrategy) return null;
  return { length, minimumId: minimumId ?? SMALLEST_ID, isApproximate, limit: limit ?? (isApproximate ? defaultLimit(client) : 0) };
}

/** Without LIMIT, `~` looks at a hundred nodes at most. */
function defaultLimit(client: Client): number {
  const limit = NODES_AT_ONCE * nodeLimits(client).entries;
  return limit <= 0 ? 10_000 : Math.min(limit, 1_000_000);
}
