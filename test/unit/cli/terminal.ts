/** A terminal for tests: collects what a command writes, in a folder and an environment of the test's own. */
import { fileURLToPath } from 'node:url';
import { runProgram } from '../../../sim/cli/program.ts';
import type { Terminal } from '../../../sim/cli/terminal.ts';

/** The folder with the fixture's configuration. */
export const fixtureFolder: string = fileURLToPath(new URL('./fixture/', import.meta.url)).replace(/\/$/, '');

export interface Called {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
  /** The lines of the output stream as JSON. */
  json(): readonly Record<string, unknown>[];
}

/** Calls the program in this process. */
export async function call(argv: readonly string[], changes: Partial<Terminal> = {}): Promise<Called> {
  let out = '';
  let error = '';
  const terminal: Terminal = {
    cwd: fixtureFolder,
    environment: { LANG: 'C.UTF-8' },
    outIsTerminal: false,
    errorIsTerminal: false,
    signal: new AbortController().signal,
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    ...changes,
  };
  const exitCode = await runProgram(argv, terminal);
  const json = (): Record<string, unknown>[] =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { exitCode, out, error, json };
}
