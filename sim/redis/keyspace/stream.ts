/**
 * A stream: entries in order of their ids, consumer groups, and the counters from which Redis 7.0 tells how far a group lags behind. What
 * XADD, XDEL, XTRIM and XSETID do to it; replies and errors are the commands' affair.
 */
import { StreamGroup, type GroupPosition } from './stream-group.ts';
import { addWrapped, compareIds, LARGEST_ID, SMALLEST_ID, subtractWrapped } from './stream-id.ts';
import { StreamNodes, type NodeLimits, type StoredEntry, type StreamEntry, type Trimming } from './stream-nodes.ts';
import type { Integer, StreamId } from './stream-id.ts';
import type { UndoJournal } from './undo-journal.ts';

/** What a stream remembers beside its entries. */
export interface StreamMarks {
  /** The id of the first entry; 0-0 when there is none. */
  readonly firstId: StreamId;
  /** The largest id that was ever given, also to an entry that is gone. */
  readonly lastId: StreamId;
  /** The largest id that XDEL has removed. */
  readonly maxDeletedId: StreamId;
  /** How many entries were ever added. */
  readonly entriesAdded: Integer;
}

/** A value of type `stream`. */
export class StreamValue {
  readonly type = 'stream';
  readonly groups: Map<string, StreamGroup> = new Map<string, StreamGroup>();
  /** Counts what wakes those who wait for the stream: entries added and groups destroyed. */
  signals = 0;
  #nodes = new StreamNodes();
  #marks: StreamMarks = { firstId: SMALLEST_ID, lastId: SMALLEST_ID, maxDeletedId: SMALLEST_ID, entriesAdded: 0 };

  /** A stream of the given nodes, without groups. */
  static of(contents: readonly (readonly StoredEntry[])[], marks: StreamMarks): StreamValue {
    const stream = new StreamValue();
    stream.#nodes = StreamNodes.of(contents);
    stream.#marks = marks;
    return stream;
  }

  /** Where changes are taken down, when the server keeps a journal. */
  get journal(): UndoJournal | null {
    return this.#nodes.journal;
  }

  set journal(journal: UndoJournal | null) {
    this.#nodes.journal = journal;
  }

  get length(): number {
    return this.#nodes.length;
  }

  get marks(): StreamMarks {
    return this.#marks;
  }

  /** The entries, to look at. */
  get nodes(): Pick<StreamNodes, 'find' | 'forwards' | 'backwards' | 'edge' | 'nodeCount' | 'treeNodeCount' | 'contents'> {
    return this.#nodes;
  }

  /** Appends an entry, whose id must lie behind all others. */
  append(id: StreamId, fields: readonly string[], limits: NodeLimits): void {
    this.#nodes.append(id, fields, limits);
    const { firstId, maxDeletedId, entriesAdded } = this.#marks;
    this.#setMarks({ firstId: this.length === 1 ? id : firstId, lastId: id, maxDeletedId, entriesAdded: addWrapped(entriesAdded, 1) });
    this.signals++;
  }

  /** Removes entries by id; answers how many were there. */
  delete(ids: readonly StreamId[]): number {
    let deleted = 0;
    let { maxDeletedId } = this.#marks;
    for (const id of ids) {
      if (!this.#nodes.delete(id)) continue;
      if (compareIds(id, maxDeletedId) > 0) maxDeletedId = id;
      deleted++;
    }
    if (deleted > 0) this.mark({ maxDeletedId, firstId: this.#nodes.edge('first') ?? SMALLEST_ID });
    return deleted;
  }

  /** Removes the oldest entries; answers how many. */
  trim(trimming: Trimming): number {
    const removed = this.#nodes.trim(trimming);
    if (removed > 0) this.mark({ firstId: this.#nodes.edge('first') ?? SMALLEST_ID });
    return removed;
  }

  /** Changes what the stream remembers. */
  mark(changes: Partial<StreamMarks>): void {
    this.#setMarks({ ...this.#marks, ...changes });
  }

  #setMarks(marks: StreamMarks): void {
    const before = this.#marks;
    this.journal?.record(() => {
      this.#marks = before;
    });
    this.#marks = marks;
  }

  /** Makes a group; undefined when there is one of that name. */
  createGroup(name: string, position: GroupPosition): StreamGroup | undefined {
    if (this.groups.has(name)) return undefined;
    const group = new StreamGroup(name, position, this);
    this.journal?.record(() => this.groups.delete(name));
    this.groups.set(name, group);
    return group;
  }

  /** Removes a group with all that is pending; false when there is none of that name. */
  destroyGroup(name: string): boolean {
    const group = this.groups.get(name);
    if (group === undefined) return false;
    this.journal?.record(() => this.groups.set(name, group));
    this.groups.delete(name);
    this.signals++;
    return true;
  }

  /** The entries from `from` on, at most `limit`. */
  entriesFrom(from: StreamId, limit: number): StreamEntry[] {
    return this.#nodes.forwards(from, LARGEST_ID, limit);
  }

  /** Whether something at or behind an id may have been deleted, so that counting on is not possible. */
  hasGapsFrom(id: StreamId): boolean {
    const { firstId, maxDeletedId } = this.#marks;
    // What was deleted before the first entry is no gap.
    return this.length > 0 && compareIds(firstId, maxDeletedId) <= 0 && compareIds(id, maxDeletedId) <= 0;
  }

  /** How many entries were added up to an id; null when that cannot be told (`streamEstimateDistanceFromFirstEverEntry`). */
  countUpTo(id: StreamId): Integer | null {
    const { firstId, lastId, maxDeletedId, entriesAdded } = this.#marks;
    if (entriesAdded === 0) return 0;
    const toLast = compareIds(id, lastId);
    if (this.length === 0 && toLast <= 0) return entriesAdded;
    if (toLast >= 0) return toLast === 0 ? entriesAdded : null;
    if (compareIds(maxDeletedId, SMALLEST_ID) !== 0 && compareIds(maxDeletedId, firstId) >= 0) return null;
    const toFirst = compareIds(id, firstId);
    if (toFirst > 0) return null;
    return addWrapped(subtractWrapped(entriesAdded, this.length), toFirst === 0 ? 1 : 0);
  }

  /** A stream of its own with the same contents. */
  copy(): StreamValue {
    const other = new StreamValue();
    other.#nodes = this.#nodes.copy();
    other.#marks = this.#marks;
    for (const group of this.groups.values()) other.groups.set(group.name, group.copyFor(other));
    return other;
  }
}
