/** What `scheduler worker` does: a worker whose containers are processes of this machine. */
import type { OutputFolder } from '../container-output.ts';
import type { RuntimeLimit, RuntimeLimits } from '../process-limits.ts';
import { processRuntime } from '../process-runtime.ts';
import { startWorker } from '../worker/index.ts';
import { connectionOptions } from './connection.ts';
import { wrongUse, type ParsedArguments } from './flags.ts';
import { resourcesOf } from './resources.ts';
import { roleLog, runRole } from './role.ts';
import type { Terminal } from './terminal.ts';

/** Runs until it is told to end, or leaves by itself; resolves with the exit code. @throws SchedulerError for wrong use. */
export async function runWorker(written: ParsedArguments, terminal: Terminal): Promise<number> {
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
}

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
