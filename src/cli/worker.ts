/** `scheduler worker`: runs containers as processes of this machine. */
import { processRuntime } from '../process-runtime.ts';
import { startWorker } from '../worker/index.ts';
import type { Command } from './command.ts';
import { connectionFlags, connectionOptions } from './connection.ts';
import { resourceFlags, resourcesOf } from './resources.ts';
import { logFlags, roleLog, runRole } from './role.ts';

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
    ...logFlags,
    ...connectionFlags,
  ],
  notes: [
    'At SIGTERM or SIGINT the worker takes no more, waits for its containers (drainMs), asks what is left to end (SIGTERM), kills it after stopGraceMs, and leaves. A second signal ends it at once; nothing of its containers survives it.',
  ],
  async run(written, terminal) {
    const id = written.need('id');
    const [gpuType, poolName] = [written.text('gpu-type'), written.text('pool') ?? 'default'];
    const log = roleLog(written, terminal, { role: 'worker', id });
    const options = { ...connectionOptions(written, terminal), onEvent: log.event };
    const runtime = processRuntime({ output: written.choice('output', ['ignore', 'inherit'], 'ignore') });
    const worker = await startWorker({
      ...options,
      id,
      resources: { ...resourcesOf(written), ...(gpuType === undefined ? {} : { gpuType }) },
      runtime,
      poolName,
      poolSelector: written.text('selector') ?? poolName,
      requiresPoolSelector: written.has('requires-selector'),
      isPreemptable: written.has('preemptable'),
      priority: written.whole('priority', 0, { minimum: -1_000_000, maximum: 1_000_000 }),
      idleTimeoutMs: written.durationMs('idle-timeout', 0),
    });
    return runRole({ over: worker.ended, close: () => worker.close() }, options, log, terminal);
  },
};
