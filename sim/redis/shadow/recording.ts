/**
 * What a Redis of a world was sent and what it answered, in the order in which it happened, so that a real server can be asked the same afterwards.
 * Watching changes nothing in the world. What a client cannot send again is kept as what it did: keys that expired, data that a restart lost.
 */
import type { World } from '../../world/index.ts';
import type { RedisServerOptions, TwinConnection, TwinPeer } from '../contract.ts';
import { ProtocolError, RequestParser } from '../resp/index.ts';
import type { RedisServer } from '../server.ts';
import { imageOf, placesOf, type KeyImage } from './image.ts';
import { followedSettings } from './settings.ts';

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
  | { readonly kind: 'expired'; readonly database: number; readonly key: string }
  /** The process came back with less than it had: these keys are now so. */
  | { readonly kind: 'restarted'; readonly atMs: number; readonly keys: readonly KeyImage[] };

/** The traffic of one Redis. */
export interface TrafficRecording {
  /** The host's name. */
  readonly server: string;
  /** How it began. Only a master can be followed: what the others answer depends on another server. */
  readonly role: ServerRole;
  /** What it was started with, as far as a real server is given it. */
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly events: readonly TrafficEvent[];
}

/** What a server of a world is. */
export type ServerRole = 'master' | 'replica' | 'sentinel';

const recorders = new WeakMap<World, (recording: TrafficRecording) => void>();

/** Records every Redis that is added to this world from now on; `recordings` fills while the world runs. */
export function recordTraffic(world: World): { readonly recordings: readonly TrafficRecording[] } {
  const recordings: TrafficRecording[] = [];
  recorders.set(world, (recording) => recordings.push(recording));
  return { recordings };
}

/** Who is to be connected to. */
export interface RecordedServer {
  readonly name: string;
  readonly role: Exclude<ServerRole, 'sentinel'>;
  readonly server: RedisServer;
  readonly options: Partial<RedisServerOptions>;
}

/** How connections are made to a server of a world: through the recorder, if somebody records. */
export function connecting(
  world: World,
  { name, role, server, options: { configuration = {}, password = null } }: RecordedServer,
): (peer: TwinPeer, client: string) => TwinConnection {
  const record = recorders.get(world);
  if (record === undefined) return (peer, client) => server.connect(peer, client);
  const recorder = new Recorder(server);
  record({ server: name, role, settings: followedSettings(configuration, password), events: recorder.events });
  return (peer, client) => recorder.connect(peer, client);
}

/** Says that there is a Sentinel, whose traffic is of no use to a Redis. */
export function noteSentinel(world: World, name: string): void {
  recorders.get(world)?.({ server: name, role: 'sentinel', settings: [], events: [] });
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
        if (command === 'RESTART') this.events.push({ kind: 'restarted', atMs, keys: this.#images(writes) });
      },
    });
  }

  #images(names: readonly string[]): readonly KeyImage[] {
    const { data } = this.#server;
    return names.flatMap((name) => placesOf(data, name)).map((place) => imageOf(data, place));
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

  #expired(names: readonly string[]): void {
    // Whichever place the name means: only what is gone here is deleted there.
    const { data } = this.#server;
    const gone = names
      .flatMap((name) => placesOf(data, name))
      .filter(({ database, key }) => data.database(database).peek(key) === undefined);
    const expired = gone.map((place): TrafficEvent => ({ kind: 'expired', ...place }));
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
