/**
 * One world: its hosts, its network and its end. It answers the patched globals for the process whose event runs, and it is what suites
 * build into.
 */
import type { Violation } from '../check/index.ts';
import {
  EscapeError,
  EventNames,
  Kernel,
  MachineClock,
  Process,
  ProcessExit,
  type ActiveWorld,
  type DrainName,
  type LoopEnd,
  type Witness,
  type WorldTimer,
  inContextOfNow,
} from '../kernel/index.ts';
import { eventEntry, HashWitness, Recorder, type TraceEntry } from '../trace/index.ts';
import type { Host, HostMain, HostOptions } from './host.ts';
import type { Network } from './network.ts';
import { Obligations, type Otherwise } from './obligations.ts';
import { Signals } from './signals.ts';
import { SimulatedHost } from './simulated-host.ts';
import { SimulatedNetwork } from './simulated-network.ts';
import { programFrames } from './source-line.ts';
import { asSocket } from './simulated-socket.ts';
import type { SimulationOptions, SimulationResult } from './simulation.ts';
import { blamingSuite, BUILDING, checkBuilt, eventThrew, suiteListener } from './suite-threw.ts';
import type { Choices, HostChange, Obligation, World } from './world.ts';

/** 2023-11-14T22:13:20Z: any fixed moment serves; this one has ten digits of seconds and thirteen of milliseconds. */
const epochMs = 1_700_000_000_000;

const silentWitness = { event: (): void => undefined, choice: (): void => undefined, digest: (): string => '0'.repeat(16) };
const inertTimer: WorldTimer = { cancel: () => undefined };

/** See `World`. */
export class SimulatedWorld extends Signals implements World, ActiveWorld {
  readonly seed: string;
  readonly epochMs: number = epochMs;
  readonly isRecorded: boolean;
  readonly #kernel: Kernel;
  readonly #network: SimulatedNetwork;
  readonly #witness: HashWitness | typeof silentWitness;
  readonly #names: EventNames | null;
  readonly #obligations: Obligations;
  readonly #recorder: Recorder | null;
  readonly #hosts = new Map<string, SimulatedHost>();
  readonly #addresses = new Map<string, SimulatedHost>();
  readonly #hostListeners: ((change: HostChange) => void)[] = [];
  readonly #endJudges: (() => void)[] = [];
  readonly #goals: Record<string, number> = {};
  readonly #faults: string[] = [];
  /** Code of the world itself that sets a timer does it here. */
  readonly #ownProcess = new Process('world', 1, 0, new MachineClock());
  #violation: Violation | null = null;
  #error: Error | null = null;

  constructor(options: SimulationOptions) {
    super();
    this.seed = options.seed;
    this.isRecorded = options.record;
    this.#recorder = options.record ? new Recorder(options.traceMax, options.onEntry ?? null) : null;
    this.#witness = options.hash === false ? silentWitness : new HashWitness();
    const tape = options.tape ?? null;
    const isNamed = options.record || options.keepNames === true || tape !== null;
    this.#names = isNamed ? new EventNames(tape, options.keepNames ?? false, options.continuation?.from.afterEvent) : null;
    this.#kernel = new Kernel({
      seed: options.seed,
      strategy: options.strategy,
      stepsMax: options.stepsMax,
      untilMicros: options.untilMs === undefined ? undefined : options.untilMs * 1000,
      names: this.#names,
      continuation: options.continuation ?? null,
      witness: this.#recorder === null ? this.#witness : this.#recording(this.#recorder),
      onProcessError: (process, error, kind) => {
        this.#processError(process, error, kind);
      },
    });
    this.configure('lag', `${this.#kernel.lagMicros / 1000} ms`);
    this.#network = this.#createNetwork();
    this.#obligations = new Obligations(this.#kernel, (violation) => {
      this.violate(violation);
    });
  }

  /** Builds with `build` and runs to the end. */
  async run(build: (world: World) => void, drain?: DrainName): Promise<SimulationResult> {
    const end = await this.#kernel
      .run(
        this,
        () => {
          checkBuilt(blamingSuite(BUILDING, () => build(this)));
          for (const host of this.#hosts.values()) host.start('started', 'started');
        },
        drain,
      )
      // What failed first says more than what it led to.
      .catch((error: unknown) => {
        throw this.#error ?? error;
      });
    if (this.#error === null) blamingSuite('judging the end of a world', () => this.#judgeEnd(end));
    if (this.#error !== null) throw this.#error;
    return {
      end,
      violation: this.#violation,
      goals: this.#goals,
      faults: this.#faults,
      hash: this.#witness.digest(),
      events: this.#kernel.steps,
      choices: this.#kernel.choices.count,
      virtualMs: this.nowMs,
      trace: this.#recorder?.entries() ?? null,
      configuration: this.configuration,
      acted: this.acted,
      named: this.#names?.happened ?? [],
      delays: this.#names?.delays() ?? {},
      tapeUsed: this.#names?.used ?? new Set(),
    };
  }

  // World

  get nowMs(): number {
    return this.#kernel.nowMicros / 1000;
  }

  get choices(): Choices {
    return this.#kernel.choices;
  }

  get network(): Network {
    return this.#network;
  }

  get currentHost(): Host | null {
    const process = this.#kernel.current;
    return process === null ? null : (this.#hosts.get(process.host) ?? null);
  }

  host(name: string, main: HostMain, options: Partial<HostOptions> = {}): Host {
    if (this.#hosts.has(name)) throw new Error(`host ${name} exists already in this world; give each host its own name`);
    const number = this.#hosts.size + 1;
    const address = `10.0.${number >> 8}.${number & 255}`;
    const host = new SimulatedHost(
      {
        kernel: this.#kernel,
        epochMs,
        changed: (changed, change, reason) => this.#hostChanged(changed, change, reason),
        processDied: (process, silent) => this.#network.processDied(process, silent),
      },
      name,
      address,
      main,
      { clockOffsetMs: options.clockOffsetMs ?? 0, clockDriftPpm: options.clockDriftPpm ?? 0 },
    );
    this.#hosts.set(name, host);
    this.#addresses.set(address, host);
    return host;
  }

  hosts(): readonly Host[] {
    return [...this.#hosts.values()];
  }

  at(atMs: number, label: string, run: () => void): void {
    this.#kernel.control(Math.round(atMs * 1000), label, run);
  }

  onHostChange(listener: (change: HostChange) => void): void {
    this.#hostListeners.push(this.#listener('hearing of a host', listener));
  }

  goal(name: string): void {
    this.#goals[name] = (this.#goals[name] ?? 0) + 1;
  }

  fault(host: string, text: string, kind?: string): void {
    this.#faults.push(`${(this.nowMs / 1000).toFixed(3)}s ${host} ${text}`);
    this.trace({ host, kind: 'fault', name: kind === undefined ? 'fault' : `fault/${kind}`, text });
  }

  note(host: string, text: string, about?: readonly string[]): void {
    if (this.#recorder !== null) this.trace({ host, kind: 'note', name: 'note', text, ...(about === undefined ? {} : { keys: about }) });
  }

  trace(entry: Omit<TraceEntry, 'atMicros' | 'event' | 'cause'>): void {
    const { nowMicros, steps, currentCause } = this.#kernel;
    this.#recorder?.add({ event: steps, cause: currentCause, atMicros: nowMicros, ...entry });
  }

  timerOn(host: Host, delayMs: number, run: () => void): WorldTimer | null {
    const process = this.#hosts.get(host.name)?.process ?? null;
    return process === null ? null : this.#timer(process, delayMs, run);
  }

  violate(violation: Omit<Violation, 'atMs'>): void {
    this.#violation ??= { ...violation, atMs: this.nowMs };
    this.#kernel.stop();
  }

  fail(error: Error): void {
    this.#error ??= error;
    this.#kernel.stop();
  }

  owe(byMs: number, otherwise: Otherwise): Obligation {
    return this.#obligations.owe(byMs, () => blamingSuite('saying what is owed', otherwise));
  }

  onEnd(judge: () => void): void {
    this.#endJudges.push(judge);
  }

  finish(): void {
    this.#kernel.stop();
  }

  override onDeed(listener: Parameters<World['onDeed']>[0]): void {
    super.onDeed(this.#listener('hearing of a deed', listener));
  }

  override onMessage(listener: Parameters<World['onMessage']>[0]): () => void {
    return super.onMessage(this.#listener('hearing of a message', listener));
  }

  override calm(): void {
    this.#kernel.becomeFair();
    super.calm();
  }

  // ActiveWorld: what the patched globals ask, on behalf of the current process.

  wallMs(): number {
    return epochMs + this.#process().clock.wallMicros(this.#kernel.nowMicros) / 1000;
  }

  monotonicMicros(): number {
    const process = this.#process();
    return process.clock.ownMicros(this.#kernel.nowMicros) - process.bornOwnMicros;
  }

  random(stream: string): number {
    return this.#kernel.choices.fraction(stream, this.#process().name);
  }

  timer(delayMs: number, run: () => void): WorldTimer {
    return this.#timer(this.#process(), delayMs, run);
  }

  immediate(run: () => void): WorldTimer {
    const process = this.#process();
    if (!process.alive) return inertTimer;
    const event = this.#kernel.queue.add(process.immediates, this.#kernel.nowMicros, inContextOfNow(run), 0, null);
    return {
      cancel: () => {
        event.cancelled = true;
        this.#kernel.queue.refresh(process.immediates);
      },
    };
  }

  connect(options: { host: string; port: number; path: string | undefined }): ReturnType<ActiveWorld['connect']> {
    if (options.path !== undefined)
      return this.escape('net.connect', `Unix sockets (${options.path}) are not simulated; connect to a host and port.`);
    return asSocket(this.#network.socket(this.#process()).connect(options));
  }

  socket(): ReturnType<ActiveWorld['socket']> {
    return asSocket(this.#network.socket(this.#process()));
  }

  address(host: string): string | null {
    return this.#hosts.get(this.#network.meant(host))?.address ?? (this.#addresses.has(host) ? host : null);
  }

  lookupFailure(host: string): ReturnType<ActiveWorld['lookupFailure']> {
    return this.#network.lookupFailure(this.#process().host, host);
  }

  hostName(): string {
    return this.#process().host;
  }

  processId(): number {
    const { host } = this.#process();
    const life = this.#hosts.get(host)?.incarnation ?? 0;
    return 1000 * (1 + [...this.#hosts.keys()].indexOf(host)) + life;
  }

  escape(api: string, advice: string): never {
    const host = this.#process().host;
    const error = new EscapeError(api, host, advice);
    const [innermost, ...callers] = programFrames(error, 4);
    this.violate({
      property: 'no-real-io',
      sentence: `${api} was called on host ${host}: it would really happen, outside virtual time`,
      facts: [
        { atMs: this.nowMs, host, text: `called ${api}`, ...(innermost === undefined ? {} : { source: innermost }) },
        ...callers.map((source) => ({ atMs: this.nowMs, host, text: 'called from', source })),
      ],
      about: [host],
    });
    throw error;
  }

  onSignal(...[signal, listener, once]: Parameters<ActiveWorld['onSignal']>): void {
    this.#hosts.get(this.#process().host)?.onSignal(signal, listener, once);
  }

  offSignal(...[signal, listener]: Parameters<ActiveWorld['offSignal']>): void {
    this.#hosts.get(this.#process().host)?.offSignal(signal, listener);
  }

  exit(code: number): never {
    throw new ProcessExit(code);
  }

  // Parts

  #listener<Heard extends readonly unknown[]>(part: string, listener: (...heard: Heard) => void): (...heard: Heard) => void {
    return suiteListener(part, (error) => this.fail(error), listener);
  }

  #process(): Process {
    return this.#kernel.current ?? this.#ownProcess;
  }

  #timer(process: Process, delayMs: number, run: () => void): WorldTimer {
    if (!process.alive) return inertTimer;
    return this.#kernel.queue.addTimer(process.timers, process.dueMicros(this.#kernel.nowMicros, delayMs), run);
  }

  #createNetwork(): SimulatedNetwork {
    return new SimulatedNetwork({
      kernel: this.#kernel,
      processOf: (name) => (this.#hosts.get(name) ?? this.#addresses.get(name))?.process,
      addressOf: (name) => this.#hosts.get(name)?.address ?? null,
      wantsLabels: () => this.#names !== null || this.wantsMessages,
      message: (message) => this.message(message),
      changed: (host, peer, name, kind, text) => {
        this.trace({ host, peer, kind, name, text });
      },
    });
  }

  #hostChanged(host: SimulatedHost, change: HostChange['change'], reason: string): void {
    this.trace({
      host: host.name,
      kind: change === 'started' ? 'start' : 'event',
      name: change,
      text: reason === change ? change : `${change}: ${reason}`,
    });
    if (change === 'restarted') this.#network.machineIsBack(host.name);
    for (const listener of this.#hostListeners) listener({ atMs: this.nowMs, host, change, reason });
  }

  #processError(process: Process | null, error: unknown, kind: string): void {
    if (error instanceof EscapeError) return;
    if (process === null || process === this.#ownProcess) return this.fail(eventThrew(error));
    const reason = error instanceof ProcessExit ? error.message : `${kind}: ${describeError(error)}`;
    const host = this.#hosts.get(process.host);
    if (host?.process === process) host.die(reason);
  }

  #judgeEnd(end: LoopEnd): void {
    if (this.#violation !== null || end === 'step-limit') return;
    if (end === 'nothing-can-happen') this.#obligations.judgeStandstill();
    if (this.#violation === null) for (const judge of this.#endJudges) judge();
  }

  /** Keeps one entry for every event, beside the hash. */
  #recording(recorder: Recorder): Witness {
    const witness = this.#witness;
    return {
      event: (event, nowMicros) => {
        witness.event(event, nowMicros);
        recorder.add(eventEntry(event, this.#kernel.steps, nowMicros, this.#names?.label ?? ''));
      },
      choice: (stream, key, fraction) => witness.choice(stream, key, fraction),
    };
  }
}

/** An error of the program in words; what is thrown may be anything, also something that throws again when it is looked at. */
function describeError(error: unknown): string {
  try {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  } catch {
    return 'something that cannot be turned into text was thrown';
  }
}
