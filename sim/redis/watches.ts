/** WATCH: which clients' EXEC fails when a key changes. */
import type { Client } from './client.ts';

/** The watched keys of one server. */
export class Watches {
  readonly #watchers = new Map<string, Set<Client>>();

  get count(): number {
    return this.#watchers.size;
  }

  add(client: Client, database: number, key: string): void {
    const place = `${database}:${key}`;
    client.watched.add(place);
    const watchers = this.#watchers.get(place);
    if (watchers === undefined) this.#watchers.set(place, new Set([client]));
    else watchers.add(client);
  }

  /** Forgets what a client watches, and that something of it has changed. */
  remove(client: Client): void {
    client.watchBroken = false;
    for (const place of client.watched) {
      const watchers = this.#watchers.get(place);
      watchers?.delete(client);
      if (watchers?.size === 0) this.#watchers.delete(place);
    }
    client.watched.clear();
  }

  /** A key has changed or died. */
  keyChanged(database: number, key: string): void {
    if (this.#watchers.size === 0) return;
    for (const client of this.#watchers.get(`${database}:${key}`) ?? []) client.watchBroken = true;
  }
}
