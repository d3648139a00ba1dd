/**
 * Everything that can happen next: the channels of a world in a heap, ordered by when their first event is due. The strategy sees the
 * channels whose first event is due within its lag window of the earliest one; a plain strategy takes the earliest.
 */
import type { Channel, TimerChannel } from './channel.ts';
import type { EventNames } from './event-names.ts';
import type { PendingEvent } from './event.ts';

/** A timer that was set. Most are cleared before they fire, so there are many: an object costs less than a closure. */
class TimerHandle {
  readonly #queue: EventQueue;
  readonly #channel: TimerChannel;
  readonly #event: PendingEvent;

  constructor(queue: EventQueue, channel: TimerChannel, event: PendingEvent) {
    this.#queue = queue;
    this.#channel = channel;
    this.#event = event;
  }

  cancel(): void {
    this.#queue.cancel(this.#channel, this.#event);
  }
}

/** The channels of one world. */
export class EventQueue {
  readonly #heap: Channel[] = [];
  /** The number of the event that runs now: the cause of events that are added. */
  cause = 0;
  /** Names events and applies a tape; null in worlds that are only explored. */
  names: EventNames | null = null;
  #sequence = 0;

  /**
   * Adds an event to a channel. `drawnMicros` is the part of its delay that was drawn (0 with the lowest latency); `label` says what it
   * carries and is given only where the queue has names.
   */
  add(channel: Channel, dueMicros: number, run: () => void, digest: number, label: string | null, drawnMicros = 0): PendingEvent {
    this.#sequence += 1;
    const event = channel.create(dueMicros, this.#sequence, this.cause, run, digest);
    if (this.names !== null) this.names.enter(event, drawnMicros, label);
    channel.insert(event);
    this.refresh(channel);
    return event;
  }

  /** Adds a timer; what it answers cancels it. */
  addTimer(channel: TimerChannel, dueMicros: number, run: () => void): TimerHandle {
    return new TimerHandle(this, channel, this.add(channel, dueMicros, run, 0, null));
  }

  /** Cancels a timer. */
  cancel(channel: TimerChannel, event: PendingEvent): void {
    const wasHead = channel.keySequence === event.sequence;
    channel.cancel(event);
    if (wasHead) this.refresh(channel);
  }

  /** The channel whose first event is due earliest; undefined when nothing can happen. */
  earliest(): Channel | undefined {
    return this.#heap[0];
  }

  /** How many channels have something that can happen. */
  get size(): number {
    return this.#heap.length;
  }

  /** Collects the channels due within `lagMicros` of the earliest, in no particular order, into `into` (which is emptied first). */
  ready(lagMicros: number, into: Channel[]): void {
    into.length = 0;
    const first = this.#heap[0];
    if (first === undefined) return;
    this.#collect(0, first.keyMicros + lagMicros, into);
  }

  /** Puts a channel where its first event says, or takes it out when it has none or is blocked. */
  refresh(channel: Channel): void {
    const head = channel.blocks > 0 ? undefined : channel.head();
    if (head === undefined) {
      if (channel.position >= 0) this.#remove(channel);
      return;
    }
    const dueMicros = head.dueMicros + head.delayMicros;
    const key = dueMicros > channel.notBeforeMicros ? dueMicros : channel.notBeforeMicros;
    if (channel.position >= 0 && channel.keyMicros === key && channel.keySequence === head.sequence) return;
    channel.keyMicros = key;
    channel.keySequence = head.sequence;
    if (channel.position < 0) {
      channel.position = this.#heap.length;
      this.#heap.push(channel);
    }
    this.#restore(channel);
  }

  /** Nothing of this channel happens until `unblock` was called as often. */
  block(channel: Channel): void {
    channel.blocks += 1;
    this.refresh(channel);
  }

  /** Ends one block; what waited may happen from `notBeforeMicros` on. */
  unblock(channel: Channel, notBeforeMicros: number): void {
    if (channel.blocks === 0) return;
    channel.blocks -= 1;
    if (notBeforeMicros > channel.notBeforeMicros) channel.notBeforeMicros = notBeforeMicros;
    this.refresh(channel);
  }

  /** Drops all events of a channel. */
  drop(channel: Channel): void {
    channel.clear();
    this.refresh(channel);
  }

  #collect(index: number, boundMicros: number, into: Channel[]): void {
    const channel = this.#heap[index];
    if (channel === undefined || channel.keyMicros > boundMicros) return;
    into.push(channel);
    this.#collect(2 * index + 1, boundMicros, into);
    this.#collect(2 * index + 2, boundMicros, into);
  }

  #remove(channel: Channel): void {
    const index = channel.position;
    channel.position = -1;
    const last = this.#heap.pop();
    if (last === undefined || last === channel) return;
    this.#heap[index] = last;
    last.position = index;
    this.#restore(last);
  }

  #restore(channel: Channel): void {
    const heap = this.#heap;
    let index = channel.position;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(channel, parent)) break;
      heap[index] = parent;
      parent.position = index;
      index = parentIndex;
    }
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, channel)) break;
      heap[index] = child;
      child.position = index;
      index = childIndex;
    }
    heap[index] = channel;
    channel.position = index;
  }
}

function isBefore(a: Channel, b: Channel): boolean {
  return a.keyMicros < b.keyMicros || (a.keyMicros === b.keyMicros && a.keySequence < b.keySequence);
}
