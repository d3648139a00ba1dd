/**
 * The loop of one world: take the next event, move the clock, run it on its process, drain every microtask, repeat. All nondeterminism
 * enters through events and named choices, so the loop is the whole of concurrency, and the same seed gives the same world.
 */
import { setActiveWorld, type ActiveWorld } from './active-world.ts';
import { inContextOfItsOwn } from './async-contexts.ts';
import type { Channel } from './channel.ts';
import { FifoChannel, TimerChannel } from './channel.ts';
import { NamedChoices, type ChoiceSource } from './choices.ts';
import { drainSynchronously, inMacrotask, nextMacrotask, probeSynchronousDrain, type DrainName } from './drain.ts';
import { EventQueue } from './event-queue.ts';
import type { PendingEvent } from './event.ts';
import type { Continuation, EventNames } from './event-names.ts';
import { ProcessExit } from './escape.ts';
import { makeStacksPortable } from './portable-stacks.ts';
import type { Process } from './process.ts';
import { captureProcessErrors } from './process-errors.ts';
import type { Strategy, StrategyFactory } from './strategy.ts';
import { forgetTimerNumbers } from './world-timeout.ts';

/** Sees every event and choice of a world; the rolling hash and the recorder are witnesses. */
export interface Witness {
  event(event: PendingEvent, nowMicros: number): void;
  choice(stream: string, key: string, fraction: number): void;
}

/** Why the loop ended. */
export type LoopEnd = 'stopped' | 'nothing-can-happen' | 'step-limit';

/** What a kernel needs. */
export interface KernelOptions {
  readonly seed: string;
  readonly strategy: StrategyFactory;
  readonly witness: Witness;
  /** Names events, and delays them as a tape says; null in worlds that are only explored. */
  readonly names?: EventNames | null;
  /** Leaves the tape at an event, and draws from there on. */
  readonly continuation?: { readonly from: Continuation; readonly strategy: StrategyFactory } | null;
  /** Events after which the loop gives up. */
  readonly stepsMax: number;
  /** Virtual microseconds after which the loop gives up; no limit when absent. */
  readonly untilMicros?: number | undefined;
  /** Told of an error that escaped from a process's code: thrown by an event or a rejection that nobody handled. */
  readonly onProcessError: (process: Process | null, error: unknown, kind: string) => void;
}

/** The clock, the event queue, the choices and the loop of one world. */
export class Kernel {
  readonly queue: EventQueue = new EventQueue();
  readonly choices: NamedChoices;
  /** Virtual time in microseconds since the world began. */
  nowMicros = 0;
  /** Events that happened so far. */
  steps = 0;
  /** Whose event runs now; null for the world itself. */
  current: Process | null = null;
  /** The event that created the one that runs now; 0 when it was created while the world was built. */
  currentCause = 0;
  /** Moments by which something must have happened. A world in which only these are left is deadlocked. */
  readonly deadlines: TimerChannel = new TimerChannel('deadlines', 'control', null);
  readonly #options: KernelOptions;
  #strategy: Strategy;
  readonly #ready: Channel[] = [];
  readonly #untilMicros: number;
  #stopped = false;
  #continued: NamedChoices | null = null;

  constructor(options: KernelOptions) {
    this.#options = options;
    this.#untilMicros = options.untilMicros ?? Number.POSITIVE_INFINITY;
    this.choices = new NamedChoices(options.seed, options.witness.choice.bind(options.witness));
    this.#strategy = options.strategy.create(this.choices);
    this.queue.names = options.names ?? null;
    if (options.continuation?.from.afterEvent === 0) this.#leaveTape();
  }

  /** Names of events; null in worlds that are only explored. */
  get names(): EventNames | null {
    return this.queue.names;
  }

  /** A latency between two bounds, in microseconds: drawn by its source, or the lowest one while a tape decides. */
  latencyMicros(source: ChoiceSource, minimumMicros: number, maximumMicros: number): number {
    if (this.queue.names?.isTaped === true) return minimumMicros;
    if (this.#continued === null) return source.integer(minimumMicros, maximumMicros);
    return this.#continued.integer(source.stream, source.key, minimumMicros, maximumMicros);
  }

  /** How much later than due its strategy may let an event happen, in microseconds. */
  get lagMicros(): number {
    return this.#strategy.lagMicros;
  }

  /** From now on every event happens when it is due: nothing is starved, so what must happen in the end has no excuse. */
  becomeFair(): void {
    this.#strategy = { name: 'fair', lagMicros: 0, pick: (ready) => ready[0] ?? neverPicked() };
  }

  /** Ends the loop after the current event. */
  stop(): void {
    this.#stopped = true;
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  /** Adds an event of the world itself; each has a channel of its own, so that none waits for another. */
  control(atMicros: number, label: string, run: () => void): PendingEvent {
    const channel = new FifoChannel(label, 'control', null);
    return this.queue.add(channel, Math.max(atMicros, this.nowMicros), run, 0, null);
  }

  /** Runs the world to its end. `world` answers the patched globals while it runs. `begin` is called first, inside the world. */
  async run(world: ActiveWorld, begin: () => void, drain?: DrainName): Promise<LoopEnd> {
    const isSynchronous = (drain ?? 'synchronous') === 'synchronous' && (await probeSynchronousDrain());
    // The synchronous drain works only in a macrotask itself, not in a continuation behind an `await` of one.
    return isSynchronous ? inMacrotask(() => this.#runSynchronously(world, begin)) : this.#runWithBoundaries(world, begin);
  }

  #runSynchronously(world: ActiveWorld, begin: () => void): LoopEnd {
    const leave = this.#enter(world);
    try {
      begin();
      return this.#loop();
    } finally {
      leave();
    }
  }

  async #runWithBoundaries(world: ActiveWorld, begin: () => void): Promise<LoopEnd> {
    await nextMacrotask();
    const leave = this.#enter(world);
    try {
      await inMacrotask(begin);
      return await this.#loopWithBoundaries();
    } finally {
      leave();
    }
  }

  /** Makes this the running world; the function returned gives the process back as it was. */
  #enter(world: ActiveWorld): () => void {
    const restore = captureProcessErrors((error, kind) => {
      this.#options.onProcessError(this.current, error, kind);
    });
    const restoreStacks = makeStacksPortable();
    forgetTimerNumbers();
    setActiveWorld(world);
    return () => {
      setActiveWorld(null);
      restoreStacks();
      restore();
    };
  }

  #loop(): LoopEnd {
    this.#drain();
    for (;;) {
      const end = this.#step();
      if (end !== null) return end;
      this.#drain();
    }
  }

  /** Each event is a macrotask, as Node's own are: in a continuation behind an `await` its next-ticks would wait for its microtasks. */
  async #loopWithBoundaries(): Promise<LoopEnd> {
    for (;;) {
      const end = await inMacrotask(() => this.#step());
      if (end !== null) return end;
    }
  }

  #step(): LoopEnd | null {
    if (this.#stopped) return 'stopped';
    if (this.steps >= this.#options.stepsMax || this.nowMicros > this.#untilMicros) return 'step-limit';
    const channel = this.#next();
    if (channel === undefined || (channel === this.deadlines && this.queue.size === 1)) return 'nothing-can-happen';
    const event = channel.head();
    if (event === undefined) throw new Error(`channel ${channel.name} is in the event queue without an event; this is a bug of manyworlds`);
    // A tape orders the events of one microsecond by fractions of it; clocks show whole ones.
    if (channel.keyMicros > this.nowMicros) this.nowMicros = Math.floor(channel.keyMicros);
    channel.shift();
    this.queue.refresh(channel);
    this.steps += 1;
    this.queue.cause = this.steps;
    this.currentCause = event.cause;
    this.queue.names?.happens(event, this.nowMicros);
    if (this.steps === this.#options.continuation?.from.afterEvent) this.#leaveTape();
    this.#options.witness.event(event, this.nowMicros);
    this.current = channel.process;
    try {
      inContextOfItsOwn(event.run);
    } catch (error) {
      this.#failed(error);
    }
    return null;
  }

  #leaveTape(): void {
    const { seed, witness, continuation } = this.#options;
    if (continuation === undefined || continuation === null) return;
    const choices = new NamedChoices(`${seed}/${continuation.from.salt}`, witness.choice.bind(witness));
    this.#continued = choices;
    this.#strategy = continuation.strategy.create(choices);
  }

  #next(): Channel | undefined {
    const first = this.queue.earliest();
    const strategy = this.#strategy;
    if (first === undefined || strategy.lagMicros === 0) return first;
    this.queue.ready(strategy.lagMicros, this.#ready);
    return this.#ready.length < 2 ? first : strategy.pick(this.#ready);
  }

  #drain(): void {
    for (;;) {
      try {
        drainSynchronously();
        return;
      } catch (error) {
        // A next-tick threw: Node's stack of asynchronous contexts is one too deep now, and Node would abort when it finds out. Thrown
        // again from a microtask the error takes the path of an uncaught exception, which clears that stack and ends at our listener.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  #failed(error: unknown): void {
    const kind = error instanceof ProcessExit ? 'exit' : 'uncaught exception';
    this.#options.onProcessError(this.current, error, kind);
  }
}

function neverPicked(): never {
  throw new RangeError('a strategy was asked to pick from no ready channel');
}
