/** Replies are written at the end of each entry, behind what caused them in the append-only file, once per connection; who does not take what it is sent is dropped. */
import { OutputLimits } from './output-limits.ts';
import type { Client } from './client.ts';
import type { RedisServer } from './server.ts';

/** What is to be written. */
export class Outbox {
  readonly limits: OutputLimits;
  readonly #server: RedisServer;
  readonly #unwritten = new Set<Client>();
  #isStopped = false;

  constructor(server: RedisServer) {
    this.#server = server;
    this.limits = new OutputLimits(server);
  }

  /** Notes that a client has bytes to be written at the end of the entry. */
  mark(client: Client): void {
    this.#unwritten.add(client);
  }

  /** Closes a connection once everything has been written to it (QUIT). */
  close(client: Client): void {
    client.closing = true;
    this.#unwritten.add(client);
  }

  /** The process is about to end: nobody is told anything any more. */
  stop(): void {
    this.#isStopped = true;
  }

  /** A new process. */
  goOn(): void {
    this.#isStopped = false;
  }

  /** Nothing is written to this client any more. */
  forget(client: Client): void {
    client.takeUnwritten();
    this.#unwritten.delete(client);
    this.limits.forget(client);
  }

  /** Writes to everybody, but not to the one whose script keeps the thread. */
  write(): void {
    const { persistence } = this.#server;
    if (persistence.disk.isFull) persistence.append();
    if (this.#unwritten.size === 0 || this.#isStopped) return;
    const clients = [...this.#unwritten];
    this.#unwritten.clear();
    for (const client of clients) {
      if (this.#server.busy.run?.client === client) this.#unwritten.add(client);
      else this.#writeTo(client);
    }
  }

  #writeTo(client: Client): void {
    const text = client.takeUnwritten();
    if (text !== '' && this.limits.exceeds(client, text.length)) {
      this.#server.abort(client);
      return;
    }
    if (text !== '') client.peer?.write(Buffer.from(text, 'latin1'));
    if (client.closing) this.#server.disconnect(client);
  }
}
