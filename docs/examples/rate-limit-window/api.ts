/**
 * The service: an API that serves each user so many requests a window, by express-rate-limit on Redis. Ordinary code that knows nothing of
 * worlds; which version of the store it uses is its parameter.
 */
import { rateLimit, type RateLimitRequestHandler, type Store } from 'express-rate-limit';
import { Redis } from 'ioredis';

/** What it needs of rate-limit-redis. */
export type StoreClass = new (options: { sendCommand: (...command: string[]) => Promise<never> }) => Store;

/** How much is served. */
export interface Limit {
  readonly windowMs: number;
  readonly requests: number;
}

/** One instance of the API. */
export class Api {
  readonly #middleware: RateLimitRequestHandler;

  constructor(RedisStore: StoreClass, { windowMs, requests }: Limit) {
    const redis = new Redis('redis://redis:6379');
    this.#middleware = rateLimit({
      windowMs,
      limit: requests,
      legacyHeaders: false,
      validate: false,
      store: new RedisStore({ sendCommand: (command = '', ...parameters) => redis.call(command, ...parameters) as Promise<never> }),
      keyGenerator: (request) => String(request.headers['x-user']),
      // The answer 429 of express-rate-limit, in short.
      handler: (_request, response) => void response.end('refused'),
    });
  }

  /** One request of a user. */
  answer(user: string): Promise<'served' | 'refused'> {
    return new Promise((resolve, reject) => {
      const request = { headers: { 'x-user': user } };
      const response = { headersSent: false, setHeader: () => response, end: () => resolve('refused') };
      const next = (error?: unknown): void => (error instanceof Error ? reject(error) : resolve('served'));
      void this.#middleware(request, response, next);
    });
  }
}
