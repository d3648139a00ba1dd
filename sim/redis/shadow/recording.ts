/**
 * What a Redis of a world was sent and what it answered, in the order in which it happened, so that a real server can be asked the same afterwards.
 * Watching changes nothing in the world. What a client cannot send again is kept as what it did: keys that expired, data that a restart lost.
 */
import type { World } from '../../world/index.ts';
import type { TwinConnection, TwinPeer } from '../contract.ts';
import { ProtocolError, RequestParser } from '../resp/index.ts';
import type { RedisServer } from '../server.ts';
import { imageOf, type KeyImage } from './image.ts';

/** One thing that happened at the server. */
export type TrafficEvent =
  | { readonly kind: 'open' | 'close'; readonly connection: number }
  | {
      readonly kind: 'requests';
      readonly connection: number;
      /** The server's clock in milliseconds since 1970. */
      readonly atMs: number;
      readonly requests: readonly (readonly string[])[];
      /** The server knew no script: it had just been started, or was told to forget them. */
      readonly knowsNoScripts: boolean;
      /** A fault is losing published messages. */
      readonly losesMessages: boolean;
    }
  | {
      readonly kind: 'replies';
      readonly connection: number;
      readonly bytes: Buffer;
      /** A timer made it, no request. */ readonly isByTimer: boolean;
    }
  /** As commits name it. */
  | { readonly kind: 'expired'; readonly key: string }
  /** The process came back with less than it had: these keys are now so. */
  | { readonly kind: 'restarted'; readonly atMs: number; readonly keys: readonly KeyImage[] };

/** The traffic of one Redis. */
export interface TrafficRecording {
  /** The host's name. */
  readonly server: string;
  readonly events: readonly TrafficEvent[];
}

const recorders = new WeakMap<World, (server: string, events: TrafficEvent[]) => void>();

/** Records every Redis that is added to this world from now on; `recordings` fills while the world runs. */
export function recordTraffic(world: World): { readonly recordings: readonly TrafficRecording[] } {
  const recordings: TrafficRecording[] = [];
  recorders.set(world, (server, events) => recordings.push({ server, events }));
  return { recordings };
}

/** How connections are made to a server of a world: through the recorder, if somebody records. */
export function connecting(world: World, name: string, server: RedisServer): (peer: TwinPeer, client: string) => TwinConnection {
  const record = recorders.get(world);
  if (record === undefined) return (peer, client) => server.connect(peer, client);
  const recorder = new Recorder(server);
  record(name, recorder.events);
  return (peer, client) => recorder.connect(peer, client);
}

class Recorder {
  readonly events: TrafficEvent[] = [];
  readonly #server: RedisServer;
  /** Where the request began that is being executed; expiries that it notices happened before it. */
  #requestAt: number | null = null;
  readonly #open = new Set<number>();

  constructor(server: RedisServer) {
    this.#server = server;
    server.observe({
      ignoresReads: true,
      onCommit: ({ command, writes, atMs }) => {
        if (command === 'EXPIRE-EVENT') this.#expired(writes);
        if (command === 'RESTART') this.events.push({ kind: 'restarted', atMs, keys: writes.map((key) => imageOf(server.data, key)) });
      },
    });
  }

  connect(peer: TwinPeer, client: string): TwinConnection {
    const parser = new RequestParser();
    let id = 0;
    const twin = this.#server.connect(
      {
        ...peer,
        write: (bytes) => {
          this.events.push({ kind: 'replies', connection: id, bytes, isByTimer: this.#requestAt === null });
          peer.write(bytes);
        },
        close: () => {
          this.events.push({ kind: 'close', connection: id });
          peer.close();
        },
        abort: () => {
          this.events.push({ kind: 'close', connection: id });
          if (peer.abort === undefined) peer.close();
          else peer.abort();
        },
      },
      client,
    );
    ({ id } = twin);
    this.#noticeLost();
    this.#open.add(id);
    this.events.push({ kind: 'open', connection: id });
    return {
      id,
      receive: (bytes) => this.#received(twin, bytes, parser),
      closed: () => {
        this.events.push({ kind: 'close', connection: id });
        twin.closed();
      },
    };
  }

  #received(twin: TwinConnection, bytes: Buffer, parser: RequestParser): void {
    parser.push(bytes);
    const requests = requestsOf(parser);
    this.#noticeLost();
    this.#requestAt = this.events.length;
    if (requests.length > 0) {
      const atMs = this.#server.environment.nowMs();
      const { scripts, pubsub } = this.#server;
      const [knowsNoScripts, losesMessages] = [scripts.size === 0, pubsub.loses !== null];
      this.events.push({ kind: 'requests', connection: twin.id, atMs, requests, knowsNoScripts, losesMessages });
    }
    try {
      twin.receive(bytes);
    } finally {
      this.#requestAt = null;
    }
  }

  /** A process that dies tells nobody: its connections are gone all the same. */
  #noticeLost(): void {
    for (const connection of this.#open) {
      if (this.#server.clients.has(connection)) continue;
      this.#open.delete(connection);
      this.events.push({ kind: 'close', connection });
    }
  }

  #expired(keys: readonly string[]): void {
    const expired = keys.map((key): TrafficEvent => ({ kind: 'expired', key }));
    if (this.#requestAt === null) this.events.push(...expired);
    else this.events.splice(this.#requestAt, 0, ...expired);
    if (this.#requestAt !== null) this.#requestAt += expired.length;
  }
}

/** What is no RESP ends the connection, and is nobody's request. */
function requestsOf(parser: RequestParser): readonly (readonly string[])[] {
  const requests: (readonly string[])[] = [];
  try {
    for (let request = parser.next(); request !== null; request = parser.next()) requests.push(request);
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
  }
  return requests;
}
