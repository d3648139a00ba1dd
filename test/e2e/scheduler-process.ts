/** The built command as a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { builtScheduler } from '../program/built.ts';

/** What a finished command left. */
export interface Finished {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A started command. */
export interface SchedulerProcess {
  readonly child: ChildProcess;
  /** What it wrote on standard error so far. */
  log(): string;
  readonly finished: Promise<Finished>;
}

/** Far above what a command needs; one that hangs is killed and has no exit code. */
const HUNG_MS = 120_000;

/** Starts the command. */
export function startScheduler(argv: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ''): SchedulerProcess {
  const child = spawn(process.execPath, [builtScheduler, ...argv], { env: { ...process.env, ...environment }, stdio: 'pipe' });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  child.stdin.end(input);
  const hung = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
  const finished = new Promise<Finished>((resolve) => {
    child.on('close', (status, signal) => {
      clearTimeout(hung);
      resolve({ status, signal, stdout, stderr });
    });
  });
  return { child, log: () => stderr, finished };
}

/** Runs the command to its end. */
export function scheduler(argv: readonly string[], environment: Readonly<Record<string, string>> = {}, input = ''): Promise<Finished> {
  return startScheduler(argv, environment, input).finished;
}

/** Waits for a condition; the test's own limit ends what never comes. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 50));
}
