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

/** Starts a server and waits until it answers. */
export async function startRealRedis(): Promise<RealRedis> {
  const port = await freePort();
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: 'ignore',
  });
  const client = new Redis(port, '127.0.0.1', { retryStrategy: () => 50, maxRetriesPerRequest: null });
  client.on('error', () => undefined);
  await client.ping();
  client.disconnect();
  return { url: `redis://127.0.0.1:${port}`, port, close: () => ended(server) };
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
