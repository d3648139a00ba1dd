/**
 * A program on a real server. Requests are pipelined; nothing is sent on another connection before the server is known to have seen what was
 * sent before: either all replies have come, or a question asked behind it twice has been answered.
 */
import { ENDED, idIn } from './twin-session.ts';
import type { Engine, EngineConnection } from '../engines/engine.ts';
import type { Wire } from '../engines/wire.ts';
import type { Request } from './words.ts';

/** How long replies are waited for before the server is asked whether any will come. Only a server that differs takes so long. */
const PATIENCE_MS = 500;

interface RealClient {
  readonly connection: EngineConnection;
  readonly replies: Wire[];
}

/** Waits until the server has done everything that was sent to it, and all that it wrote has been read. */
export async function settled(engine: Engine): Promise<void> {
  await engine.nowMs();
  await engine.nowMs();
  // Sockets that became readable in the same turn have all been read when it is over.
  await new Promise((resolve) => setImmediate(resolve));
}

/** A real server with named connections. */
export class RealSession {
  readonly #engine: Engine;
  readonly #clients = new Map<string, RealClient>();
  /** The replies of connections, the closed ones too, in the order in which they were opened. */
  readonly replies: Wire[][] = [];

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Sends, and waits until as many replies have come to the client as `count`; fewer when no more come. */
  async send(name: string, requests: readonly Request[], count: number, isWaiting: boolean): Promise<void> {
    const client = await this.#client(name);
    client.connection.sendAll(requests);
    await client.connection.until(count - client.replies.length, isWaiting ? 0 : PATIENCE_MS);
    this.collect();
    if (isWaiting || client.replies.length < count) await this.settle();
  }

  async close(name: string): Promise<void> {
    // What was sent to it must have been read.
    await this.settle();
    this.#clients.get(name)?.connection.close();
    this.#clients.delete(name);
    await this.settle();
  }

  /** Waits until the server has done everything that was sent, and all its replies are here. */
  async settle(): Promise<void> {
    // The second question is answered after everything has been written that the server wrote for the first.
    await settled(this.#engine);
    this.collect();
  }

  collect(): void {
    for (const client of this.#clients.values()) client.replies.push(...client.connection.take());
  }

  /** The number of a client's connection. */
  id(name: string): string | null {
    return idIn(this.#clients.get(name)?.replies[0] ?? null);
  }

  /** Takes down which connections the server has ended; those that should be are waited for. */
  async noteEnds(isExpected: (name: string) => boolean): Promise<void> {
    for (const [name, { connection, replies }] of this.#clients) {
      if (isExpected(name) && !connection.isClosed()) await connection.until(Infinity, PATIENCE_MS);
      if (connection.isClosed()) replies.push(ENDED);
    }
  }

  end(): void {
    for (const { connection } of this.#clients.values()) connection.close();
  }

  async #client(name: string): Promise<RealClient> {
    const known = this.#clients.get(name);
    if (known !== undefined) return known;
    const client: RealClient = { connection: await this.#engine.connect(), replies: [] };
    this.#clients.set(name, client);
    this.replies.push(client.replies);
    return client;
  }
}
