/** What the fidelity suite asks of anything that claims to be Redis. */
import type { Wire } from './wire.ts';

/** A connection that sends requests and reads what comes, in order. */
export interface EngineConnection {
  /** Sends a request and does not wait. */
  send(words: readonly string[]): void;
  /** Sends several requests in one write. */
  sendAll(requests: readonly (readonly string[])[]): void;
  /** Sends bytes as they are. */
  sendBytes(bytes: Buffer): void;
  /** Whether the server has closed it. */
  isClosed(): boolean;
  /** The next reply or push; `{nothing}` when none comes. */
  receive(): Promise<Wire>;
  /** Takes what has arrived by now. */
  take(): readonly Wire[];
  /** Waits until so many replies can be taken, the connection is closed, or the time is over. */
  until(count: number, milliseconds: number): Promise<void>;
  /** Whether nothing has arrived, after waiting a moment for it. */
  silent(): Promise<boolean>;
  close(): void;
}

export interface Engine {
  readonly name: string;
  /** Empties the server: keys, scripts, connections. */
  reset(): Promise<void>;
  connect(): Promise<EngineConnection>;
  /** Lets time pass on the server. */
  sleep(milliseconds: number): Promise<void>;
  /** The server's wall clock in milliseconds. */
  nowMs(): Promise<number>;
  stop(): Promise<void>;
}
