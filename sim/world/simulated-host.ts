/** A host of a world: the life of a simulated process over crashes and restarts, on a machine whose clocks go on. */
import { MachineClock, Process, type Kernel } from '../kernel/index.ts';
import type { CrashManner, Host, HostClock, HostMain, HostOptions, ShutdownHook } from './host.ts';
import { SimulatedClock } from './simulated-clock.ts';
import type { HostChange } from './world.ts';

interface SignalEntry {
  readonly signal: string;
  readonly listener: (signal: string, number: number) => void;
  readonly once: boolean;
}

const SIGTERM = 15;

/** What a host needs of the world. */
export interface HostContext {
  readonly kernel: Kernel;
  /** Wall-clock milliseconds since 1970 at which the world begins. */
  readonly epochMs: number;
  changed(host: SimulatedHost, change: HostChange['change'], reason: string): void;
  /** A process died: its connections end. */
  processDied(process: Process, silent: boolean): void;
}

/** See `Host`. */
export class SimulatedHost implements Host {
  readonly name: string;
  /** The address under which the world's name service knows it. */
  readonly address: string;
  readonly clock: HostClock;
  incarnation = 0;
  /** The present life; null while the host is down. */
  process: Process | null = null;
  readonly #main: HostMain;
  readonly #machine: MachineClock;
  readonly #context: HostContext;
  #shutdownHooks: ShutdownHook[] = [];
  #signalListeners: SignalEntry[] = [];
  #whenEnded: (() => void)[] | null = null;

  constructor(context: HostContext, name: string, address: string, main: HostMain, options: HostOptions) {
    this.#context = context;
    this.name = name;
    this.address = address;
    this.#main = main;
    this.#machine = new MachineClock(Math.round(options.clockOffsetMs * 1000), options.clockDriftPpm);
    this.clock = new SimulatedClock(this.#machine, context.kernel, context.epochMs, (slowdown) => this.#stretchTimers(slowdown));
  }

  get state(): 'running' | 'paused' | 'down' {
    if (this.process === null) return 'down';
    return this.process.paused ? 'paused' : 'running';
  }

  /** Begins a life: main is called as the first event of the new process. */
  start(change: 'started' | 'restarted', reason: string): void {
    this.incarnation += 1;
    const process = new Process(this.name, this.incarnation, this.#context.kernel.nowMicros, this.#machine);
    this.process = process;
    this.#run(process, () => {
      // A rejected main is an unhandled rejection, which kills the process, as it does in Node.
      void this.#main(this);
    });
    this.#context.changed(this, change, reason);
  }

  crash(reason = 'SIGKILL', manner: CrashManner = 'reset'): void {
    this.#end('crashed', reason, manner === 'silence');
  }

  /** The process ended of its own error. */
  die(reason: string): void {
    this.#end('died', reason, false);
  }

  shutdown(graceMs: number, ended?: () => void): void {
    const process = this.process;
    if (process === null) return;
    const isFirst = this.#whenEnded === null;
    this.#whenEnded ??= [];
    if (ended !== undefined) this.#whenEnded.push(ended);
    if (!isFirst) return;
    const listeners = this.#signalListeners.filter(({ signal }) => signal === 'SIGTERM');
    if (this.#shutdownHooks.length === 0 && listeners.length === 0) {
      this.crash('SIGTERM');
      return;
    }
    const end = (reason: string): void => {
      if (this.process === process) this.crash(reason);
    };
    this.#run(process, () => {
      this.#signalListeners = this.#signalListeners.filter(({ signal, once }) => signal !== 'SIGTERM' || !once);
      for (const { listener } of listeners) listener('SIGTERM', SIGTERM);
      // A program that listens to the signal decides itself when it ends.
      void Promise.allSettled(this.#shutdownHooks.map(async (hook) => hook())).then(() => {
        if (listeners.length === 0) end('SIGTERM, its shutdown hook has ended');
      });
    });
    const { kernel } = this.#context;
    kernel.control(kernel.nowMicros + Math.round(graceMs * 1000), `${process.name} has had ${graceMs}ms to end`, () =>
      end('SIGKILL, its shutdown hook took too long'),
    );
  }

  onShutdown(hook: ShutdownHook): void {
    this.#shutdownHooks.push(hook);
  }

  /** The program listens to a signal, until its process ends. */
  onSignal(signal: string, listener: SignalEntry['listener'], once: boolean): void {
    this.#signalListeners.push({ signal, listener, once });
  }

  offSignal(signal: string, listener: SignalEntry['listener']): void {
    const index = this.#signalListeners.findLastIndex((entry) => entry.signal === signal && entry.listener === listener);
    if (index >= 0) this.#signalListeners.splice(index, 1);
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

  slow(delayMs: number): void {
    const process = this.process;
    if (process === null) return;
    const { queue, nowMicros } = this.#context.kernel;
    process.slowMicros = Math.round(delayMs * 1000);
    if (process.slowMicros === 0) return;
    process.timers.reschedule((dueMicros) => dueMicros + process.slowMicros);
    for (const channel of process.channels) {
      if (channel.kind === 'message') channel.notBeforeMicros = Math.max(channel.notBeforeMicros, nowMicros + process.slowMicros);
      queue.refresh(channel);
    }
  }

  /** The oscillator changed its speed: timers that are set already follow it. */
  #stretchTimers(slowdown: number): void {
    const process = this.process;
    if (process === null) return;
    const { queue, nowMicros } = this.#context.kernel;
    process.timers.reschedule((dueMicros) =>
      dueMicros <= nowMicros ? dueMicros : nowMicros + Math.round((dueMicros - nowMicros) * slowdown),
    );
    queue.refresh(process.timers);
  }

  #run(process: Process, run: () => void): void {
    const { queue, nowMicros } = this.#context.kernel;
    queue.add(process.immediates, nowMicros, run, 0, null);
  }

  #end(change: 'crashed' | 'died', reason: string, silent: boolean): void {
    const process = this.process;
    if (process === null) return;
    const ended = this.#whenEnded ?? [];
    this.#whenEnded = null;
    this.#shutdownHooks = [];
    this.#signalListeners = [];
    process.alive = false;
    this.process = null;
    this.#context.processDied(process, silent);
    for (const channel of process.channels) this.#context.kernel.queue.drop(channel);
    process.channels.clear();
    this.#context.changed(this, change, reason);
    for (const tell of ended) tell();
  }
}
