/** WATCH: which clients' EXEC fails when a key changes. */
import type { Client } from './client.ts';

/** The watched keys of one server. */
export class Watches {
  readonly #watchers = new Map<string, Set<Client>>();
  readonly #changed: () => void;

  /** `changed`: somebody began or ended to watch. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get count(): number {
    return this.#watchers.size;
  }

  /** EXEC of this client fails once the key changes. */
  add(client: Client, database: number, key: string): void {
    const place = `${database}:${key}`;
    client.watched.add(place);
    const watchers = this.#watchers.get(place);
    if (watchers === undefined) this.#watchers.set(place, new Set([client]));
    else watchers.add(client);
    this.#changed();
  }

  /** Forgets what a client watches, and that something of it has changed. */
  remove(client: Client): void {
    if (client.watched.size === 0 && !client.watchBroken) return;
    client.watchBroken = false;
    for (const place of client.watched) {
      const watchers = this.#watchers.get(place);
      watchers?.delete(client);
      if (watchers?.size === 0) this.#watchers.delete(place);
    }
    client.watched.clear();
    this.#changed();
  }

  /** A key has changed or died. */
  keyChanged(database: number, key: string): void {
    if (this.#watchers.size === 0) return;
    for (const client of this.#watchers.get(`${database}:${key}`) ?? []) client.watchBroken = true;
  }
}
