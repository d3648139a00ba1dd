/** A connection to a real Redis, for shadow runs: sends requests, and waits for as many replies as are due. */
import { createConnection, type Socket } from 'node:net';
import { UsageError } from '../explore/index.ts';
import { encodeRequest, WireDecoder, type Wire } from '../redis/index.ts';

/** Where a real Redis listens. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** A connection with the replies that have come and were not taken. */
export class ShadowConnection {
  readonly #socket: Socket;
  readonly #decoder = new WireDecoder();
  #isClosed = false;
  #wake: () => void = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => {
      this.#decoder.push(bytes);
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Rejects with UsageError `shadow-unreachable`. */
  static open({ host, port }: RedisAddress): Promise<ShadowConnection> {
    return new Promise((resolve, reject) => {
      const socket = createConnection(port, host);
      socket.setNoDelay(true);
      socket.once('error', (cause) => {
        reject(
          new UsageError(
            'shadow-unreachable',
            `No Redis answers at ${host}:${port} (${cause.message}). Start one: redis-server --port ${port} --save ''.`,
            { cause },
          ),
        );
      });
      socket.once('connect', () => resolve(new ShadowConnection(socket)));
    });
  }

  /** The port on this side: by it the server's CLIENT LIST names the connection. */
  get port(): number {
    return this.#socket.localPort ?? 0;
  }

  send(requests: readonly (readonly string[])[]): void {
    if (requests.length > 0 && !this.#isClosed) this.#socket.write(Buffer.concat(requests.map((words) => encodeRequest(words))));
  }

  /** Takes the next reply; undefined when none has come before the connection was closed, or in that time. */
  async next(patienceMs: number): Promise<Wire | undefined> {
    const endMs = performance.now() + patienceMs;
    for (;;) {
      const reply = this.#decoder.replies.shift();
      const leftMs = endMs - performance.now();
      if (reply !== undefined || this.#isClosed || leftMs <= 0) return reply;
      await this.#change(leftMs);
    }
  }

  /** Takes what has come already and is such. */
  takeWhere(isSuch: (reply: Wire) => boolean): readonly Wire[] {
    const replies = this.#decoder.replies.splice(0);
    this.#decoder.replies.push(...replies.filter((reply) => !isSuch(reply)));
    return replies.filter(isSuch);
  }

  /** Sends one request and answers its reply. */
  async ask(words: readonly string[]): Promise<Wire> {
    this.send([words]);
    const reply = await this.next(10_000);
    if (reply === undefined) throw new UsageError('shadow-unreachable', `The shadow server did not answer ${words[0] ?? ''} within 10 s.`);
    return reply;
  }

  close(): void {
    this.#socket.destroy();
  }

  #change(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
