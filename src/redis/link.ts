/**
 * The command connection of one process. Commands are never given up by the connection itself: a silent peer is cut after
 * `socketTimeoutMs`, ioredis reconnects and resends what has no reply. That is safe because every script is idempotent, and it means
 * that no loop hangs for ever on a half-open connection.
 */
import { createHash } from 'node:crypto';
import { Redis, type RedisOptions } from 'ioredis';
import { RedisUnavailableError, SchedulerError } from '../errors.ts';
import type { Timings } from '../timings.ts';
import type { SchedulerEvent } from '../options.ts';
import type { RedisScript } from './script.ts';
import { typedTrouble } from './trouble.ts';

/** What a link is made from. */
export interface LinkOptions {
  readonly redis: string | RedisOptions;
  readonly timings: Timings;
  readonly emit: (event: SchedulerEvent) => void;
  /** What becomes of a command that a replica refused: it is sent again to whoever is behind the address then (default), or rejected. */
  readonly whenReadOnly?: 'repeat' | 'reject';
}

/** Options of ioredis that both connections of a process use. */
export function connectionOptions(
  timings: Timings,
  onReadOnly: (error: Error) => void = () => undefined,
  whenReadOnly: LinkOptions['whenReadOnly'] = 'repeat',
): RedisOptions {
  return {
    maxRetriesPerRequest: null,
    autoResendUnfulfilledCommands: true,
    socketTimeout: timings.socketTimeoutMs,
    connectTimeout: timings.socketTimeoutMs,
    disableClientInfo: true,
    retryStrategy: (attempt: number): number => Math.min(timings.reconnectMaxMs, 25 * 2 ** Math.min(attempt, 10)),
    // A master that became a replica: connect again, because the address may lead to the new master.
    reconnectOnError: (error: Error): 1 | 2 | false => {
      if (!error.message.startsWith('READONLY')) return false;
      onReadOnly(error);
      return whenReadOnly === 'repeat' ? 2 : 1;
    },
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
  readonly #emit: LinkOptions['emit'];
  #closed = false;
  /** What the connection said last, until a command is answered. */
  #trouble: Error | null = null;

  constructor(options: LinkOptions) {
    this.#timings = options.timings;
    this.#emit = options.emit;
    const trouble = (error: Error): void => {
      this.#trouble = error;
      options.emit({ kind: 'redis-error', detail: error.message, error });
    };
    this.client = openRedis(options.redis, connectionOptions(options.timings, trouble, options.whenReadOnly));
    this.client.on('error', trouble);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Whether commands are being answered, as far as the client knows. */
  get connected(): boolean {
    return this.client.status === 'ready';
  }

  /**
   * EVALSHA, and EVAL when Redis does not know the script. ioredis's own `defineCommand` sends the text once on every socket; this sends
   * it once to every Redis.
   */
  async run(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    try {
      const reply = await this.client.evalsha(preparedOf(script).digest, script.numberOfKeys, ...keys, ...values);
      this.#trouble = null;
      return reply;
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return this.client.eval(preparedOf(script).text, script.numberOfKeys, ...keys, ...values);
    }
  }

  async insist(script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.run(script, keys, values);
      } catch (error) {
        if (this.#closed) throw error;
        this.#emit({ kind: 'redis-refused-script', detail: `${script.name}: ${String(error)}`, error });
        await new Promise((resolve) => setTimeout(resolve, Math.min(1_000, 50 * 2 ** Math.min(attempt, 5))));
      }
    }
  }

  /**
   * Bounds how long a caller waits.
   * @throws RedisUnavailableError naming the operation, when there was no answer in time or Redis cannot serve it now (the command itself may
   * still be applied); RedisRefusedError when Redis wants another user or password.
   */
  async within<Result>(operation: string, work: Promise<Result>): Promise<Result> {
    const waitMs = this.#timings.clientTimeoutMs;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        const said = typedTrouble(this.#trouble, operation, waitMs);
        reject(said instanceof SchedulerError ? said : new RedisUnavailableError(operation, waitMs));
      }, waitMs);
    });
    try {
      return await Promise.race([work, late]);
    } catch (error) {
      throw typedTrouble(error, operation, waitMs);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Drops the connection; what has no reply yet rejects. */
  close(): void {
    this.#closed = true;
    this.client.disconnect();
  }
}

interface PreparedScript {
  /** The first line names the script wherever Redis shows its text: in SLOWLOG, MONITOR and traces. */
  readonly text: string;
  /** SHA-1 of the text, by which Redis knows it. */
  readonly digest: string;
}

const preparedScripts = new WeakMap<RedisScript, PreparedScript>();

function preparedOf(script: RedisScript): PreparedScript {
  let prepared = preparedScripts.get(script);
  if (prepared === undefined) {
    const text = `-- ${script.name}\n${script.lua}`;
    prepared = { text, digest: createHash('sha1').update(text).digest('hex') };
    preparedScripts.set(script, prepared);
  }
  return prepared;
}
