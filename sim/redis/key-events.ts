/** What happens to a key, told to whoever it concerns: those who wait for it, watch it, cache it, listen for it, and observers of the twin. */
import type { Observers } from './observers.ts';
import type { RedisServer } from './server.ts';
import type { Watches } from './watches.ts';

/** The keys of one server. */
export class KeyEvents {
  readonly #server: RedisServer;
  readonly #watches: Watches;
  readonly #observers: Observers;

  constructor(server: RedisServer, watches: Watches, observers: Observers) {
    this.#server = server;
    this.#watches = watches;
    this.#observers = observers;
  }

  /** A command has changed it. */
  changed(database: number, key: string): void {
    const { waits, notifications, tracking } = this.#server;
    if (waits.blocking.count > 0) waits.blocking.keyChanged(database, key);
    this.#watches.keyChanged(database, key);
    if (notifications.isOn) notifications.keyChanged(database, key);
    if (tracking.isOn) tracking.keyChanged(key);
  }

  /** Its time was over. */
  expired(database: number, key: string): void {
    const { waits, notifications, tracking, data } = this.#server;
    notifications.notify('x', 'expired', database, key);
    if (tracking.isOn) tracking.keyChanged(key);
    if (waits.blocking.count > 0) waits.blocking.keyChanged(database, key);
    this.#watches.keyChanged(database, key);
    if (data.recording) this.#observers.expiry(database, key);
  }

  /** It was taken away to make room. */
  evicted(database: number, key: string): void {
    const { notifications, data } = this.#server;
    if (data.recording) this.#observers.eviction(database, key);
    notifications.notify('e', 'evicted', database, key);
  }
}
