/**
 * The command connection of one process. Commands are never given up by the connection itself: a silent peer is cut after
 * `socketTimeoutMs`, ioredis reconnects and resends what has no reply. That is safe because every script is idempotent, and it means
 * that no loop hangs for ever on a half-open connection.
 */
import { Redis, type RedisOptions } from 'ioredis';
import { RedisUnavailableError, SchedulerError } from '../errors.ts';
import type { Timings } from '../timings.ts';
import type { SchedulerEvent } from '../options.ts';
import type { RedisScript } from './script.ts';

type Callable = (...values: (string | number)[]) => Promise<unknown>;

/** What a link is made from. */
export interface LinkOptions {
  readonly redis: string | RedisOptions;
  readonly timings: Timings;
  readonly emit: (event: SchedulerEvent) => void;
}

/** Options of ioredis that both connections of a process use. */
export function connectionOptions(timings: Timings): RedisOptions {
  return {
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: true,
    socketTimeout: timings.socketTimeoutMs,
    connectTimeout: timings.socketTimeoutMs,
    disableClientInfo: true,
    retryStrategy: (attempt: number): number => Math.min(timings.reconnectMaxMs, 25 * 2 ** Math.min(attempt, 10)),
    // A master that became a replica: connect again (the address may lead to the new master) and resend.
    reconnectOnError: (error: Error): 2 | false => (error.message.startsWith('READONLY') ? 2 : false),
  };
}

/** Opens one ioredis connection from a URL or from options; ours come last because the guarantees rest on them. */
export function openRedis(redis: string | RedisOptions, own: RedisOptions): Redis {
  return typeof redis === 'string' ? new Redis(redis, own) : new Redis({ ...redis, ...own });
}

/** What parts need of a connection. */
export interface Link {
  /** For plain commands. */
  readonly client: Redis;
  readonly closed: boolean;
  /** Runs a script once it can be sent; rejects with Redis's error reply, or when the link is closed. */
  run(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
  /** Like `run`, but repeats after an error reply (LOADING, OOM, BUSY …) until there is an answer or the link is closed. */
  insist(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown>;
}

/** Runs scripts and commands; one per process. */
export class RedisLink implements Link {
  readonly client: Redis;
  readonly #timings: Timings;
  readonly #callables = new Map<RedisScript, Callable>();
  #closed = false;

  constructor(options: LinkOptions) {
    this.#timings = options.timings;
    this.client = openRedis(options.redis, connectionOptions(options.timings));
    this.client.on('error', (error: Error) => options.emit({ kind: 'redis-error', detail: error.message, error }));
  }

  get closed(): boolean {
    return this.#closed;
  }

  run(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    return this.#callable(script)(...keys, ...values);
  }

  async insist(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.run(script, keys, values);
      } catch (error) {
        if (this.#closed) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 50 * 2 ** Math.min(attempt, 5))));
      }
    }
  }

  /** Bounds how long a caller waits. @throws RedisUnavailableError naming the operation; the command itself may still be applied. */
  async within<Result>(operation: string, work: Promise<Result>): Promise<Result> {
    const waitMs = this.#timings.clientTimeoutMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new RedisUnavailableError(operation, waitMs)), waitMs);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Drops the connection; what has no reply yet rejects. */
  close(): void {
    this.#closed = true;
    this.client.disconnect();
  }

  #callable(script: RedisScript): Callable {
    const known = this.#callables.get(script);
    if (known) return known;
    const name = `${script.name}#${this.#callables.size}`;
    // The first line names the script wherever Redis shows its text: in SLOWLOG, MONITOR and errors.
    this.client.defineCommand(name, { numberOfKeys: script.numberOfKeys, lua: `-- ${script.name}\n${script.lua}` });
    const method: unknown = Reflect.get(this.client, name);
    if (typeof method !== 'function') throw new SchedulerError('INVALID_OPTIONS', `ioredis did not define the script ${script.name}`);
    const callable: Callable = (...values) => Reflect.apply(method, this.client, values) as Promise<unknown>;
    this.#callables.set(script, callable);
    return callable;
  }
}
