/** XPENDING: what a group has delivered and nobody has acknowledged. */
import { compareIds, idAfter, idText } from '../../keyspace/index.ts';
import { NULL_ARRAY } from '../../resp/index.ts';
import { at, isOption, needInteger, needNumber, SYNTAX_ERROR } from '../words.ts';
import { needEnd, needStart } from './ids.ts';
import { noSuchKeyOrGroup } from './replies.ts';
import type { Client } from '../../client.ts';
import type { Integer, StreamConsumer, StreamGroup, StreamId } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

interface PendingRange {
  readonly from: StreamId;
  readonly to: StreamId;
  readonly count: number;
  readonly consumer: string | undefined;
  /** Only what was delivered so long ago; 0 for all. */
  readonly leastIdleMs: Integer;
}

/** XPENDING, of the group as a whole or entry by entry. */
export function pending(client: Client, argv: readonly string[]): Reply {
  if (argv.length !== 3 && (argv.length < 6 || argv.length > 9)) throw SYNTAX_ERROR;
  const range = argv.length === 3 ? null : readRange(argv);
  const group = client.database.stream(at(argv, 1))?.groups.get(at(argv, 2));
  if (group === undefined) throw noSuchKeyOrGroup(at(argv, 1), at(argv, 2));
  return range === null ? summaryOf(group) : entriesIn(group, range, client.server.data.nowMs);
}

/** The consumers of a group by name, as Redis keeps them. */
export function consumersInOrder(group: StreamGroup): StreamConsumer[] {
  return [...group.consumers.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function readRange(argv: readonly string[]): PendingRange {
  const hasIdle = isOption(argv[3], 'IDLE');
  const leastIdleMs = hasIdle ? needInteger(at(argv, 4)) : 0;
  if (hasIdle && argv.length < 8) throw SYNTAX_ERROR;
  const first = hasIdle ? 5 : 3;
  const count = Math.max(0, needNumber(at(argv, first + 2)));
  return { from: needStart(at(argv, first)), to: needEnd(at(argv, first + 1)), count, consumer: argv[first + 3], leastIdleMs };
}

function summaryOf(group: StreamGroup): Reply {
  const { first, last, size } = group.pending;
  if (first === undefined || last === undefined) return [0, null, null, NULL_ARRAY];
  const busy = consumersInOrder(group).filter((consumer) => consumer.pending.size > 0);
  return [size, idText(first.id), idText(last.id), busy.map((consumer) => [consumer.name, String(consumer.pending.size)])];
}

function entriesIn(group: StreamGroup, { from, to, count, consumer, leastIdleMs }: PendingRange, nowMs: number): Reply {
  const entries = consumer === undefined ? group.pending : group.consumers.get(consumer)?.pending;
  const replies: Reply[] = [];
  let next: StreamId | null = from;
  while (entries !== undefined && next !== null && replies.length < count) {
    const entry = entries.atOrAfter(next);
    if (entry === undefined || compareIds(entry.id, to) > 0) break;
    next = idAfter(entry.id);
    const idleMs = nowMs - entry.deliveredAtMs;
    if (leastIdleMs === 0 || idleMs >= leastIdleMs) replies.push([idText(entry.id), entry.consumer, Math.max(0, idleMs), entry.deliveries]);
  }
  return replies;
}
