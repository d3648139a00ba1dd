/** One thing that can happen next, and how it is named. */
import type { Channel } from './channel.ts';

/** An event waiting in a channel. */
export interface PendingEvent {
  /** The earliest moment, in microseconds of virtual time. */
  dueMicros: number;
  /** Order of creation in the world; breaks ties. */
  readonly sequence: number;
  /** Position among the events of its channel, from 1: with the channel's name it is the event's stable id. */
  readonly occurrence: number;
  /** The event during which this one was created: it sent the message or set the timer. 0 when the world was built. */
  readonly cause: number;
  /** Its stable name, independent of the global order; empty unless the world names its events. */
  name: string;
  /** How much later than due it happens by order of a tape, in microseconds; a fraction orders events of one moment. */
  delayMicros: number;
  /** When it would be due with nothing drawn: the lowest latency. Only kept in worlds that name their events. */
  defaultMicros: number;
  /** What it does; runs on the channel's process. */
  run: () => void;
  /** Digest of what it carries (bytes of a message), for the rolling hash; 0 when it carries nothing. */
  readonly digest: number;
  cancelled: boolean;
  /** Drawn by the strategy when the event first becomes ready; -1 before. */
  priority: number;
  readonly channel: Channel;
}

/** FNV-1a over UTF-16 units: 32 bits, for names. */
export function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}
