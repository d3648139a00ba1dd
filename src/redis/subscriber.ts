/**
 * The pub/sub connection of one process. Messages are only wake-ups, so a lost one costs time and nothing else; after every
 * (re)connect the listener is told to look for itself, because it may have missed some.
 */
import type { Redis } from 'ioredis';
import { connectionOptions, openRedis, type LinkOptions } from './link.ts';

/** Calls `onMessage` with each payload on `channel`, and with null when messages may have been missed. */
export class Subscriber {
  readonly #client: Redis;
  /** A subscription is waiting for its answer; a reconnect sends it again. */
  #isWaiting = false;

  constructor(options: LinkOptions, channel: string, onMessage: (payload: string | null) => void) {
    // The client's own resubscribing lets a refusal (`ERR max number of clients reached`) end the process as an unhandled rejection.
    this.#client = openRedis(options.redis, { ...connectionOptions(options.timings), enableReadyCheck: false, autoResubscribe: false });
    this.#client.on('error', (error: Error) => options.emit({ kind: 'redis-error', detail: error.message, error }));
    this.#client.on('message', (_channel: string, payload: string) => onMessage(payload));
    // A link that is closed or refuses rejects the subscription that was waiting for it; the next one is made when a link is ready.
    this.#subscribe(channel).then(
      () => onMessage(null),
      () => undefined,
    );
    this.#client.on('ready', () => {
      if (!this.#isWaiting) this.#subscribe(channel).catch(() => undefined);
      onMessage(null);
    });
  }

  #subscribe(channel: string): Promise<unknown> {
    const ended = (): void => {
      this.#isWaiting = false;
    };
    this.#isWaiting = true;
    const subscribed = this.#client.subscribe(channel);
    subscribed.then(ended, ended);
    return subscribed;
  }

  /** Opens the connection anew, when there is reason to think that it is dead without knowing. */
  reconnect(): void {
    this.#client.disconnect(true);
  }

  close(): void {
    this.#client.disconnect();
  }
}
