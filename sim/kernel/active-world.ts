/**
 * The world that runs now, as the patched globals see it. Outside a world there is none, and every patched function is Node's own.
 */
import type { Socket } from 'node:net';

/** A timer of a world: what `setTimeout` returns wraps one. */
export interface WorldTimer {
  cancel(): void;
}

/** What patched globals ask of the running world. All are about the process whose event runs now. */
export interface ActiveWorld {
  /** Wall clock of the current process in milliseconds since 1970, with a fraction. */
  wallMs(): number;
  /** Monotonic clock of the current process: microseconds since its start. */
  monotonicMicros(): number;
  /** Calls `run` on the current process after a delay. */
  timer(delayMs: number, run: () => void): WorldTimer;
  /** Calls `run` on the current process soon, in order: setImmediate, and completions of calls that really ran at once. */
  immediate(run: () => void): WorldTimer;
  /** The next random number of the current process in [0, 1); `stream` names the API. */
  random(stream: string): number;
  /** A simulated socket, connecting to a host of the world. */
  connect(options: { host: string; port: number; path: string | undefined }): Socket;
  /** A simulated socket that is not connected yet (`new net.Socket()`). */
  socket(): Socket;
  /** The address of a host of the world, or null when there is none of that name. */
  address(host: string): string | null;
  /** How a look-up of this name fails on the current process at present (`ENOTFOUND`, `EAI_AGAIN`); null when it does not. */
  lookupFailure(host: string): 'ENOTFOUND' | 'EAI_AGAIN' | null;
  /** The name of the current host, as `os.hostname` tells it. */
  hostName(): string;
  /** The current process's number, as `process.pid` tells it. */
  processId(): number;
  /** Refuses something real: ends the world and throws. */
  escape(api: string, advice: string): never;
  /** The current process listens to a signal. */
  onSignal(signal: string, listener: (signal: string, number: number) => void, once: boolean): void;
  offSignal(signal: string, listener: (signal: string, number: number) => void): void;
  /** The current process called `process.exit`. */
  exit(code: number): never;
}

let active: ActiveWorld | null = null;

/** The world that runs now, or null. */
export function activeWorld(): ActiveWorld | null {
  return active;
}

/** Makes a world the running one, or (null) gives Node's own functions back. Only the kernel's loop calls this. */
export function setActiveWorld(world: ActiveWorld | null): void {
  active = world;
}
