/** `scheduler worker`: runs containers as processes of this machine. */
import type { OutputFolder } from '../container-output.ts';
import type { RuntimeLimit, RuntimeLimits } from '../process-limits.ts';
import { processRuntime } from '../process-runtime.ts';
import { startWorker } from '../worker/index.ts';
import type { Command } from './command.ts';
import { connectionFlags, connectionOptions } from './connection.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
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
    { name: 'output-folder', value: 'PATH', description: 'keep the first MiB of what each container prints, as PATH/ID.log' },
    { name: 'no-limits', description: 'do not hold the processes of a container to its memory' },
    { name: 'nice', value: 'N', description: 'containers stand back behind others of this machine, 0 to 19; default: 0' },
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
    const runtime = processRuntime({
      output: outputOf(written),
      isMemoryLimited: !written.has('no-limits'),
      niceness: written.whole('nice', 0, { minimum: 0, maximum: 19 }),
    });
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
    void runtime.limits().then((limits) => log.write('info', 'limits', limitsText(limits)));
    return runRole({ over: worker.ended, close: () => worker.close() }, options, log, terminal);
  },
};

function outputOf(written: ParsedArguments): 'ignore' | 'inherit' | OutputFolder {
  const folder = written.text('output-folder');
  if (folder === undefined) return written.choice<'ignore' | 'inherit'>('output', ['ignore', 'inherit'], 'ignore');
  if (folder === '' || written.has('output')) throw wrongUse('write --output-folder PATH, and then no --output');
  return { folder };
}

/** `memory: enforced (…); cpu: not enforced (…)`. */
function limitsText(limits: RuntimeLimits): string {
  return Object.entries(limits)
    .map(([name, { isEnforced, how }]: readonly [string, RuntimeLimit]) => `${name}: ${isEnforced ? 'enforced' : 'not enforced'} (${how})`)
    .join('; ');
}
