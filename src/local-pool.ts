/**
 * A pool on this machine: every worker that it is asked for is a process, `scheduler worker`, of the same package. The processes end when the
 * gateway closes. They survive a gateway that is killed, so that their containers can go on; without work they then leave by themselves.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SchedulerError } from './errors.ts';
import type { Resources } from './model.ts';
import type { SchedulerEvent } from './options.ts';
import type { NewWorker, PoolController } from './pools.ts';
import type { PresetName } from './presets/index.ts';
import type { Timings } from './timings.ts';

/** What a local pool needs. */
export interface LocalPoolOptions {
  /** `redis://host:port/db`; handed to the workers in their environment, where `ps` does not show a password. */
  readonly redis: string;
  /** The gateway's preset and its overrides; workers must have the same. */
  readonly preset?: PresetName;
  readonly timings?: Partial<Timings>;
  /** What all its workers together may have of this machine; no limit when absent. */
  readonly machine?: Resources;
  /** Further flags of `scheduler worker`, e.g. `['--output', 'inherit']`. */
  readonly workerFlags?: readonly string[];
  /** Where the workers' log goes; default `ignore`. */
  readonly log?: 'ignore' | 'inherit';
  /** What runs `worker …`; default: this Node with this package's own program. */
  readonly command?: readonly string[];
  /** How long `close()` waits before it kills; default 120,000 ms, beyond what a worker needs to leave in order. */
  readonly closeMs?: number;
  /** Told of workers that started and ended. */
  readonly onEvent?: (event: SchedulerEvent) => void;
}

/** Workers on this machine. One controller may serve several pools. */
export interface LocalPool extends PoolController {
  /** Ids of the workers whose processes run. */
  running(): readonly string[];
  /** Ends every worker in order, kills what does not end, and starts no more. Idempotent. */
  close(): Promise<void>;
}

const CLOSE_MS = 120_000;
/** Ids that are remembered after their worker ended, so that nobody starts it again. */
const REMEMBERED_MAX = 10_000;
const KINDS = ['cpuMillicores', 'memoryMib', 'gpuCount'] as const;

/** A local pool. Nothing runs until it is asked. */
export function localPool(options: LocalPoolOptions): LocalPool {
  return new LocalWorkers(options);
}

/** The arguments of `scheduler worker` for a worker. */
function workerArguments({ preset, timings = {}, workerFlags = [] }: LocalPoolOptions, worker: NewWorker): readonly string[] {
  const { workerId, poolName, poolSelector, resources, gpuType, priority, idleTimeoutMs } = worker;
  return [
    'worker',
    ...['--id', workerId, '--pool', poolName, '--selector', poolSelector, '--priority', String(priority)],
    ...['--cpu', String(resources.cpuMillicores), '--memory', String(resources.memoryMib), '--gpus', String(resources.gpuCount)],
    ...(resources.gpuCount > 0 ? ['--gpu-type', gpuType] : []),
    ...(worker.requiresPoolSelector ? ['--requires-selector'] : []),
    ...(worker.isPreemptable ? ['--preemptable'] : []),
    ...['--idle-timeout', `${idleTimeoutMs}ms`],
    ...(preset === undefined ? [] : ['--preset', preset]),
    ...Object.entries(timings).flatMap(([name, value]) => ['--timing', `${name}=${value}`]),
    ...workerFlags,
  ];
}

interface LocalWorker {
  readonly child: ChildProcess;
  readonly resources: Resources;
  readonly exited: Promise<void>;
}

class LocalWorkers implements LocalPool {
  readonly #options: LocalPoolOptions;
  readonly #workers = new Map<string, LocalWorker>();
  readonly #known = new Set<string>();
  readonly #listeners: ((workerId: string, poolName: string) => void)[] = [];
  #closing: Promise<void> | undefined;
  /** When this process ends without closing, the workers are at least told. */
  readonly #atExit = (): void => {
    for (const { child } of this.#workers.values()) child.kill('SIGTERM');
  };

  constructor(options: LocalPoolOptions) {
    this.#options = options;
    process.on('exit', this.#atExit);
  }

  running(): readonly string[] {
    return [...this.#workers.keys()];
  }

  async start(worker: NewWorker): Promise<void> {
    const { workerId } = worker;
    if (this.#closing) throw new SchedulerError('CLOSED', `worker ${workerId} is not started: the local pool is closed`);
    if (this.#known.has(workerId)) return;
    this.#assertRoom(worker);
    const child = this.#spawn(worker);
    const exited = new Promise<void>((resolve) => {
      child.once('exit', (code, signal) => {
        this.#workers.delete(workerId);
        this.#tell('local-worker-ended', `${workerId}: ${signal ?? `exit code ${code}`}`);
        for (const listener of this.#listeners) listener(workerId, worker.poolName);
        resolve();
      });
    });
    this.#remember(workerId);
    this.#workers.set(workerId, { child, resources: worker.resources, exited });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => {
        this.#workers.delete(workerId);
        this.#known.delete(workerId);
        reject(error);
      });
    });
    this.#tell('local-worker-started', `${workerId}: process ${child.pid}`);
  }

  onGone(listener: (workerId: string, poolName: string) => void): void {
    this.#listeners.push(listener);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    process.off('exit', this.#atExit);
    const workers = [...this.#workers.values()];
    for (const { child } of workers) child.kill('SIGTERM');
    const late = setTimeout(() => {
      for (const { child } of workers) child.kill('SIGKILL');
    }, this.#options.closeMs ?? CLOSE_MS);
    await Promise.all(workers.map(({ exited }) => exited));
    clearTimeout(late);
  }

  #spawn(worker: NewWorker): ChildProcess {
    const { redis, command = [process.execPath, fileURLToPath(new URL('main.js', import.meta.url))], log = 'ignore' } = this.#options;
    const [program = process.execPath, ...first] = command;
    return spawn(program, [...first, ...workerArguments(this.#options, worker)], {
      // In a group of its own: Ctrl-C is for the gateway, which then ends its workers in order.
      detached: true,
      stdio: ['ignore', 'ignore', log],
      env: { ...process.env, SCHEDULER_REDIS: redis },
    });
  }

  #assertRoom({ workerId, resources }: NewWorker): void {
    const { machine } = this.#options;
    if (machine === undefined) return;
    for (const kind of KINDS) {
      const used = [...this.#workers.values()].reduce((sum, one) => sum + one.resources[kind], 0);
      if (used + resources[kind] <= machine[kind]) continue;
      const text = `worker ${workerId} wants ${resources[kind]} of ${kind}; ${used} of ${machine[kind]} are in use on this machine`;
      throw new SchedulerError('INVALID_OPTIONS', `${text}. Lower workersMax or workerSize, or raise machine.${kind}`);
    }
  }

  #remember(workerId: string): void {
    this.#known.add(workerId);
    const [oldest] = this.#known;
    if (oldest !== undefined && this.#known.size > REMEMBERED_MAX) this.#known.delete(oldest);
  }

  #tell(kind: string, detail: string): void {
    this.#options.onEvent?.({ kind, detail });
  }
}
