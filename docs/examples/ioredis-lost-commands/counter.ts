/** The service: counts visits in Redis. Ordinary code that knows nothing of worlds; it takes the client as its parameter. */

/** What it needs of a client. */
export interface Client {
  incr(key: string): Promise<number>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Counts the visits of one page. */
export class VisitCounter {
  readonly #redis: Client;

  constructor(redis: Client) {
    this.#redis = redis;
    redis.on('error', () => undefined);
  }

  /** The number of this visit. */
  visit(): Promise<number> {
    return this.#redis.incr('visits');
  }
}
