/** XINFO: what a stream, its groups and their consumers look like from inside. */
import { idText, LARGEST_ID, SMALLEST_ID, subtractWrapped } from '../../keyspace/index.ts';
import { MapReply } from '../../resp/index.ts';
import { at, isOption, needNumber, NO_SUCH_KEY } from '../words.ts';
import { wrongSubcommand } from './group.ts';
import { consumersInOrder } from './pending.ts';
import { noSuchGroup, showEntry } from './replies.ts';
import type { Client } from '../../client.ts';
import type { PendingEntries, PendingEntry, StreamEntry, StreamGroup, StreamValue } from '../../keyspace/index.ts';
import type { Reply } from '../../resp/index.ts';

/** How many entries XINFO STREAM FULL shows of each kind, unless COUNT says otherwise. */
const SHOWN = 10;

/** XINFO STREAM. */
export function infoStream(client: Client, argv: readonly string[]): Reply {
  const stream = needStream(client, argv);
  if (argv.length === 3) return new MapReply([...basics(stream), ...edges(stream)]);
  const isFull = (argv.length === 4 || argv.length === 6) && isOption(argv[3], 'FULL');
  if (!isFull || (argv.length === 6 && !isOption(argv[4], 'COUNT'))) throw wrongSubcommand(argv);
  const given = argv.length === 6 ? needNumber(at(argv, 5)) : SHOWN;
  const limit = given < 0 ? SHOWN : given === 0 ? Infinity : given;
  const entries = stream.entriesFrom(SMALLEST_ID, limit).map(showEntry);
  const groups = groupsInOrder(stream).map((group) => new MapReply(describeGroup(stream, group, limit)));
  return new MapReply([...basics(stream), 'entries', entries, 'groups', groups]);
}

/** XINFO GROUPS. */
export function infoGroups(client: Client, argv: readonly string[]): Reply {
  const stream = needStream(client, argv);
  return groupsInOrder(stream).map((group) => {
    const head: Reply[] = ['name', group.name, 'consumers', group.consumers.size, 'pending', group.pending.size];
    return new MapReply([...head, ...progress(stream, group)]);
  });
}

/** XINFO CONSUMERS. */
export function infoConsumers(client: Client, argv: readonly string[]): Reply {
  const group = needStream(client, argv).groups.get(at(argv, 3));
  if (group === undefined) throw noSuchGroup(at(argv, 2), at(argv, 3));
  const { nowMs } = client.server.data;
  return consumersInOrder(group).map(
    ({ name, pending, seenAtMs }) => new MapReply(['name', name, 'pending', pending.size, 'idle', Math.max(0, nowMs - seenAtMs)]),
  );
}

function needStream(client: Client, argv: readonly string[]): StreamValue {
  const stream = client.database.stream(at(argv, 2));
  if (stream === undefined) throw NO_SUCH_KEY;
  return stream;
}

function basics({ length, nodes, marks }: StreamValue): Reply[] {
  return [
    ...['length', length, 'radix-tree-keys', nodes.nodeCount, 'radix-tree-nodes', nodes.treeNodeCount],
    ...['last-generated-id', idText(marks.lastId), 'max-deleted-entry-id', idText(marks.maxDeletedId)],
    ...['entries-added', marks.entriesAdded, 'recorded-first-entry-id', idText(marks.firstId)],
  ];
}

function edges({ groups, nodes }: StreamValue): Reply[] {
  const [first] = nodes.forwards(SMALLEST_ID, LARGEST_ID, 1);
  const [last] = nodes.backwards(SMALLEST_ID, LARGEST_ID, 1);
  const show = (entry: StreamEntry | undefined): Reply => (entry === undefined ? null : showEntry(entry));
  return ['groups', groups.size, 'first-entry', show(first), 'last-entry', show(last)];
}

function groupsInOrder(stream: StreamValue): StreamGroup[] {
  return [...stream.groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function progress(stream: StreamValue, group: StreamGroup): Reply[] {
  const { lastId, entriesRead } = group.position;
  return ['last-delivered-id', idText(lastId), 'entries-read', entriesRead, 'lag', lagOf(stream, group)];
}

/** How many entries the group has still to read; null when deleted entries hide that (`streamReplyWithCGLag`). */
function lagOf(stream: StreamValue, group: StreamGroup): Reply {
  const { entriesAdded } = stream.marks;
  const { lastId, entriesRead } = group.position;
  if (entriesAdded === 0) return 0;
  const read = entriesRead !== null && !stream.hasGapsFrom(lastId) ? entriesRead : stream.countUpTo(lastId);
  return read === null ? null : subtractWrapped(entriesAdded, read);
}

function describeGroup(stream: StreamValue, group: StreamGroup, limit: number): Reply[] {
  const pending = firstOf(group.pending, limit).map(({ id, consumer, deliveredAtMs, deliveries }) => [
    ...[idText(id), consumer, deliveredAtMs, deliveries],
  ]);
  const consumers = consumersInOrder(group).map(({ name, seenAtMs, pending: own }) => {
    const shown = firstOf(own, limit).map(({ id, deliveredAtMs, deliveries }) => [idText(id), deliveredAtMs, deliveries]);
    return new MapReply(['name', name, 'seen-time', seenAtMs, 'pel-count', own.size, 'pending', shown]);
  });
  const head: Reply[] = ['name', group.name, ...progress(stream, group)];
  return [...head, 'pel-count', group.pending.size, 'pending', pending, 'consumers', consumers];
}

function firstOf(pending: PendingEntries, limit: number): readonly PendingEntry[] {
  return pending.all().slice(0, limit);
}
