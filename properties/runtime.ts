/**
 * The machines of a world: a container is a timer on its worker's host, and a ledger says what really ran where, from its start to its
 * end. A machine that dies takes its containers with it at that instant; nobody asks the scheduler what it believes.
 */
import type { World } from '../sim/world/index.ts';
import type { ContainerExit, ContainerRequest, ContainerRuntime, RunningContainer } from '../src/index.ts';
import type { Evidence, Run } from './evidence/index.ts';
import { programLine } from './program-line.ts';

/** How a container behaves once it runs. */
export interface Behaviour {
  readonly startMs: number;
  readonly runMs: number;
  readonly exitCode: number;
}

/** Longest time that a container takes to obey SIGTERM. */
const obeyMsMax = 80;
const SIGNAL_CODES = { SIGTERM: 143, SIGKILL: 137 } as const;

/** All machines of one world. */
export class Machines {
  readonly #world: World;
  readonly #evidence: Evidence;
  readonly #behaviourOf: (id: string) => Behaviour;

  constructor(world: World, evidence: Evidence, behaviourOf: (id: string) => Behaviour) {
    this.#world = world;
    this.#evidence = evidence;
    this.#behaviourOf = behaviourOf;
    world.onHostChange(({ host, change }) => {
      if (change === 'crashed' || change === 'died') this.#lose(host.name);
    });
  }

  /** The runtime of one life of a worker's process; call it on that host. */
  runtime(host: string): ContainerRuntime {
    return { start: (container) => this.#start(host, container) };
  }

  async #start(host: string, container: ContainerRequest): Promise<RunningContainer> {
    const behaviour = this.#behaviourOf(container.id);
    const source = this.#source();
    await new Promise((resolve) => setTimeout(resolve, behaviour.startMs));
    const { cpuMillicores, memoryMib, gpuCount } = container;
    const run = this.#evidence.started(this.#world.nowMs, host, container.id, { cpuMillicores, memoryMib, gpuCount }, source);
    this.#world.note(host, `starts ${container.id}`, [container.id, host]);
    return this.#supervise(run, behaviour);
  }

  #supervise(run: Run, behaviour: Behaviour): RunningContainer {
    let end: (exit: ContainerExit, reason: string, source?: string | null) => void = () => {};
    const exit = new Promise<ContainerExit>((resolve) => {
      end = (how, reason, source) => {
        if (run.endedAtMs !== null) return;
        this.#evidence.ended(this.#world.nowMs, run, reason, source);
        this.#world.note(run.worker, `${run.id} ends: ${reason}`, [run.id, run.worker]);
        resolve(how);
      };
    });
    setTimeout(() => end({ code: behaviour.exitCode, signal: null }, `exit code ${behaviour.exitCode}`), behaviour.runMs);
    const stop = (signal: 'SIGTERM' | 'SIGKILL'): void => {
      const obeyMs = signal === 'SIGKILL' ? 1 : this.#world.choices.integer('runtime', `${run.worker} stops ${run.id}`, 1, obeyMsMax);
      const source = this.#source();
      setTimeout(() => end({ code: SIGNAL_CODES[signal], signal }, signal, source), obeyMs);
    };
    return { exit, stop };
  }

  /** The line that calls the runtime now. */
  #source(): string | null {
    return this.#world.isRecorded ? programLine() : null;
  }

  #lose(host: string): void {
    const worker = this.#evidence.workers.get(host);
    if (worker === undefined) return;
    for (const run of [...worker.running]) this.#evidence.ended(this.#world.nowMs, run, 'worker crashed');
  }
}
