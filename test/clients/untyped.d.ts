/** Packages without types of their own, as far as the tests use them. */

declare module 'redlock' {
  interface Lock {
    readonly expiration: number;
    unlock(): Promise<void>;
    extend(ttlMs: number): Promise<Lock>;
  }
  export default class Redlock {
    constructor(clients: readonly object[], options?: { retryCount?: number; retryDelay?: number; retryJitter?: number });
    lock(resource: string, ttlMs: number): Promise<Lock>;
    on(event: 'clientError', listener: (error: Error) => void): void;
  }
}

declare module 'express-session' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  interface Session {
    visits?: number;
  }
  export class Store {
    all(done: (error: unknown, sessions: unknown) => void): void;
  }
  export type Middleware = (
    request: IncomingMessage & { session: Session },
    response: ServerResponse,
    next: (error?: Error) => void,
  ) => void;
  export default function session(options: object): Middleware;
}
