/**
 * Client-side caching (CLIENT TRACKING): the server remembers which keys a client has read, and tells it once when one of them changes; or it tells
 * of every change below some prefixes (BCAST). Keys that a script reads are not remembered.
 */
import type { Client } from './client.ts';

/** How a client is told. */
export interface TrackingMode {
  readonly broadcasts: boolean;
  /** `optin`: only what is read behind CLIENT CACHING YES counts; `optout`: all but what is read behind CLIENT CACHING NO. */
  readonly option: 'optin' | 'optout' | null;
  /** Not of changes of its own. */
  readonly noLoop: boolean;
  /** Who is told instead; 0: itself. */
  readonly redirect: number;
  readonly prefixes: readonly string[];
  /** What CLIENT CACHING said of the next command. */
  caching: boolean | null;
}

const CHANNEL = '__redis__:invalidate';

/** Who caches what of one server. */
export class Tracking {
  readonly #find: (id: number) => Client | undefined;
  readonly #modes = new Map<Client, TrackingMode>();
  readonly #readers = new Map<string, Set<Client>>();
  #pending: { readonly client: Client; readonly key: string | null }[] = [];
  readonly #broadcasts = new Map<Client, Map<string, Set<string>>>();
  /** Whose command runs. */
  current: Client | null = null;

  constructor(find: (id: number) => Client | undefined) {
    this.#find = find;
  }

  get isOn(): boolean {
    return this.#modes.size > 0;
  }

  modeOf(client: Client): TrackingMode | undefined {
    return this.#modes.get(client);
  }

  begin(client: Client, mode: TrackingMode): void {
    this.#modes.set(client, mode);
  }

  end(client: Client): void {
    this.#modes.delete(client);
    this.#broadcasts.delete(client);
  }

  /** A client has read keys. */
  remember(client: Client, keys: readonly string[]): void {
    const mode = this.#modes.get(client);
    if (mode === undefined || mode.broadcasts) return;
    if (mode.option === 'optin' ? mode.caching !== true : mode.option === 'optout' && mode.caching === false) return;
    for (const key of keys) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([client]));
      else readers.add(client);
    }
  }

  /** A key was changed, removed or has expired. */
  keyChanged(key: string): void {
    for (const client of this.#readers.get(key) ?? []) if (this.#hears(client)) this.#pending.push({ client, key });
    this.#readers.delete(key);
    for (const [client, { broadcasts, prefixes }] of this.#modes) {
      if (!broadcasts || !this.#hears(client)) continue;
      for (const prefix of prefixes.length === 0 ? [''] : prefixes) if (key.startsWith(prefix)) this.#broadcast(client, prefix, key);
    }
  }

  /** All keys of a database are gone: nobody may keep anything. */
  flushed(): void {
    this.#readers.clear();
    for (const client of this.#modes.keys()) this.#pending.push({ client, key: null });
  }

  /** Tells of single keys, behind the reply to the command that changed them. */
  tell(): void {
    const pending = this.#pending;
    if (pending.length === 0) return;
    this.#pending = [];
    for (const { client, key } of pending) this.#send(client, key === null ? null : [key]);
  }

  /** Tells of prefixes, once for all that has happened. */
  tellBroadcasts(): void {
    if (this.#broadcasts.size === 0) return;
    for (const [client, byPrefix] of this.#broadcasts) for (const keys of byPrefix.values()) this.#send(client, [...keys]);
    this.#broadcasts.clear();
  }

  /** A command is over: what CLIENT CACHING said was for it, unless it was CLIENT itself. */
  commandDone(client: Client): void {
    const mode = this.#modes.get(client);
    if (mode !== undefined && client.transaction === null && !client.lastCommand.startsWith('client|')) mode.caching = null;
  }

  #hears(client: Client): boolean {
    const mode = this.#modes.get(client);
    return mode !== undefined && !(mode.noLoop && client === this.current);
  }

  #broadcast(client: Client, prefix: string, key: string): void {
    const byPrefix = this.#broadcasts.get(client) ?? new Map<string, Set<string>>();
    this.#broadcasts.set(client, byPrefix);
    const keys = byPrefix.get(prefix);
    if (keys === undefined) byPrefix.set(prefix, new Set([key]));
    else keys.add(key);
  }

  #send(client: Client, keys: readonly string[] | null): void {
    const redirect = this.#modes.get(client)?.redirect ?? 0;
    const target = redirect === 0 ? client : this.#find(redirect);
    if (target === undefined) {
      if (client.protocol === 3) client.push(['tracking-redir-broken', redirect]);
    } else if (target.protocol === 3) target.push(['invalidate', keys]);
    else if (redirect !== 0 && target.subscribed) target.push(['message', CHANNEL, keys]);
  }
}
