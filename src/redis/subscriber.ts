/**
 * The pub/sub connection of one process. Messages are only wake-ups, so a lost one costs time and nothing else; after every
 * (re)connect the listener is told to look for itself, because it may have missed some.
 */
import type { Redis } from 'ioredis';
import { connectionOptions, openRedis, type LinkOptions } from './link.ts';

/** Calls `onMessage` with each payload on `channel`, and with null when messages may have been missed. */
export class Subscriber {
  readonly #client: Redis;

  constructor(options: LinkOptions, channel: string, onMessage: (payload: string | null) => void) {
    this.#client = openRedis(options.redis, { ...connectionOptions(options.timings), enableReadyCheck: false });
    this.#client.on('error', (error: Error) => options.emit({ kind: 'redis-error', detail: error.message, error }));
    this.#client.on('message', (_channel: string, payload: string) => onMessage(payload));
    // A closed link rejects the subscription that was waiting for it; there is nobody left to tell.
    this.#client.subscribe(channel).then(
      () => onMessage(null),
      () => undefined,
    );
    this.#client.on('ready', () => onMessage(null));
  }

  /** Opens the connection anew, when there is reason to think that it is dead without knowing. */
  reconnect(): void {
    this.#client.disconnect(true);
  }

  close(): void {
    this.#client.disconnect();
  }
}
