/**
 * A connection as the server knows it, Redis's `client` structure: database, protocol, transaction, watched keys, subscriptions, and whether
 * it is blocked. Scripts run through a client of their own, as in Redis.
 */
import { encodeReply, PushReply } from './resp/index.ts';
import type { User } from './acl/index.ts';
import type { BlockedState } from './blocking.ts';
import type { Command } from './commands/definition.ts';
import type { TwinPeer } from './contract.ts';
import type { Database } from './keyspace/index.ts';
import type { Protocol, Reply } from './resp/index.ts';
import type { RedisServer } from './server.ts';

/** A MULTI that is being written. */
export interface Transaction {
  readonly queue: { readonly command: Command; readonly argv: readonly string[] }[];
  /** A command was refused when it was to be queued: EXEC will answer EXECABORT. */
  broken: boolean;
}

/** A client of the server, or the one through which scripts run. */
export class Client {
  readonly id: number;
  /** The name given to `connect()`: who this is in traces. */
  readonly label: string;
  readonly server: RedisServer;
  readonly peer: TwinPeer | null;
  readonly connectedAtMs: number;
  database: Database;
  protocol: Protocol = 2;
  authenticated = true;
  /** Who signed in; null for the default user. */
  user: User | null = null;
  /** CLIENT SETNAME, SETINFO, NO-EVICT and NO-TOUCH. */
  name = '';
  libraryName = '';
  libraryVersion = '';
  noEvict = false;
  noTouch = false;
  replyMode: 'on' | 'off' | 'skip' | 'skip-next' = 'on';
  lastCommand = 'NULL';
  transaction: Transaction | null = null;
  /** Inside EXEC. */
  executing = false;
  /** Runs the commands of a script. */
  scripted = false;
  /** A watched key was changed. */
  watchBroken = false;
  readonly watched: Set<string> = new Set<string>();
  readonly channels: Set<string> = new Set<string>();
  readonly patterns: Set<string> = new Set<string>();
  readonly shardChannels: Set<string> = new Set<string>();
  blocked: BlockedState | null = null;
  /** Gone, or about to be closed once everything is written. */
  gone = false;
  closing = false;
  /** What the peer has not been given yet. */
  #unwritten = '';

  constructor(id: number, label: string, server: RedisServer, peer: TwinPeer | null) {
    this.id = id;
    this.label = label;
    this.server = server;
    this.peer = peer;
    this.database = server.data.database(0);
    this.connectedAtMs = server.data.nowMs;
  }

  get subscriptionCount(): number {
    return this.channels.size + this.patterns.size;
  }

  /** In RESP2 a subscribed connection is restricted to (un)subscribing. */
  get subscribed(): boolean {
    return this.channels.size + this.patterns.size + this.shardChannels.size > 0;
  }

  /** Whether a blocking command may wait; within EXEC and scripts it answers at once. */
  get mayBlock(): boolean {
    return this.peer !== null && !this.executing && !this.scripted;
  }

  /** Queues a reply for the wire. */
  reply(reply: Reply): void {
    if (this.replyMode !== 'on') return;
    this.#append(encodeReply(reply, this.protocol));
  }

  /** Queues an out-of-band message; also when replies are off. */
  push(items: readonly Reply[]): void {
    this.#append(encodeReply(new PushReply(items), this.protocol));
  }

  /** Queues bytes that are no reply: what a replica is fed with. */
  send(text: string): void {
    this.#append(text);
  }

  /** Queues a line that nobody asked for (MONITOR). */
  tell(reply: Reply): void {
    this.#append(encodeReply(reply, this.protocol));
  }

  /** Simulated clients have no port of their own; the id stands for it. */
  get address(): string {
    return `127.0.0.1:${40000 + this.id}`;
  }

  /** Takes everything that waits to be written. */
  takeUnwritten(): string {
    const text = this.#unwritten;
    this.#unwritten = '';
    return text;
  }

  #append(text: string): void {
    if (text === '' || this.peer === null || this.gone) return;
    const { outbox } = this.server;
    if (this.#unwritten === '') outbox.mark(this);
    this.#unwritten += text;
    if (outbox.limits.watchesReplies && outbox.limits.exceeds(this, this.#unwritten.length)) this.closing = true;
  }
}
