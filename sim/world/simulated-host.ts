/** A host of a world: the life of a simulated process over crashes and restarts. */
import { Process, type Kernel } from '../kernel/index.ts';
import type { CrashManner, Host, HostMain, HostOptions } from './host.ts';
import type { HostChange } from './world.ts';

/** What a host needs of the world. */
export interface HostContext {
  readonly kernel: Kernel;
  changed(host: SimulatedHost, change: HostChange['change'], reason: string): void;
  /** A process died: its connections end. */
  processDied(process: Process, silent: boolean): void;
}

/** See `Host`. */
export class SimulatedHost implements Host {
  readonly name: string;
  /** The address under which the world's name service knows it. */
  readonly address: string;
  incarnation = 0;
  /** The present life; null while the host is down. */
  process: Process | null = null;
  readonly #main: HostMain;
  readonly #options: HostOptions;
  readonly #context: HostContext;

  constructor(context: HostContext, name: string, address: string, main: HostMain, options: HostOptions) {
    this.#context = context;
    this.name = name;
    this.address = address;
    this.#main = main;
    this.#options = options;
  }

  get state(): 'running' | 'paused' | 'down' {
    if (this.process === null) return 'down';
    return this.process.paused ? 'paused' : 'running';
  }

  /** Begins a life: main is called as the first event of the new process. */
  start(change: 'started' | 'restarted', reason: string): void {
    const { kernel } = this.#context;
    this.incarnation += 1;
    const process = new Process(this.name, this.incarnation, kernel.nowMicros, Math.round(this.#options.clockOffsetMs * 1000));
    this.process = process;
    kernel.queue.add(
      process.immediates,
      kernel.nowMicros,
      () => {
        // A rejected main is an unhandled rejection, which kills the process, as it does in Node.
        void this.#main(this);
      },
      0,
      null,
    );
    this.#context.changed(this, change, reason);
  }

  crash(reason = 'SIGKILL', manner: CrashManner = 'reset'): void {
    this.#end('crashed', reason, manner === 'silence');
  }

  /** The process ended of its own error. */
  die(reason: string): void {
    this.#end('died', reason, false);
  }

  restart(): void {
    if (this.process === null) this.start('restarted', 'restarted');
  }

  pause(): void {
    const process = this.process;
    if (process === null || process.paused) return;
    process.paused = true;
    for (const channel of process.channels) this.#context.kernel.queue.block(channel);
    this.#context.changed(this, 'paused', 'paused');
  }

  resume(): void {
    const process = this.process;
    if (process === null || !process.paused) return;
    process.paused = false;
    const { queue, nowMicros } = this.#context.kernel;
    for (const channel of process.channels) queue.unblock(channel, nowMicros);
    this.#context.changed(this, 'resumed', 'resumed');
  }

  #end(change: 'crashed' | 'died', reason: string, silent: boolean): void {
    const process = this.process;
    if (process === null) return;
    process.alive = false;
    this.process = null;
    this.#context.processDied(process, silent);
    for (const channel of process.channels) this.#context.kernel.queue.drop(channel);
    process.channels.clear();
    this.#context.changed(this, change, reason);
  }
}
