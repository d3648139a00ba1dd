/**
 * A consumer group: how far it has read, its consumers, and what was delivered to whom and not acknowledged. Every change is one of a few
 * small ones, each of which can be taken back.
 */
import { PendingEntries, type PendingEntry } from './stream-pending.ts';
import type { Integer, StreamId } from './stream-id.ts';
import type { UndoJournal } from './undo-journal.ts';

/** A consumer of a group. */
export interface StreamConsumer {
  readonly name: string;
  /** When it last asked for something, by the server's clock. */
  seenAtMs: number;
  readonly pending: PendingEntries;
}

/** How far a group has read. */
export interface GroupPosition {
  readonly lastId: StreamId;
  /** How many entries it has read of all that were ever added; null when that cannot be told any more. */
  readonly entriesRead: Integer | null;
}

/** Where a group takes down what takes a change back. */
interface JournalOwner {
  readonly journal: UndoJournal | null;
}

/** A consumer group of one stream. */
export class StreamGroup {
  readonly name: string;
  readonly consumers: Map<string, StreamConsumer> = new Map<string, StreamConsumer>();
  readonly pending: PendingEntries;
  #position: GroupPosition;
  readonly #owner: JournalOwner;

  constructor(name: string, position: GroupPosition, owner: JournalOwner, pending: PendingEntries = new PendingEntries()) {
    this.pending = pending;
    this.name = name;
    this.#position = position;
    this.#owner = owner;
  }

  get position(): GroupPosition {
    return this.#position;
  }

  moveTo(position: GroupPosition): void {
    const before = this.#position;
    this.#owner.journal?.record(() => this.moveTo(before));
    this.#position = position;
  }

  /** Makes a consumer; undefined when there is one of that name. */
  createConsumer(name: string, nowMs: number): StreamConsumer | undefined {
    if (this.consumers.has(name)) return undefined;
    const consumer: StreamConsumer = { name, seenAtMs: nowMs, pending: new PendingEntries() };
    this.#owner.journal?.record(() => this.consumers.delete(name));
    this.consumers.set(name, consumer);
    return consumer;
  }

  /** Notes that a consumer asked for something. */
  see(consumer: StreamConsumer, nowMs: number): void {
    const before = consumer.seenAtMs;
    this.#owner.journal?.record(() => {
      consumer.seenAtMs = before;
    });
    consumer.seenAtMs = nowMs;
  }

  /** Removes a consumer with what is pending for it; answers how much that was. */
  removeConsumer(consumer: StreamConsumer): number {
    const entries = consumer.pending.all();
    for (const { id } of entries) this.release(id);
    this.#owner.journal?.record(() => this.consumers.set(consumer.name, consumer));
    this.consumers.delete(consumer.name);
    return entries.length;
  }

  /** Makes an entry pending for its consumer, and for no other any more. */
  assign(entry: PendingEntry): void {
    const before = this.pending.get(entry.id);
    this.#owner.journal?.record(() => {
      if (before === undefined) this.release(entry.id);
      else this.assign(before);
    });
    if (before !== undefined && before.consumer !== entry.consumer) this.consumers.get(before.consumer)?.pending.delete(entry.id);
    this.pending.put(entry);
    this.consumers.get(entry.consumer)?.pending.put(entry);
  }

  /** Ends that an entry is pending; false when it is not. */
  release(id: StreamId): boolean {
    const entry = this.pending.get(id);
    if (entry === undefined) return false;
    this.#owner.journal?.record(() => this.assign(entry));
    this.pending.delete(id);
    this.consumers.get(entry.consumer)?.pending.delete(id);
    return true;
  }

  /** A group of its own with the same contents, for a stream of its own. */
  copyFor(owner: JournalOwner): StreamGroup {
    const other = new StreamGroup(this.name, this.#position, owner, this.pending.copy());
    for (const { name, seenAtMs, pending } of this.consumers.values())
      other.consumers.set(name, { name, seenAtMs, pending: pending.copy() });
    return other;
  }
}
