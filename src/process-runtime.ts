/**
 * Containers as child processes. Each runs behind a small `sh` supervisor in its own process group, whose standard input is a pipe held
 * by the worker: when the worker dies, even by SIGKILL, the pipe closes and the supervisor kills the group. So a container never
 * outlives the worker that answers for it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import type { ContainerExit, ContainerRequest } from './model.ts';
import type { ContainerRuntime, RunningContainer } from './runtime.ts';

/**
 * Descriptor 3 is the pipe. SIGTERM is passed on to the container, also one that comes before the container is there; the watcher ends
 * the whole group at the pipe's end of file; `wait` is repeated because a trapped signal interrupts it.
 */
const SUPERVISOR = `
child= stopped=
trap 'stopped=1; [ -z "$child" ] || kill -TERM "$child" 2>/dev/null' TERM
exec 3<&0 </dev/null
"$@" 3<&- &
child=$!
[ -z "$stopped" ] || kill -TERM "$child" 2>/dev/null
( trap '' TERM; cat <&3 >/dev/null; kill -KILL 0 ) &
watcher=$!
exec 3<&-
while :; do
  wait "$child"
  code=$?
  kill -0 "$child" 2>/dev/null || break
done
kill -KILL "$watcher" 2>/dev/null
exit $code
`;

/** Options of the process runtime. */
export interface ProcessRuntimeOptions {
  /** What becomes of the containers' output; default `ignore`. */
  readonly output?: 'ignore' | 'inherit';
}

/** A runtime that starts `request.command` as a child process. POSIX only. */
export function processRuntime(options: ProcessRuntimeOptions = {}): ContainerRuntime {
  return {
    start(container: ContainerRequest): Promise<RunningContainer> {
      const { command } = container;
      if (!command || command.length === 0) return Promise.reject(new Error(`container ${container.id} has no command to run`));
      const output = options.output ?? 'ignore';
      const child = spawn('/bin/sh', ['-c', SUPERVISOR, 'container', ...command], {
        detached: true,
        stdio: ['pipe', output, output],
        env: { ...process.env, ...container.environment, CONTAINER_ID: container.id },
      });
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('spawn', () => resolve(supervised(child)));
      });
    },
  };
}

function supervised(child: ChildProcess): RunningContainer {
  // A container that closes early breaks the pipe; its exit is what counts.
  child.stdin?.on('error', () => undefined);
  let gone = false;
  const exit = new Promise<ContainerExit>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true;
      child.stdin?.destroy();
      killGroup(child);
      resolve({ code, signal });
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
