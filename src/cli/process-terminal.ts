/** The real terminal: this process's streams, environment and signals. The first signal asks to end, the second one ends. */
import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { text } from 'node:stream/consumers';
import type { Terminal } from './terminal.ts';

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(128 + constants.signals[signal]);
      interrupt.abort(signal);
    });
  }
  // Whoever reads the output may have seen enough (head, grep -q).
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  process.stderr.on('error', () => undefined);
  return {
    environment: process.env,
    outIsTerminal: process.stdout.isTTY,
    errorIsTerminal: process.stderr.isTTY,
    columns: process.stdout.columns ?? 80,
    rows: process.stdout.rows ?? 24,
    signal: interrupt.signal,
    out: (output) => void process.stdout.write(output),
    // Node writes to files, pipes and terminals at once here, so the last line before the end of the process is not lost.
    error: (output) => void process.stderr.write(output),
    read: (path) => (path === '-' ? text(process.stdin) : readFile(path, 'utf8')),
  };
}
