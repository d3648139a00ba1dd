/**
 * A channel is an ordered source of events: one direction of a connection (first in, first out), or the timers of a process (by due
 * time). Only its first event can happen next, so no explored order is one that TCP or an event loop could not produce. In the
 * literature on schedule exploration a channel is called a process or a chain.
 */
import { hashName, type PendingEvent } from './event.ts';
import type { Process } from './process.ts';

/** What kind of events a channel carries. */
export type ChannelKind = 'timer' | 'message' | 'control';

/** An ordered source of events. The event queue owns `position` and `key…`. */
export abstract class Channel {
  /** Stable over runs, e.g. `gateway-1:2>redis:6379`. */
  readonly name: string;
  readonly kind: ChannelKind;
  readonly nameHash: number;
  /** On whose behalf its events run; null for the world itself. */
  readonly process: Process | null;
  /** The host that sends, when it carries messages. */
  readonly peer: string | null;
  /** Index in the event queue's heap; -1 when it is not there. */
  position = -1;
  keyMicros = 0;
  keySequence = 0;
  /** Nothing happens before this moment although it is due: set when a pause or a partition ends. */
  notBeforeMicros = 0;
  /** Nothing happens at all for as long as this is not 0 (a pause, a hold, a partition; each counts one). */
  blocks = 0;
  protected occurrences = 0;

  constructor(name: string, kind: ChannelKind, process: Process | null, peer: string | null = null) {
    this.peer = peer;
    this.name = name;
    this.kind = kind;
    this.nameHash = hashName(name);
    this.process = process;
  }

  /** The event that can happen next; cancelled ones are dropped here. */
  abstract head(): PendingEvent | undefined;
  /** Takes the head away. */
  abstract shift(): void;
  abstract insert(event: PendingEvent): void;
  abstract clear(): void;

  /** Makes an event of this channel; the event queue inserts it. */
  create(dueMicros: number, sequence: number, cause: number, run: () => void, digest: number): PendingEvent {
    this.occurrences += 1;
    return {
      dueMicros,
      sequence,
      occurrence: this.occurrences,
      cause,
      name: '',
      delayMicros: 0,
      defaultMicros: dueMicros,
      run,
      digest,
      cancelled: false,
      priority: -1,
      channel: this,
    };
  }
}

/** First in, first out: an event is never due before the one in front of it. */
export class FifoChannel extends Channel {
  #events: PendingEvent[] = [];
  #first = 0;
  #lastDueMicros = 0;
  #lastDefaultMicros = 0;

  override head(): PendingEvent | undefined {
    while (this.#first < this.#events.length) {
      const event = this.#events[this.#first];
      if (event !== undefined && !event.cancelled) return event;
      this.#first += 1;
    }
    if (this.#first > 0) {
      this.#events = [];
      this.#first = 0;
    }
    return undefined;
  }

  override shift(): void {
    this.#first += 1;
    if (this.#first === this.#events.length) {
      this.#events.length = 0;
      this.#first = 0;
    }
  }

  override insert(event: PendingEvent): void {
    if (event.dueMicros < this.#lastDueMicros) event.dueMicros = this.#lastDueMicros;
    else this.#lastDueMicros = event.dueMicros;
    if (event.defaultMicros < this.#lastDefaultMicros) event.defaultMicros = this.#lastDefaultMicros;
    else this.#lastDefaultMicros = event.defaultMicros;
    this.#events.push(event);
  }

  override clear(): void {
    this.#events = [];
    this.#first = 0;
  }

  /** What is due later than a moment is due at that moment: nothing holds it back any more. */
  hasten(latestMicros: number): void {
    for (let index = this.#first; index < this.#events.length; index += 1) {
      const event = this.#events[index];
      if (event === undefined || event.dueMicros <= latestMicros) continue;
      event.dueMicros = latestMicros;
      event.defaultMicros = Math.min(event.defaultMicros, latestMicros);
    }
    this.#lastDueMicros = Math.min(this.#lastDueMicros, latestMicros);
    this.#lastDefaultMicros = Math.min(this.#lastDefaultMicros, latestMicros);
  }

  /** How many events wait. */
  get length(): number {
    return this.#events.length - this.#first;
  }
}

/** By due time, then by creation: what an event loop does with its timers. Cancelling is lazy; the heap is compacted when half is dead. */
export class TimerChannel extends Channel {
  #heap: PendingEvent[] = [];
  #cancelled = 0;

  override head(): PendingEvent | undefined {
    for (;;) {
      const event = this.#heap[0];
      if (event === undefined || !event.cancelled) return event;
      this.#cancelled -= 1;
      this.#removeFirst();
    }
  }

  override shift(): void {
    this.#removeFirst();
  }

  /** Marks an event as never to happen. */
  cancel(event: PendingEvent): void {
    if (event.cancelled) return;
    event.cancelled = true;
    this.#cancelled += 1;
    if (this.#cancelled > 64 && this.#cancelled * 2 > this.#heap.length) this.#compact();
  }

  override insert(event: PendingEvent): void {
    const heap = this.#heap;
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = heap[parentIndex];
      if (parent === undefined || !isBefore(event, parent)) break;
      heap[index] = parent;
      index = parentIndex;
    }
    heap[index] = event;
  }

  override clear(): void {
    this.#heap = [];
    this.#cancelled = 0;
  }

  /** Gives every waiting timer another moment; `later` must keep their order. */
  reschedule(later: (dueMicros: number) => number): void {
    for (const event of this.#heap) {
      const dueMicros = later(event.dueMicros);
      event.defaultMicros += dueMicros - event.dueMicros;
      event.dueMicros = dueMicros;
    }
    this.#compact();
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#sink(last, 0);
  }

  #sink(event: PendingEvent, from: number): void {
    const heap = this.#heap;
    let index = from;
    for (;;) {
      let childIndex = 2 * index + 1;
      let child = heap[childIndex];
      if (child === undefined) break;
      const right = heap[childIndex + 1];
      if (right !== undefined && isBefore(right, child)) {
        child = right;
        childIndex += 1;
      }
      if (!isBefore(child, event)) break;
      heap[index] = child;
      index = childIndex;
    }
    heap[index] = event;
  }

  #compact(): void {
    this.#heap = this.#heap.filter((event) => !event.cancelled).sort((a, b) => a.dueMicros - b.dueMicros || a.sequence - b.sequence);
    this.#cancelled = 0;
  }
}

function isBefore(a: PendingEvent, b: PendingEvent): boolean {
  return a.dueMicros < b.dueMicros || (a.dueMicros === b.dueMicros && a.sequence < b.sequence);
}
