/** A terminal that remembers what was written to it. */
import { runProgram } from '../../../../src/cli/program.ts';
import type { Terminal } from '../../../../src/cli/terminal.ts';

/** What a run left. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** What a run may find. */
export interface Surroundings {
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly outIsTerminal?: boolean;
  readonly signal?: AbortSignal;
}

/** Runs the program to its end in this process. */
export async function run(argv: readonly string[], surroundings: Surroundings = {}): Promise<Ran> {
  const { environment = {}, files = {}, outIsTerminal = false, signal = new AbortController().signal } = surroundings;
  const written = { out: '', error: '' };
  const terminal: Terminal = {
    environment,
    outIsTerminal,
    errorIsTerminal: false,
    columns: 80,
    rows: 24,
    signal,
    out: (text) => void (written.out += text),
    error: (text) => void (written.error += text),
    read: (path) => (files[path] === undefined ? Promise.reject(new Error(`ENOENT: no such file ${path}`)) : Promise.resolve(files[path])),
  };
  const exitCode = await runProgram(argv, terminal);
  return { exitCode, ...written };
}
