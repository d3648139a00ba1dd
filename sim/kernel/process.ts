/**
 * A process as the kernel sees it: whose event runs now, what its clocks say, and the channels that die with it. Each life of a host is a
 * process of its own, so a timer of a dead life can never fire in the next one.
 */
import { FifoChannel, TimerChannel, type Channel } from './channel.ts';
import type { MachineClock } from './machine-clock.ts';

/** One life of a simulated process. */
export class Process {
  /** `gateway-1` in its first life, `gateway-1~2` in its second. */
  readonly name: string;
  readonly host: string;
  readonly timers: TimerChannel;
  /** setImmediate callbacks and completions of calls that really ran at once. */
  readonly immediates: FifoChannel;
  /** Channels that deliver to this process: blocked while it is paused, dropped when it dies. */
  readonly channels: Set<Channel>;
  alive = true;
  paused = false;
  /** A slow process: every timer and every message reaches it so much later. */
  slowMicros = 0;
  /** The clocks of the machine it runs on. */
  readonly clock: MachineClock;
  /** What the machine's oscillator showed when this life began: zero of its monotonic clock. */
  readonly bornOwnMicros: number;

  constructor(host: string, incarnation: number, bornMicros: number, clock: MachineClock) {
    this.host = host;
    this.name = incarnation === 1 ? host : `${host}~${incarnation}`;
    this.clock = clock;
    this.bornOwnMicros = clock.ownMicros(bornMicros);
    this.timers = new TimerChannel(`${this.name}/timers`, 'timer', this);
    this.immediates = new FifoChannel(`${this.name}/immediates`, 'timer', this);
    this.channels = new Set<Channel>([this.timers, this.immediates]);
  }

  /** When a timer that is set now for a delay on this machine's clock fires. */
  dueMicros(nowMicros: number, delayMs: number): number {
    // A rest of less than half a microsecond must still pass, or whoever waits for it by a drifting clock would wait for ever.
    const delayMicros = delayMs > 0 ? Math.max(1, Math.round(this.clock.trueDelayMicros(delayMs * 1000))) : 0;
    return nowMicros + delayMicros + this.slowMicros;
  }
}
