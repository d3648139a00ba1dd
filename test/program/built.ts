/** The built programs, for tests that need a process or worker threads of their own. `build.ts` has built them before the first test. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, without a slash at the end. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Path of the built program `manyworlds`. */
export const builtProgram: string = join(root, 'dist/sim/cli/main.js');

/** Path of the built scheduler command. */
export const builtScheduler: string = join(root, 'dist/src/main.js');

/** What a finished process left. */
export interface Finished {
  readonly exitCode: number | null;
  readonly out: string;
  readonly error: string;
}

/** Runs the built program to its end. */
export function runProgram(argv: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}): Finished {
  const { status, stdout, stderr } = spawnSync(process.execPath, [builtProgram, ...argv], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8', ...environment },
  });
  return { exitCode: status, out: stdout, error: stderr };
}

/** Starts the built program; its output is collected. */
export function startProgram(argv: readonly string[], cwd: string): { readonly child: ChildProcess; readonly finished: Promise<Finished> } {
  const child = spawn(process.execPath, [builtProgram, ...argv], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let error = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (exitCode) => resolve({ exitCode, out, error }));
  });
  return { child, finished };
}
