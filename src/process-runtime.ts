/**
 * Containers as child processes. Each runs behind a small `sh` supervisor in its own process group, whose standard input is a pipe held
 * by the worker: when the worker dies, even by SIGKILL, the pipe closes and the supervisor kills the group. So a container never
 * outlives the worker that answers for it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { keepOutput, type OutputFolder } from './container-output.ts';
import type { ContainerExit, ContainerRequest } from './model.ts';
import { memoryLimitKib, probeLimits, type RuntimeLimits } from './process-limits.ts';
import { SUPERVISOR, SWEEPER } from './process-supervisor.ts';
import type { ContainerRuntime, RunningContainer } from './runtime.ts';

/** Options of the process runtime. */
export interface ProcessRuntimeOptions {
  /** What becomes of the containers' output; default `ignore`. */
  readonly output?: 'ignore' | 'inherit' | OutputFolder;
  /** Whether each process of a container gets the container's memory as its limit, where the system keeps it; default true. */
  readonly isMemoryLimited?: boolean;
  /** How much containers stand back behind others of this machine, 0 to 19; default 0. */
  readonly niceness?: number;
}

/** A runtime that can say what it holds containers to. */
export interface ProcessRuntime extends ContainerRuntime {
  /** Tries it out, once. */
  limits(): Promise<RuntimeLimits>;
}

/** A runtime that starts `request.command` as a child process. POSIX only. */
export function processRuntime(options: ProcessRuntimeOptions = {}): ProcessRuntime {
  const { output = 'ignore', isMemoryLimited = true, niceness = 0 } = options;
  let limits: Promise<RuntimeLimits> | undefined;
  return {
    limits: () => (limits ??= probeLimits(isMemoryLimited, (probe) => processRuntime().start(probe))),
    start(container: ContainerRequest): Promise<RunningContainer> {
      const { command } = container;
      if (!command || command.length === 0) return Promise.reject(new Error(`container ${container.id} has no command to run`));
      const mark = randomUUID();
      const memoryKib = isMemoryLimited ? memoryLimitKib(container.memoryMib) : '';
      const stream = typeof output === 'string' ? output : 'pipe';
      const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'container', mark, memoryKib, String(niceness), ...command], {
        detached: true,
        stdio: ['pipe', stream, stream],
        env: { ...withoutOwn(process.env), ...container.environment, CONTAINER_ID: container.id },
      });
      const streams = [child.stdout, child.stderr].filter((one) => one !== null);
      if (typeof output !== 'string') keepOutput(output, container.id, streams);
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(supervised(child, mark)));
      });
    },
  };
}

/** What the scheduler's own commands read, passwords included, is no business of containers. */
function withoutOwn(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { SCHEDULER_REDIS: _redis, SCHEDULER_TOKEN: _token, ...rest } = environment;
  return rest;
}

function supervised(child: ChildProcess, mark: string): RunningContainer {
  // A container that closes early breaks the pipe; its exit is what counts.
  child.stdin?.on('error', () => undefined);
  let gone = false;
  const exit = new Promise<ContainerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true;
      child.stdin?.destroy();
      killGroup(child);
      // A supervisor that ended by itself has swept.
      if (signal === null) resolve({ code, signal });
      else void sweep(mark).then(() => resolve({ code, signal }));
    });
  });
  return {
    exit,
    stop(signal) {
      if (gone) return;
      if (signal === 'SIGTERM') child.kill('SIGTERM');
      else killGroup(child);
    },
  };
}

/** Ends whatever is left of the container's process group. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // No such group: nothing is left, which is what was wanted.
  }
}

/** Ends what left the group. */
function sweep(mark: string): Promise<void> {
  return new Promise((resolve) => {
    const sweeper = spawn('/bin/sh', ['-c', SWEEPER, 'sweep', mark], { stdio: 'ignore' });
    sweeper.once('error', () => resolve());
    sweeper.once('exit', () => resolve());
  });
}
