/** A simulated process: its name, its life, what dies with it. */

/** The program of a host; called at start and at each restart, like a process's main module. Its rejection kills the host. */
export type HostMain = (host: Host) => void | Promise<void>;

/** How a host differs from the others. */
export interface HostOptions {
  /** Added to the world's wall clock for this host's `Date`, in milliseconds. */
  readonly clockOffsetMs: number;
}

/** How the network sees a crash: peers get a reset, or nothing at all (the machine lost power). */
export type CrashManner = 'reset' | 'silence';

/** A simulated process with its own timers and sockets. */
export interface Host {
  readonly name: string;
  /** `running`, `paused` (alive but executes nothing), `down` (crashed, died, or not started yet). */
  readonly state: 'running' | 'paused' | 'down';
  /** How often it was started; 1 in its first life. */
  readonly incarnation: number;
  /** Kills the process: timers, sockets and continuations are gone for good; no `finally` runs. Does nothing when it is down. */
  crash(reason?: string, manner?: CrashManner): void;
  /** Calls main again after a crash. Does nothing when it is up. */
  restart(): void;
  /** Stops executing (SIGSTOP, a long event-loop stall); bytes and due timers wait. */
  pause(): void;
  resume(): void;
}
