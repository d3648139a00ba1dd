/** The replicas of a server: what each has been sent, what it has acknowledged, and who waits for that. */
import { imageOf, type Effect, type Image } from './effect.ts';
import type { Client } from '../client.ts';
import type { RedisServer } from '../server.ts';

/** A whole data set: keys, and libraries of functions by their sources. */
export interface Snapshot {
  readonly images: readonly Image[];
  readonly libraries: readonly string[];
}

/** What the bytes to a replica stand for, in their order: first the whole data set, or nothing of it, then effects. */
export interface Parcels {
  readonly snapshot: Snapshot | null;
  readonly effects: Effect[];
}

/** A replica that is attached. */
export interface Replica {
  readonly client: Client;
  readonly address: string;
  readonly port: number;
  /** Up to where it says that it has everything. */
  acknowledged: number;
  acknowledgedAtMs: number;
}

/** What a connection has said of itself before it asks to be a replica. */
interface Introduction {
  address: string;
  port: number;
  token: string | null;
}

/** The replicas of one server. */
export class Feed {
  readonly #replicas = new Map<Client, Replica>();
  readonly #introductions = new WeakMap<Client, Introduction>();
  readonly #parcels = new Map<string, Parcels>();
  readonly #parcelsOf = new WeakMap<Client, Parcels>();

  get count(): number {
    return this.#replicas.size;
  }

  has(client: Client): boolean {
    return this.#replicas.has(client);
  }

  all(): readonly Replica[] {
    return [...this.#replicas.values()];
  }

  /** REPLCONF: who somebody is who will ask for the stream. */
  introduce(client: Client, said: Partial<Introduction>): void {
    const known = this.#introductions.get(client) ?? { address: client.label, port: 0, token: null };
    this.#introductions.set(client, { ...known, ...said });
  }

  /** A connection becomes a replica; it is sent what comes after `backlog`. */
  attach(client: Client, nowMs: number, offset: number, snapshot: Snapshot | null, backlog: readonly Effect[]): void {
    const { address, port, token } = this.#introductions.get(client) ?? { address: client.label, port: 0, token: null };
    const parcels: Parcels = { snapshot, effects: [...backlog] };
    this.#replicas.set(client, { client, address, port, acknowledged: snapshot === null ? offset : 0, acknowledgedAtMs: nowMs });
    this.#parcelsOf.set(client, parcels);
    if (token !== null) this.#parcels.set(token, parcels);
  }

  /** What bytes to whoever introduced himself by a token stand for. */
  parcelsFor(token: string): Parcels | undefined {
    return this.#parcels.get(token);
  }

  /** A client is gone. */
  forget(client: Client): void {
    if (!this.#replicas.delete(client)) return;
    const token = this.#introductions.get(client)?.token ?? null;
    if (token !== null) this.#parcels.delete(token);
  }

  send(effect: Effect): void {
    for (const { client } of this.#replicas.values()) {
      this.#parcelsOf.get(client)?.effects.push(effect);
      client.send(effect.bytes);
    }
  }

  /** REPLCONF ACK; false when the client is no replica. */
  acknowledge(client: Client, offset: number, nowMs: number): boolean {
    const replica = this.#replicas.get(client);
    if (replica === undefined) return false;
    replica.acknowledged = Math.max(replica.acknowledged, offset);
    replica.acknowledgedAtMs = nowMs;
    return true;
  }

  /** How many have acknowledged everything up to an offset. */
  countAcknowledged(offset: number): number {
    return this.all().filter(({ acknowledged }) => acknowledged >= offset).length;
  }
}

/** Everything that a server holds; copies. */
export function snapshotOf({ data, libraries }: Pick<RedisServer, 'data' | 'libraries'>): Snapshot {
  return {
    images: data.used().flatMap((database) => [...database.keys()].map((key) => imageOf(data, database.index, key))),
    libraries: libraries.all.map(({ source }) => source),
  };
}

/** About how many bytes a data set is when it is sent whole. */
export function snapshotBytes({ images }: Snapshot): number {
  return images.reduce((sum, { key, value }) => sum + key.length + (typeof value === 'string' ? value.length : 64), 128);
}
