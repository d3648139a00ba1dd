/** `manyworlds redis`: serves the twin on a real port in real time, for redis-cli, redis-benchmark and foreign test suites. */
import { EXIT, UsageError, type ExitCode } from '../explore/index.ts';
import type { Command } from './command.ts';
import type { ParsedArguments } from './flags.ts';
import { listenAsRedis } from './redis-listener.ts';
import type { Terminal } from './terminal.ts';

const PORT_DEFAULT = 6379;
const PORT_MAX = 65_535;
const HOST_DEFAULT = '127.0.0.1';

/** The command `redis`. */
export const redisCommand: Command = {
  name: 'redis',
  summary: 'serve the simulated Redis on a real port, in real time',
  operands: '',
  flags: [
    { name: 'port', value: 'N', description: `port to listen on, 0 for any that is free; the default is ${PORT_DEFAULT}` },
    {
      name: 'host',
      value: 'ADDRESS',
      description: `address to listen on; the default is ${HOST_DEFAULT}, which only this machine reaches`,
    },
    { name: 'password', value: 'WORD', description: 'what clients must say with AUTH; without it everybody is let in' },
  ],
  notes: [
    'It holds everything in memory and forgets it when it stops: Ctrl-C (SIGINT) or SIGTERM. What its clients use and it lacks is told on the error stream.',
    'Exit codes: 0 it was stopped, 2 wrong use or a port that cannot be had, 70 a bug of the twin.',
  ],
  run,
};

async function run(written: ParsedArguments, terminal: Terminal): Promise<ExitCode> {
  const [operand] = written.operands;
  if (operand !== undefined)
    throw new UsageError('bad-operands', `redis takes no operand, and "${operand}" was given. Did you mean --port ${operand}?`);
  const host = written.text('host') ?? HOST_DEFAULT;
  const password = written.text('password');
  const listener = await listenAsRedis({
    host,
    port: portOf(written),
    password,
    onUnsupported: (command) => terminal.error(`The twin has no ${command}; it was answered as an unknown command.\n`),
  });
  terminal.out(`The simulated Redis listens on ${host}:${listener.port}. Stop it with Ctrl-C.\n`);
  if (!isLoopback(host) && password === null)
    terminal.error(`Warning: ${host} can be reached from other machines, and there is no --password.\n`);
  try {
    await Promise.race([interrupted(terminal.signal), listener.failed]);
  } finally {
    await listener.close();
  }
  return EXIT.held;
}

function portOf(written: ParsedArguments): number {
  const port = written.count('port', 0) ?? PORT_DEFAULT;
  if (port <= PORT_MAX) return port;
  throw new UsageError('bad-flag', `--port ${port}: ports go from 0 to ${PORT_MAX}.`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
