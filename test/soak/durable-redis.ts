/**
 * A redis-server that dies with whoever started it, and may be restarted on the same port with the same folder. With an append-only file that
 * is fsynced before every reply neither SIGTERM nor SIGKILL loses what a client was told.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../e2e/real-redis.ts';
import type { Guardian } from './guardian.ts';
import { SoakError } from './options.ts';

const READY_WITHIN_MS = 30_000;

/** Version of the server in PATH, or null when there is none. */
export function redisServerVersion(): string | null {
  const { status, stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  return status === 0 ? (/v=(\S+)/.exec(stdout)?.[1] ?? 'unknown') : null;
}

/** One server over several lives. */
export class DurableRedis {
  readonly port: number;
  readonly #folder: string;
  readonly #guardian: Guardian;
  readonly #durability: readonly string[];
  #server: ChildProcess | null = null;

  private constructor(port: number, folder: string, guardian: Guardian, keeps: 'everything' | 'nothing') {
    this.port = port;
    this.#folder = folder;
    this.#guardian = guardian;
    this.#durability = keeps === 'nothing' ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', 'always'];
  }

  /** Starts the first life below `folder`. */
  static async start(folder: string, guardian: Guardian, keeps: 'everything' | 'nothing' = 'everything'): Promise<DurableRedis> {
    const redis = new DurableRedis(await freePort(), join(folder, 'redis'), guardian, keeps);
    mkdirSync(redis.#folder, { recursive: true });
    await redis.up();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** A connection of the soak's own, which waits through restarts. */
  connect(): Redis {
    const client = new Redis(this.port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    return client;
  }

  /** Starts and waits until it answers. @throws SoakError NOT_POSSIBLE when it does not. */
  async up(): Promise<void> {
    const place = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder];
    const durability = ['--save', '', ...this.#durability];
    const server = spawn('redis-server', [...place, ...durability, '--logfile', join(this.#folder, 'redis.log')], { stdio: 'ignore' });
    this.#server = server;
    this.#guardian.watch(server);
    const client = this.connect();
    try {
      const answer = await Promise.race([client.ping(), pause(READY_WITHIN_MS, 'late', { ref: false })]);
      if (answer === 'late') throw this.#silent();
    } finally {
      client.disconnect();
    }
  }

  /** Ends it and waits for its end. */
  async down(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill(signal);
    await ended;
  }

  #silent(): SoakError {
    return new SoakError(
      'NOT_POSSIBLE',
      `redis-server on port ${this.port} did not answer within ${READY_WITHIN_MS} ms; see redis.log in its folder`,
    );
  }
}
