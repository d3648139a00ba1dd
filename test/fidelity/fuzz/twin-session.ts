/**
 * A program on the twin. It answers at once, so it is known which request each reply belongs to, and which client waits; the real server is
 * held against that, connection by connection.
 */
import { RedisServer } from '../../../sim/redis/index.ts';
import { ManualEnvironment } from '../engines/manual-environment.ts';
import { encodeRequest, WireDecoder } from '../engines/wire.ts';
import type { TwinConnection } from '../../../sim/redis/index.ts';
import type { Wire } from '../engines/wire.ts';
import type { Request } from './words.ts';

/** A reply and the request that it belongs to; a message belongs to the last one before it. */
export interface Answer {
  readonly words: Request;
  readonly reply: Wire;
}

/** One connection to the twin. */
class TwinClient {
  readonly answers: Answer[] = [];
  /** A request was not answered: the client waits. */
  waits = false;
  closed = false;
  readonly #decoder = new WireDecoder();
  readonly #connection: TwinConnection;
  #words: Request = [];

  constructor(server: RedisServer) {
    this.#connection = server.connect(
      {
        write: (bytes) => this.#decoder.push(bytes),
        close: () => {
          this.closed = true;
        },
      },
      'fuzz',
    );
  }

  send(words: Request): void {
    this.#words = words;
    this.#connection.receive(encodeRequest(words));
    this.waits = !this.collect();
  }

  /** Takes what has come; false when nothing has. */
  collect(): boolean {
    const replies = this.#decoder.replies.splice(0);
    for (const reply of replies) this.answers.push({ words: this.#words, reply });
    if (replies.length > 0) this.waits = false;
    return replies.length > 0;
  }

  close(): void {
    this.#connection.closed();
  }
}

/** A fresh twin with named connections. */
export class TwinSession {
  readonly #environment: ManualEnvironment;
  readonly #server: RedisServer;
  readonly #clients = new Map<string, TwinClient>();
  /** The answers of connections, the closed ones too, in the order in which they were opened. */
  readonly answers: Answer[][] = [];

  constructor(nowMs: number) {
    this.#environment = new ManualEnvironment(nowMs);
    this.#server = new RedisServer(this.#environment, { order: 'insertion' });
  }

  /** How many answers the client's present connection has had. */
  count(name: string): number {
    return this.#clients.get(name)?.answers.length ?? 0;
  }

  /** Whether the client waits for something, so that it is asked nothing more. */
  waits(name: string): boolean {
    const client = this.#clients.get(name);
    return client !== undefined && (client.waits || client.closed);
  }

  send(name: string, words: Request): void {
    this.#client(name).send(words);
    this.#collect();
  }

  close(name: string): void {
    this.#clients.get(name)?.close();
    this.#clients.delete(name);
    this.#collect();
  }

  /** Lets time pass until then; time never goes back. */
  advanceTo(nowMs: number): void {
    this.advance(Math.max(0, nowMs - this.#environment.nowMs()));
  }

  advance(milliseconds: number): void {
    this.#environment.advance(milliseconds);
    this.#collect();
  }

  #client(name: string): TwinClient {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client = new TwinClient(this.#server);
    this.#clients.set(name, client);
    this.answers.push(client.answers);
    return client;
  }

  #collect(): void {
    for (const client of this.#clients.values()) client.collect();
  }
}
