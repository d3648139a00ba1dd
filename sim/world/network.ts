/** The simulated network as suites and faults use it. Hosts are named; a link is an ordered pair of hosts, so faults may be one-way. */
import type { Socket } from 'node:net';

/** How long bytes travel on a link, one way. */
export interface Latency {
  /** Lower bound in microseconds. */
  readonly minimumMicros: number;
  /** Upper bound in microseconds; each segment draws uniformly between the two by its own name. */
  readonly maximumMicros: number;
  /** The slow tail: this share of the segments takes between `maximumMicros` and `slowMicros`. None when absent. */
  readonly slowShare?: number;
  readonly slowMicros?: number;
}

/** What a server learns of a connection and can do with it. The network calls the handlers on the server's host. */
export interface ServerConnection {
  /** The connecting host's name. */
  readonly client: string;
  /** Stable name: `gateway-1:2>redis:6379` is gateway-1's second connection to that port. */
  readonly name: string;
  /** How many bytes were written that the client does not have yet. */
  readonly pendingBytes: number;
  write(bytes: Buffer): void;
  /** Sends what was written, then FIN. */
  end(): void;
  /** RST. */
  reset(): void;
}

/** What a request says, in a few stable words such as `EVALSHA commit worker-1`: names messages in stories, tapes and fault plans. */
export type DescribeRequest = (bytes: Buffer) => string;

/** What the server does with what comes in. */
export interface ServerHandlers {
  data(bytes: Buffer): void;
  /** The client is gone for good: FIN, RST or its host crashed. */
  closed(): void;
}

/** Which half of an exchange is lost when a connection is reset. */
export type ResetManner = 'request-lost' | 'reply-lost' | 'idle';

/** Resets that wait for their moment: the next request, the next reply (cut at a byte that is drawn), or the next connect. */
export type ArmedResetManner = 'request-lost' | 'reply-lost' | 'mid-reply' | 'handshake';

/** How a name look-up fails: there is no such name, or the name server does not answer. */
export type LookupFailure = 'ENOTFOUND' | 'EAI_AGAIN';

/** The network between the hosts of one world. */
export interface Network {
  /** Servers that are not Node programs (Redis) listen here; the host must exist. */
  listen(host: string, port: number, accept: (connection: ServerConnection) => ServerHandlers, describe?: DescribeRequest): void;
  /**
   * Servers that are not Node programs connect to others like this; `to` is an address or a name. The socket is one of `from`'s process, which
   * must be running in this event; null when it is down.
   */
  dial(from: string, to: string, port: number): Socket | null;
  /** From now on a name means another host (a DNS entry or an address was switched); connections that are open stay. Null gives it back. */
  point(name: string, host: string | null): void;
  /** The latency of every link without its own. */
  setLatency(latency: Latency): void;
  /** The latency of one link (both ways unless `oneWay`); null gives back the default. */
  setLinkLatency(from: string, to: string, latency: Latency | null, oneWay?: boolean): void;
  /** No bytes and no connects pass; TCP keeps what was sent and delivers it after the heal. */
  partition(from: string, to: string, oneWay?: boolean): void;
  heal(from: string, to: string, oneWay?: boolean): void;
  /** Keeps everything that is in flight or sent on the link until `release`, which lets it arrive at once; connects succeed late. One way. */
  hold(from: string, to: string): void;
  release(from: string, to: string): void;
  /** New connects are refused (nothing listens) until `accept`. */
  refuse(host: string): void;
  accept(host: string): void;
  /** Lets so many bytes pass on the link in a second; null: all. */
  clog(from: string, to: string, bytesPerSecond: number | null, oneWay?: boolean): void;
  /**
   * From now on bytes of the present connections between the two vanish silently, in both directions. The function returned lets those
   * that are still open time out at both ends (ETIMEDOUT), as they do when nobody acknowledges for too long; null without connections.
   */
  halfOpen(from: string, to: string): (() => void) | null;
  /** Look-ups of a name on a host fail, also those of connects, until `mendLookups`. */
  failLookups(host: string, name: string, failure: LookupFailure): void;
  mendLookups(host: string, name: string): void;
  /**
   * Resets connections between two hosts. `request-lost`: bytes on their way to the server are dropped. `reply-lost`: requests in flight
   * arrive and are executed, replies are dropped. `idle`: at once, whatever is in flight is dropped both ways. Returns how many.
   */
  reset(from: string, to: string, manner: ResetManner): number;
  /**
   * Resets one connection at the next request, reply or connect between the two. `struck` is called when it happens; the function
   * returned disarms what has not struck. `byte` is where `mid-reply` cuts: behind so many bytes of a reply, at most all but its last; a
   * named choice when absent.
   */
  resetOnNext(client: string, server: string, manner: ArmedResetManner, struck?: () => void, byte?: number | null): () => void;
  /**
   * Resets the connections on which a request of `client` is in flight, so that it is lost; or those with a request or reply in flight, so
   * that the reply is lost. Returns how many.
   */
  resetInFlight(client: string, server: string, manner: 'request-lost' | 'reply-lost'): number;
  /** Calls back when a reply was written that its client will never see: the command behind it has run. */
  onReplyLost(listener: (loss: { readonly client: string; readonly server: string }) => void): void;
}
