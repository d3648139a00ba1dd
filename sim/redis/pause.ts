/**
 * CLIENT PAUSE: clients are not served for a while, or only those that would write. What they send waits, in order; nothing expires meanwhile,
 * though what should have is not shown.
 */
import type { Client } from './client.ts';
import type { Command } from './commands/definition.ts';
import type { Keyspace } from './keyspace/index.ts';

/** What waits: every command, or only those that write or could. */
export type PauseMode = 'all' | 'write';

/** What a pause asks of its server. */
export interface PauseHost {
  /** A replica hides what has expired in any case. */
  readonly replication: { readonly isReplica: boolean };
  readonly data: Keyspace;
  readonly environment: { after(delayMs: number, run: () => void): { cancel(): void } };
  enter(body: () => void): void;
  /** Takes a request up again as if it had just arrived. */
  again(client: Client, argv: readonly string[]): void;
}

interface Postponed {
  readonly client: Client;
  readonly argv: readonly string[];
}

/** Commands without the flag `write` that may yet lead to a write. */
const MAY_WRITE: ReadonlySet<string> = new Set(['eval', 'evalsha', 'fcall', 'publish', 'spublish', 'pfcount']);

/** The pause of one server. */
export class Pause {
  readonly #host: PauseHost;
  #mode: PauseMode | null = null;
  #timer: { cancel(): void } | null = null;
  #endMs = 0;
  #hidesExpired = false;
  readonly #postponed = new Map<Client, Postponed>();

  constructor(host: PauseHost) {
    this.#host = host;
  }

  get isOn(): boolean {
    return this.#mode !== null;
  }

  /** Pauses for so long; a pause that is on is neither weakened nor shortened. */
  begin(forMs: number, mode: PauseMode): void {
    const endMs = this.#host.data.nowMs + forMs;
    this.#mode = this.#mode === 'all' ? 'all' : mode;
    if (this.#host.data.expiry === 'delete') {
      this.#host.data.expiry = 'hide';
      this.#hidesExpired = true;
    }
    if (this.#timer !== null && endMs <= this.#endMs) return;
    this.#timer?.cancel();
    this.#endMs = endMs;
    this.#timer = this.#host.environment.after(forMs, () => {
      this.#timer = null;
      this.#host.enter(() => this.end());
    });
  }

  /** Serves everybody again, first those who have waited longest. */
  end(): void {
    if (this.#mode === null) return;
    const waiting = [...this.#postponed.values()];
    this.clear();
    this.#host.data.expireDue();
    for (const { client, argv } of waiting) if (!client.gone) this.#host.again(client, argv);
  }

  /** The pause ends with its process, and what waited is gone. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#mode = null;
    this.#postponed.clear();
    if (this.#hidesExpired && !this.#host.replication.isReplica && this.#host.data.expiry === 'hide') this.#host.data.expiry = 'delete';
    this.#hidesExpired = false;
  }

  /** Does a client wait, so that nothing more of it is read? */
  holdsBack(client: Client): boolean {
    return this.#mode !== null && this.#postponed.has(client);
  }

  /** Postpones a request if it has to wait; true when it has. */
  postpones(client: Client, command: Command, argv: readonly string[]): boolean {
    if (this.#mode === null || client.peer === null) return false;
    if (this.#mode === 'write' && !mayWrite(client, command)) return false;
    this.#postponed.set(client, { client, argv });
    return true;
  }
}

function mayWrite(client: Client, command: Command): boolean {
  if (command.writes || MAY_WRITE.has(command.fullName)) return true;
  if (command.fullName !== 'exec') return false;
  return client.transaction?.queue.some((queued) => queued.command.writes || MAY_WRITE.has(queued.command.fullName)) === true;
}
