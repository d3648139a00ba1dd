/** How a consumer gets entries of a group: new ones, which become pending for it, and those that were pending for it already. */
import { addWrapped, compareIds, idAfter, idText, LARGEST_ID } from '../../keyspace/index.ts';
import { NULL_ARRAY } from '../../resp/index.ts';
import { showEntry } from './replies.ts';
import type { Reply } from '../../resp/index.ts';
import type { GroupPosition, StreamConsumer, StreamEntry, StreamGroup, StreamId, StreamValue } from '../../keyspace/index.ts';

/** Who gets entries, and when. */
export interface Delivery {
  readonly stream: StreamValue;
  readonly group: StreamGroup;
  readonly consumer: StreamConsumer;
  readonly nowMs: number;
}

/** The consumer of that name, seen now; made if it is missing. */
export function consumerOf(group: StreamGroup, name: string, nowMs: number): StreamConsumer {
  const known = group.consumers.get(name);
  if (known === undefined) return group.createConsumer(name, nowMs) ?? consumerOf(group, name, nowMs);
  group.see(known, nowMs);
  return known;
}

/** Delivers what the group has not read: at most `count` entries, all of them for 0. */
export function deliverNew(delivery: Delivery, count: number, noAcknowledgement: boolean): Reply {
  const { stream, group } = delivery;
  const start = idAfter(group.position.lastId);
  const entries = start === null ? [] : stream.entriesFrom(start, count === 0 ? Infinity : count);
  for (const entry of entries) {
    group.moveTo(positionAfter(stream, group, entry));
    if (!noAcknowledgement) makePending(delivery, entry.id);
  }
  return entries.map(showEntry);
}

/** Where a group is once it has read an entry. */
function positionAfter(stream: StreamValue, group: StreamGroup, { id }: StreamEntry): GroupPosition {
  const { entriesRead } = group.position;
  if (entriesRead !== null && !stream.hasGapsFrom(id)) return { lastId: id, entriesRead: addWrapped(entriesRead, 1) };
  return { lastId: id, entriesRead: stream.marks.entriesAdded === 0 ? entriesRead : stream.countUpTo(id) };
}

function makePending({ group, consumer, nowMs }: Delivery, id: StreamId): void {
  group.assign({ id, consumer: consumer.name, deliveredAtMs: nowMs, deliveries: 1 });
}

/** Delivers once more what is pending for the consumer behind an id; of an entry that was deleted only the id is left. */
export function deliverAgain({ stream, group, consumer, nowMs }: Delivery, behind: StreamId, count: number): Reply {
  const replies: Reply[] = [];
  let from = idAfter(behind);
  while (from !== null && (count === 0 || replies.length < count)) {
    const pending = consumer.pending.atOrAfter(from);
    if (pending === undefined) break;
    const entry = stream.nodes.find(pending.id);
    if (entry === undefined) replies.push([idText(pending.id), NULL_ARRAY]);
    else {
      group.assign({ ...pending, deliveredAtMs: nowMs, deliveries: addWrapped(pending.deliveries, 1) });
      replies.push(showEntry(entry));
    }
    from = idAfter(pending.id);
  }
  return replies;
}

/** Whether the stream has an entry that its group, or a reader behind an id, has not had. */
export function hasMore(stream: StreamValue, behind: StreamId): boolean {
  const last = stream.nodes.edge('last');
  return last !== undefined && compareIds(last, behind) > 0;
}

/** The entries behind an id, for XREAD. */
export function entriesBehind(stream: StreamValue, behind: StreamId, count: number): Reply {
  const start = idAfter(behind);
  return start === null ? [] : stream.nodes.forwards(start, LARGEST_ID, count === 0 ? Infinity : count).map(showEntry);
}
