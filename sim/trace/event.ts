/**
 * The schema of a recorded world: one entry for each event that happened, in order. Worlds run without recording; only a world that
 * is shown to somebody is run again with a recorder.
 */

/** One event of a world as it is written to findings and drawn in stories. */
export interface TraceEvent {
  /** Position in the world, from 1. */
  readonly step: number;
  /** The event of the world during which this entry was made, counted from 1; 0 while the world was built. */
  readonly event: number;
  /** The event that created this one: it sent the message, set the timer, ordered the fault. 0 when the world was built. */
  readonly cause: number;
  /** Virtual time in microseconds since the world began. */
  readonly atMicros: number;
  /** The host on which it happened. */
  readonly host: string;
  /**
   * Every event has one entry of kind `deliver` (a message reached a host), `fire` (a timer) or `event` (of the world itself), followed by
   * what was seen during it: `start` a host's main began; `connect`, `close`, `reset` of a connection;
   * `fault` an injected fault began or healed; `command` a command ran at Redis; `note` a remark of a runtime, client or property.
   */
  readonly kind: 'start' | 'deliver' | 'fire' | 'connect' | 'close' | 'reset' | 'fault' | 'command' | 'note' | 'event';
  /** The stable name of the event's channel and what it carries, e.g. `gateway-1:2>redis:6379`. */
  readonly name: string;
  /** What happened in plain words: `EVALSHA commit w1 c7`, `paused for 700ms`. */
  readonly text: string;
  /** The other end of a message, when there is one. */
  readonly peer?: string;
  /** Redis keys touched, when it is a command. */
  readonly keys?: readonly string[];
  /** Those of `keys` that it changed. */
  readonly writes?: readonly string[];
}
