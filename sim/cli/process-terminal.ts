/** The real terminal: this process's streams, folder, environment and signals. The first Ctrl-C asks to stop, the second one stops. */
import { writeResult } from '../explore/index.ts';
import type { Terminal } from './terminal.ts';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(130);
      interrupt.abort();
    });
  }
  // Whoever reads the output may have seen enough (head, grep -q).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    cwd: process.cwd(),
    environment: process.env,
    outIsTerminal: process.stdout.isTTY,
    errorIsTerminal: process.stderr.isTTY,
    signal: interrupt.signal,
    out: writeResult,
    error: (text) => void process.stderr.write(text),
  };
}
