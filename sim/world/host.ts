/** A simulated process: its name, its life, its clocks, and what dies with it. */

/** The program of a host; called at start and at each restart, like a process's main module. Its rejection kills the host. */
export type HostMain = (host: Host) => void | Promise<void>;

/** How a host differs from the others. */
export interface HostOptions {
  /** Added to the world's wall clock for this host's `Date`, in milliseconds. */
  readonly clockOffsetMs: number;
  /** How fast the machine's clocks run, in parts per million: 200 gains 200 µs a second. */
  readonly clockDriftPpm: number;
}

/** How the network sees a crash: peers get a reset, or nothing at all (the machine lost power). */
export type CrashManner = 'reset' | 'silence';

/** Called when a process is asked to end; it is killed once what this returns has settled. */
export type ShutdownHook = () => void | Promise<void>;

/**
 * The clocks of a host's machine; they go on over crashes and restarts. `Date` reads the wall clock; `performance.now`, `hrtime` and
 * timers go by the oscillator, which drifts but is never stepped.
 */
export interface HostClock {
  /** How far the wall clock is ahead of true time now, in milliseconds; negative: behind. */
  readonly offsetMs: number;
  /** How fast oscillator and wall clock run, in parts per million; negative: slow. */
  readonly driftPpm: number;
  /** The wall clock: milliseconds since 1970, with a fraction. */
  wallMs(): number;
  /** The oscillator: milliseconds since the machine was switched on. */
  monotonicMs(): number;
  /** Runs at another speed from now on; nothing jumps. Timers that are set already follow. `ppm` must be above -1,000,000. */
  setDrift(ppm: number): void;
  /** Sets the wall clock forward, or back when negative, as `date` or an impatient NTP client does. */
  step(byMs: number): void;
  /** Calls back when the wall clock was stepped. */
  onStep(listener: () => void): void;
}

/** A simulated process with its own timers and sockets. */
export interface Host {
  readonly name: string;
  /** Its IP address in the world; connects to it go to this machine, wherever its name points. */
  readonly address: string;
  /** `running`, `paused` (alive but executes nothing), `down` (crashed, died, or not started yet). */
  readonly state: 'running' | 'paused' | 'down';
  /** How often it was started; 1 in its first life. */
  readonly incarnation: number;
  readonly clock: HostClock;
  /** Kills the process: timers, sockets and continuations are gone for good; no `finally` runs. Does nothing when it is down. */
  crash(reason?: string, manner?: CrashManner): void;
  /**
   * Asks the process to end (SIGTERM): its shutdown hooks run, and when they have ended, or after `graceMs`, it is killed. A program that
   * listens to SIGTERM itself (`process.on`) ends by `process.exit`, or is killed after `graceMs`. Without either it ends at once. Does
   * nothing when it is down or shutting down already. `ended` is called when it is down.
   */
  shutdown(graceMs: number, ended?: () => void): void;
  /** For the host's program: what is to be done before the process ends. Gone with the process, so main registers it anew. */
  onShutdown(hook: ShutdownHook): void;
  /** Calls main again after a crash. Does nothing when it is up. */
  restart(): void;
  /** Stops executing (SIGSTOP, a long event-loop stall); bytes and due timers wait. */
  pause(): void;
  resume(): void;
  /** From now on every timer and every message reaches it so many milliseconds later; 0 ends that. Gone with the process. */
  slow(delayMs: number): void;
}
