/** `scheduler worker`: runs containers as processes of this machine. */
import type { Command } from './command.ts';
import { connectionFlags } from './connection.ts';
import { logFlags } from './log-flags.ts';
import { resourceFlags } from './resources.ts';

/** The command. */
export const workerCommand: Command = {
  name: 'worker',
  summary: 'run a worker: containers are processes of this machine',
  operands: '',
  flags: [
    { name: 'id', value: 'ID', description: 'unique among the workers; a restarted worker keeps its id' },
    ...resourceFlags,
    { name: 'gpu-type', value: 'TYPE', description: 'type of the GPUs' },
    { name: 'pool', value: 'NAME', description: 'default: default' },
    { name: 'selector', value: 'NAME', description: 'what requests name to be placed here; default: the name of the pool' },
    { name: 'requires-selector', description: 'only requests that name the selector are placed here' },
    { name: 'preemptable', description: 'this machine may vanish at any time: only requests that tolerate it' },
    { name: 'priority', value: 'N', description: 'higher is preferred; default: 0' },
    { name: 'idle-timeout', value: 'DURATION', description: 'leave after so long without a container; default: 0, stay' },
    { name: 'output', value: 'WHERE', description: 'output of the containers: ignore or inherit; default: ignore' },
    { name: 'output-folder', value: 'PATH', description: 'keep the first MiB of what each container prints, as PATH/ID.log' },
    { name: 'no-limits', description: 'do not hold the processes of a container to its memory' },
    { name: 'nice', value: 'N', description: 'containers stand back behind others of this machine, 0 to 19; default: 0' },
    ...logFlags,
    ...connectionFlags,
  ],
  notes: [
    'At SIGTERM or SIGINT the worker takes no more, waits for its containers (drainMs), asks what is left to end (SIGTERM), kills it after stopGraceMs, and leaves. A second signal ends it at once; nothing of its containers survives it.',
  ],
  // What it needs is loaded only now: the other commands shall not wait for it.
  run: async (written, terminal) => (await import('./worker-role.ts')).runWorker(written, terminal),
};
