/** Those who watch a server, and what they are told: one commit for each atomic step, built only while somebody watches. */
import { keyName } from './keyspace/index.ts';
import { ErrorReply } from './resp/index.ts';
import type { Client } from './client.ts';
import type { KeyspaceCommit, TwinObserver } from './contract.ts';
import type { Keyspace } from './keyspace/index.ts';
import type { Reply } from './resp/index.ts';

const NONE: readonly string[] = [];

/** The observers of one server. */
export class Observers {
  readonly #keyspace: Keyspace;
  readonly #observers = new Set<TwinObserver>();

  constructor(keyspace: Keyspace) {
    this.#keyspace = keyspace;
  }

  get count(): number {
    return this.#observers.size;
  }

  /** Does any of them look at reads? */
  get wantReads(): boolean {
    return [...this.#observers].some((observer) => observer.onCommit !== undefined && observer.ignoresReads !== true);
  }

  add(observer: TwinObserver): void {
    this.#observers.add(observer);
  }

  remove(observer: TwinObserver): void {
    this.#observers.delete(observer);
  }

  /** A step was executed, or refused with an error. */
  commit(client: Client, command: string, argv: readonly string[], reply: Reply): void {
    const { nowMs, reads, writes } = this.#keyspace;
    this.#tell({
      atMs: nowMs,
      client: client.label,
      connection: client.id,
      command,
      args: argv.slice(1),
      reads: reads.size === 0 ? NONE : [...reads],
      writes: writes.size === 0 ? NONE : [...writes],
      error: reply instanceof ErrorReply ? reply.message : null,
    });
    if (reads.size > 0) reads.clear();
    if (writes.size > 0) writes.clear();
  }

  /** A key's time has run out. */
  expiry(database: number, key: string): void {
    const writes = [keyName(database, key)];
    this.#tell({
      atMs: this.#keyspace.nowMs,
      client: null,
      connection: 0,
      command: 'EXPIRE-EVENT',
      args: [],
      reads: [],
      writes,
      error: null,
    });
  }

  /** A key was taken away to make room. */
  eviction(database: number, key: string): void {
    const { nowMs, writes } = this.#keyspace;
    const name = keyName(database, key);
    // The command that comes next did not write it.
    writes.delete(name);
    this.#tell({ atMs: nowMs, client: null, connection: 0, command: 'EVICT-EVENT', args: [], reads: [], writes: [name], error: null });
  }

  /** The process was started again and found other data on disk than it had; the keyspace has recorded which keys differ. */
  restart(): void {
    const { nowMs, reads, writes } = this.#keyspace;
    if (writes.size > 0)
      this.#tell({ atMs: nowMs, client: null, connection: 0, command: 'RESTART', args: [], reads: [], writes: [...writes], error: null });
    reads.clear();
    writes.clear();
  }

  /** A client wanted what the twin lacks. */
  unsupported(command: string, client: Client): void {
    for (const observer of this.#observers) observer.onUnsupported?.(command, client.label);
  }

  #tell(commit: KeyspaceCommit): void {
    for (const observer of this.#observers) observer.onCommit?.(commit);
  }
}
