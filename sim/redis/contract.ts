/**
 * What the twin asks of the machine it runs on, and what it tells those who watch it. The twin itself knows no sockets, no real
 * clock and no randomness: everything that could differ from run to run enters through `TwinEnvironment`.
 */
import type { PersistenceMode } from './persistence/index.ts';
import type { ReplicationNetwork } from './replication/index.ts';

/** What the twin needs from the machine it runs on. */
export interface TwinEnvironment {
  /** The Redis host's wall clock in milliseconds since 1970, may be fractional. It may jump. */
  nowMs(): number;
  /** A clock of the machine that never jumps, in milliseconds; `nowMs` when absent. */
  monotonicMs?(): number;
  /** The process ends by itself: SHUTDOWN, or what `reason` says. Where nothing is there to end, SHUTDOWN fails. */
  exit?(reason?: string): void;
  /** A timer on the Redis host. */
  after(delayMs: number, run: () => void): { cancel(): void };
  /** A named choice: an integer `0 <= n < below`. */
  draw(stream: string, key: string, below: number): number;
  /** How it reaches other servers; without it no replica finds its master. */
  readonly replication?: ReplicationNetwork;
}

/** The client's end of a connection, as the server sees it. */
export interface TwinPeer {
  /** Replies and pushes, in order. */
  write(bytes: Buffer): void;
  /** The server closes the connection (QUIT, CLIENT KILL, a protocol error), after everything written. */
  close(): void;
  /** The server drops the connection and what is on its way; `close` when absent. */
  abort?(): void;
  /** How many bytes were written that the client does not have yet; 0 when absent. */
  pendingBytes?(): number;
}

/** The server's end of a connection, as the wire sees it. */
export interface TwinConnection {
  /** Redis's client id, as `CLIENT ID` answers it. */
  readonly id: number;
  /** Bytes arrive; they may be cut anywhere. All replies they cause at once are one `peer.write`. */
  receive(bytes: Buffer): void;
  /** The client has gone: MULTI, WATCH, subscriptions and blocking end, nothing is written any more. */
  closed(): void;
}

/** One atomic step of the keyspace: a command, a script, an EXEC, or an expiry. */
export interface KeyspaceCommit {
  readonly atMs: number;
  /** The name given to `connect()`; null for an expiry and a restart. */
  readonly client: string | null;
  /** The connection's id; 0 for an expiry and for `execute`. */
  readonly connection: number;
  /** Upper case: 'SET', 'EVALSHA', 'EXEC'; 'EXPIRE-EVENT' when a key's time ran out; 'EVICT-EVENT' when memory was full; 'RESTART' when a restart lost writes. */
  readonly command: string;
  /** The arguments as latin1 strings, without the command's name (empty for an expiry). */
  readonly args: readonly string[];
  /** Keys looked at, also inside scripts and EXEC; 'db:key' for databases above 0. */
  readonly reads: readonly string[];
  /** Keys changed, named likewise. */
  readonly writes: readonly string[];
  /** The error reply, if that was the answer. */
  readonly error: string | null;
}

/** Somebody who watches a server. Observers must not call back into it. */
export interface TwinObserver {
  /** It does not look at `reads`; when nobody does, they are not taken down and empty. */
  readonly ignoresReads?: boolean;
  /** After each atomic step that was executed (also those that touched no key). */
  onCommit?(commit: KeyspaceCommit): void;
  /** A client used a command that the twin lacks; it was answered as Redis answers an unknown one. */
  onUnsupported?(command: string, client: string): void;
}

/** The type of a key's value, as the TYPE command names it. */
export type KeyType = 'string' | 'hash' | 'list' | 'set' | 'zset' | 'stream' | 'none';

/** A sorted set's member with its score. */
export interface ScoredMember {
  readonly member: string;
  readonly score: number;
}

/**
 * Database 0, read-only, as the server holds it: an expired key that nobody has touched yet may still be seen. Every accessor answers null
 * for a missing key and for a key of another type. Maps and sets are the server's own, not copies: do not keep them over a commit.
 */
export interface KeyspaceView {
  type(key: string): KeyType;
  string(key: string): string | null;
  hash(key: string): ReadonlyMap<string, string> | null;
  /** A copy. */
  list(key: string): readonly string[] | null;
  listLength(key: string): number;
  set(key: string): ReadonlySet<string> | null;
  /** A copy, by score and then by member bytes. */
  sortedSet(key: string): readonly ScoredMember[] | null;
  /** The score, or null without such a member. */
  score(key: string, member: string): number | null;
  sortedSetSize(key: string): number;
  /** The deadline in milliseconds since 1970, or null for a key that is missing or does not expire. */
  expiresAtMs(key: string): number | null;
  keys(): IterableIterator<string>;
  readonly size: number;
}

/** How a server differs from a freshly installed Redis. */
export interface RedisServerOptions {
  /** Reported by INFO and HELLO. */
  readonly version: string;
  readonly databases: number;
  /** `requirepass`; null lets everybody in. */
  readonly password: string | null;
  /** Reported by INFO, CONFIG GET and CLIENT LIST. */
  readonly port: number;
  /** Unordered replies (SMEMBERS, HGETALL, KEYS) are permuted by a named choice, or come in the order of insertion. */
  readonly order: 'permuted' | 'insertion';
  /** `min-replicas-to-write`: writes are refused while fewer replicas were heard of within `minReplicasMaxLagSeconds`; 0 counts nobody. */
  readonly minReplicasToWrite: number;
  readonly minReplicasMaxLagSeconds: number;
  /** Settings that differ from Redis's own, as a configuration file would give them: `{ maxmemory: '2mb' }`. Still there after a restart. */
  readonly configuration: Readonly<Record<string, string>>;
  /** Is it a Sentinel? It has a table of commands of its own, and no role. */
  readonly isSentinel: boolean;
  /** What is kept over the end of the process; null: everything, until CONFIG SET names a way (`save`, `appendonly`, `appendfsync`). */
  readonly persistence: PersistenceMode | null;
}

/** A Redis 7.0 as it comes, with permuted replies. */
export const defaultRedisServerOptions: RedisServerOptions = Object.freeze({
  version: '7.0.15',
  databases: 16,
  password: null,
  port: 6379,
  order: 'permuted',
  minReplicasToWrite: 0,
  minReplicasMaxLagSeconds: 10,
  configuration: {},
  isSentinel: false,
  persistence: null,
});
