/**
 * A program on the twin. It answers at once, so it is known which request each reply belongs to, and which client waits; the real server is
 * held against that, connection by connection.
 */
import { RedisServer } from '../../../sim/redis/index.ts';
import { ManualEnvironment } from '../engines/manual-environment.ts';
import { encodeRequest, isItems, WireDecoder } from '../engines/wire.ts';
import type { TwinConnection } from '../../../sim/redis/index.ts';
import type { Wire } from '../engines/wire.ts';
import type { Request } from './words.ts';

/** A reply and the request that it belongs to; a message belongs to the last one before it. */
export interface Answer {
  readonly words: Request;
  readonly reply: Wire;
}

/** Instead of a further reply. */
export const ENDED: Wire = { nothing: 'closed' };

/** The number of a connection, in the reply to HELLO. */
export function idIn(reply: Wire): string | null {
  const items = isItems(reply) ? reply : reply !== null && typeof reply === 'object' && 'map' in reply ? reply.map : [];
  const at = items.indexOf('id');
  const id = at === -1 ? null : items[at + 1];
  return typeof id === 'number' ? String(id) : null;
}

/** Which requests of a connection are not answered: CLIENT REPLY OFF and SKIP. */
class Silence {
  #isOff = false;
  #skips = false;

  covers(words: Request): boolean {
    const [name = '', second = '', mode = ''] = words.map((word) => word.toLowerCase());
    const was = this.#isOff || this.#skips;
    this.#skips = false;
    if (name !== 'client' || second !== 'reply' || words.length !== 3) return was;
    if (mode === 'on' || mode === 'off') this.#isOff = mode === 'off';
    if (mode === 'skip' && !this.#isOff) this.#skips = true;
    return mode === 'off' || mode === 'skip' || (mode !== 'on' && was);
  }
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
  readonly #silence = new Silence();

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
    const isMute = this.#silence.covers(words);
    this.waits = !this.collect() && !isMute;
  }

  /** What its first reply, that to HELLO, says of it. */
  get id(): string | null {
    return idIn(this.answers[0]?.reply ?? null);
  }

  /** An end that the server made is compared like a reply. */
  noteEnd(): void {
    if (this.closed) this.answers.push({ words: this.#words, reply: ENDED });
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

  /** The number of a client's connection. */
  id(name: string): string | null {
    return this.#clients.get(name)?.id ?? null;
  }

  /** Takes down which connections the server has ended. */
  noteEnds(): void {
    for (const client of this.#clients.values()) client.noteEnd();
  }

  /** Whether the server has ended a client's connection. */
  hasEnded(name: string): boolean {
    return this.#clients.get(name)?.closed === true;
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
