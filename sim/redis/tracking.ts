/**
 * Client-side caching (CLIENT TRACKING): the server remembers which keys a client has read, and tells it once when one of them changes; or it tells
 * of every change below some prefixes (BCAST). Of a script that reads anything all keys are remembered with which it was called.
 */
import type { Client } from './client.ts';
import type { Command } from './commands/definition.ts';
import type { Reply } from './resp/index.ts';

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

/** A command of a client; those of a script run within it. */
interface Running {
  readonly client: Client;
  readonly command: Command;
  readonly argv: readonly string[];
}

/** They read only if a command of theirs does. */
const SCRIPTS = /^(?:eval|evalsha|fcall)_ro$/;
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
  #isQuiet = false;
  #running: Running | null = null;
  /** Through which client a command runs: a script's has a client of its own. */
  #executing: Client | null = null;

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

  /** Runs a command; if it reads, its client, or whoever called the script it belongs to, keeps what it has read from then on. */
  around(command: Command, client: Client, argv: readonly string[], body: () => Reply): Reply {
    if (!client.scripted) this.#running = { client, command, argv };
    const running = this.#running;
    const outer = this.#executing;
    this.#executing = client;
    try {
      return body();
    } finally {
      this.#executing = outer;
      const reads = command.definition.flags.includes('readonly') && !SCRIPTS.test(command.fullName);
      if (reads && running !== null) this.#remember(running);
    }
  }

  #remember({ client, command, argv }: Running): void {
    const mode = this.#modes.get(client);
    if (mode === undefined || mode.broadcasts) return;
    if (mode.option === 'optin' ? mode.caching !== true : mode.option === 'optout' && mode.caching === false) return;
    for (const key of command.keysOf(argv)) {
      const readers = this.#readers.get(key);
      if (readers === undefined) this.#readers.set(key, new Set([client]));
      else readers.add(client);
    }
  }

  /** Whole databases are emptied or change places: of their single keys nothing is told. */
  quietly(body: () => void): void {
    this.#isQuiet = true;
    body();
    this.#isQuiet = false;
  }

  /** A key was changed, removed or has expired. */
  keyChanged(key: string): void {
    if (this.#isQuiet) return;
    for (const client of this.#readers.get(key) ?? []) if (this.#hears(client, this.current)) this.#pending.push({ client, key });
    this.#readers.delete(key);
    for (const [client, { broadcasts, prefixes }] of this.#modes) {
      if (!broadcasts || !this.#hears(client, this.#executing ?? this.current)) continue;
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

  /** With NOLOOP it does not hear of changes of its own. Of prefixes it hears what its scripts change, as in Redis. */
  #hears(client: Client, changer: Client | null): boolean {
    const mode = this.#modes.get(client);
    return mode !== undefined && !(mode.noLoop && client === changer);
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
