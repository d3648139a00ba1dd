/**
 * How one server reaches another: bytes over the ordinary network of the world, so that every fault of a link befalls replication too. What
 * the bytes stand for (values as the server holds them) is handed over in process by whoever wrote them, once the bytes have arrived.
 */
import type { RedisServer } from '../server.ts';

/** What a server is told of a connection that it opened. */
export interface LinkHandlers {
  opened(): void;
  /** Bytes as latin1 text; may be cut anywhere. */
  data(text: string): void;
  /** It could not be opened, or it is gone. Called once. */
  closed(): void;
}

/** A connection that a server opened. */
export interface Link {
  write(text: string): void;
  close(): void;
}

/** The other servers, as a replica finds its master. */
export interface ReplicationNetwork {
  /** The address under which others reach this server; what ROLE and INFO of its master say. */
  readonly address: string;
  dial(address: string, port: number, handlers: LinkHandlers): Link;
  /** The server at an address, for what its bytes stand for; undefined when there is none. */
  serverAt(address: string, port: number): RedisServer | undefined;
}
