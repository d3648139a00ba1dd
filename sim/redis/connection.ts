/** The wire's end of a client: bytes become requests, and requests wait while their client is blocked. */
import { bulkBytesMax } from './bulk-limit.ts';
import { ErrorReply, ProtocolError, RequestParser } from './resp/index.ts';
import type { Client } from './client.ts';
import type { TwinConnection } from './contract.ts';

/** A little less than the longest string of the engine. */
const STRING_BYTES_MAX = 2 ** 29 - 1024;

/** What a browser sends to a Redis that it was led to: Redis hangs up before it does anything. */
const OF_BROWSERS = /^(?:post|host:)$/i;

/** What a connection asks of the server. */
export interface ConnectionHandlers {
  onRequest(argv: readonly string[]): void;
  /** Runs something that came from outside, and writes what it caused. */
  onEntry(body: () => void): void;
  onClosed(): void;
}

/** Cuts what arrives into requests and hands them on one at a time. */
export class Connection implements TwinConnection {
  readonly #client: Client;
  readonly #handlers: ConnectionHandlers;
  readonly #parser: RequestParser;

  constructor(client: Client, handlers: ConnectionHandlers) {
    this.#client = client;
    this.#handlers = handlers;
    this.#parser = new RequestParser(
      () => !client.authenticated,
      () => bulkBytesMax(client.server),
    );
  }

  get id(): number {
    return this.#client.id;
  }

  receive(bytes: Buffer): void {
    if (this.#client.gone || this.#client.closing) return;
    this.#parser.push(bytes);
    if (this.#parser.heldBytes > this.#heldBytesMax()) return this.#client.server.disconnect(this.#client);
    this.#handlers.onEntry(() => this.drain());
  }

  /** `client-query-buffer-limit`, and never more than a string of JavaScript can hold. */
  #heldBytesMax(): number {
    return Math.min(STRING_BYTES_MAX, Number(this.#client.server.settings.get('client-query-buffer-limit') ?? STRING_BYTES_MAX));
  }

  closed(): void {
    this.#handlers.onClosed();
  }

  #isHeard(): boolean {
    const client = this.#client;
    return (
      client.blocked === null &&
      !client.closing &&
      !client.gone &&
      !client.server.busy.holdsBack(client) &&
      !client.server.pause.holdsBack(client)
    );
  }

  /** Runs the requests that have arrived, until the client blocks or is closed. */
  drain(): void {
    try {
      while (this.#isHeard()) {
        const request = this.#parser.next();
        if (request === null) return;
        if (OF_BROWSERS.test(request[0] ?? '')) return this.#client.server.disconnect(this.#client);
        this.#handlers.onRequest(request);
      }
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      this.#client.reply(new ErrorReply(`ERR Protocol error: ${error.message}`));
      this.#client.server.outbox.close(this.#client);
    }
  }
}
