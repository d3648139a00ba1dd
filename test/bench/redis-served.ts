/** The twin on a real port, in real time (`manyworlds redis`), asked by `redis-benchmark`; beside it a redis-server, asked in the same way. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { RealRedis } from '../e2e/real-redis.ts';
import { figure, type Figure } from './figure.ts';

const tests = ['set', 'get', 'hset', 'zadd', 'lpush'];
const requests = 50_000;
const clients = 20;
const pipelined = 16;

/** Starts the program that serves the twin, and waits until it listens. */
async function startServedTwin(): Promise<{ readonly port: number; stop(): void }> {
  const program = fileURLToPath(new URL('../../sim/cli/main.js', import.meta.url));
  const child = spawn(process.execPath, [program, 'redis', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => resolve(Number(/:(\d+)\./.exec(bytes.toString())?.[1])));
    child.once('exit', (code) => reject(new Error(`manyworlds redis ended with ${code} before it listened`)));
  });
  return { port, stop: () => child.kill('SIGTERM') };
}

/** Requests a second of each test, in the order of `tests`. */
function benchmark(port: number): readonly number[] {
  const argv = ['-p', String(port), '-t', tests.join(','), '-n', String(requests), '-c', String(clients), '-P', String(pipelined), '--csv'];
  const { stdout, status } = spawnSync('redis-benchmark', argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`redis-benchmark ${argv.join(' ')} ended with ${status}: ${stdout}`);
  return tests.map((test) => Number(new RegExp(`^"${test}[^"]*","([0-9.]+)"`, 'im').exec(stdout)?.[1]));
}

/** Requests a second over TCP. Nothing without `redis-benchmark` and a redis-server. */
export async function servedTwin(real: RealRedis | null): Promise<Figure[]> {
  if (real === null || spawnSync('redis-benchmark', ['--version']).status !== 0) return [];
  const twin = await startServedTwin();
  try {
    benchmark(twin.port);
    const served = benchmark(twin.port);
    const beside = benchmark(real.port);
    return tests.map((test, index) =>
      figure({
        name: `twin: served on a port, ${test.toUpperCase()} by redis-benchmark`,
        value: served[index] ?? 0,
        unit: 'requests/s',
        reference: { name: 'redis-server', value: beside[index] ?? 0, unit: 'requests/s', kind: 'same run' },
        target: null,
        isReached: null,
        note: `${clients} connections, pipelines of ${pipelined}, ${requests.toLocaleString('en')} requests; the second of two rounds, wall time`,
      }),
    );
  } finally {
    twin.stop();
  }
}
