/** A real redis-server for tests: found in PATH, on a free loopback port, without persistence, ended by its own handle. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { Redis } from 'ioredis';

/** A started server. */
export interface RealRedis {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Whether a `redis-server` can be started here; tests print the reason when they skip. */
export function redisServerAvailable(): boolean {
  return spawnSync('redis-server', ['--version']).status === 0;
}

/** Why a test that needs a server is skipped. */
export const NO_REDIS_SERVER: string = 'skipped: no redis-server in PATH (Debian: apt-get install redis-server)';

/** How a server is to be different. */
export interface RealRedisOptions {
  /** Writes everything to this folder before it answers, and begins with what is there. */
  readonly durableIn?: string;
  /** Any free port when absent. */
  readonly port?: number;
  /** Further arguments of `redis-server`. */
  readonly settings?: readonly string[];
  /** What clients must say. */
  readonly password?: string;
}

/** Starts a server and waits until it answers. */
export async function startRealRedis(options: RealRedisOptions = {}): Promise<RealRedis> {
  const { durableIn, port = await freePort(), password = '', settings = [] } = options;
  const durability =
    durableIn === undefined ? ['--appendonly', 'no'] : ['--appendonly', 'yes', '--appendfsync', 'always', '--dir', durableIn];
  const access = password === '' ? [] : ['--requirepass', password];
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', ...durability, ...access, ...settings],
    {
      stdio: 'ignore',
    },
  );
  const login = password === '' ? {} : { password };
  const client = new Redis(port, '127.0.0.1', { ...login, retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
  return { url: `redis://${password === '' ? '' : `:${password}@`}127.0.0.1:${port}`, port, close: () => ended(server) };
}

function ended(server: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    server.once('exit', () => resolve());
    server.kill('SIGTERM');
  });
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
