/**
 * The schema of a recorded world: one entry for each event that happened, in order. Worlds run without recording; only a world that
 * is shown to somebody is run again with a recorder.
 */

/** One event of a world as it is written to findings and drawn in stories. */
export interface TraceEvent {
  /** Position in the world, from 1. */
  readonly step: number;
  /** Virtual time in microseconds since the world began. */
  readonly atMicros: number;
  /** The host on which it happened. */
  readonly host: string;
  /**
   * `start` a host's main began; `deliver` bytes reached a host; `fire` a timer; `connect`, `accept`, `close`, `reset` of a connection;
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
}
