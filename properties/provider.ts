/**
 * Whoever starts machines for the pools of a world: takes its time, sometimes refuses, sometimes forgets. A machine that it starts is a host of the
 * world under the id that its gateway chose. It may boot before the gateway hears that it was accepted, as real clouds do.
 */
import type { World } from '../sim/world/index.ts';
import type { NewWorker, PoolController, Timings, WorkerPool } from '../src/index.ts';
import type { Evidence } from './evidence/index.ts';
import { PROVIDER, type PoolPlan } from './scenario.ts';

/** What a provider needs of its world. */
export interface ProviderOptions {
  readonly world: World;
  readonly evidence: Evidence;
  readonly pools: readonly PoolPlan[];
  readonly timings: Timings;
  /** Adds the machine's host and starts it. */
  boot(worker: NewWorker): void;
}

/** How it ails at the moment. */
interface Ailment {
  readonly manner: 'slow' | 'failing' | 'losing';
  readonly delayMs: number;
}

function isAilment(fault: Readonly<Record<string, unknown>>): fault is Readonly<Record<string, unknown>> & Ailment {
  return ['slow', 'failing', 'losing'].includes(String(fault['manner'])) && typeof fault['delayMs'] === 'number';
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The provider of one world. */
export class Provider {
  readonly #options: ProviderOptions;
  /** Machines that it has promised, by worker id. */
  readonly #promised = new Set<string>();
  readonly #ailments = new Set<Ailment>();
  #calls = 0;

  constructor(options: ProviderOptions) {
    this.#options = options;
    const { world, pools } = options;
    if (pools.length === 0) return;
    world.offer(PROVIDER, 'provisioner', (fault) => {
      if (!isAilment(fault)) return undefined;
      this.#ailments.add(fault);
      return () => void this.#ailments.delete(fault);
    });
  }

  /** The pools as one gateway is told of them. */
  poolsFor(gateway: string): readonly WorkerPool[] {
    return this.#options.pools.map((plan): WorkerPool => {
      const { name, cpuMillicores, memoryMib, gpuCount, gpuType, largestFactor, workersMin, workersMax } = plan;
      const { selector = name, requiresSelector = false, isPreemptable = false } = plan;
      return {
        name,
        selector,
        requiresSelector,
        isPreemptable,
        ...(gpuCount > 0 ? { gpuType } : {}),
        workerSize: { cpuMillicores, memoryMib, gpuCount },
        workerSizeMax: { cpuMillicores: cpuMillicores * largestFactor, memoryMib: memoryMib * largestFactor, gpuCount },
        workersMin,
        workersMax,
        controller: this.#controller(gateway, plan),
      };
    });
  }

  #controller(gateway: string, plan: PoolPlan): PoolController {
    return { start: (worker) => this.#start(gateway, plan, worker) };
  }

  /** Runs on the gateway that asks; a gateway that dies meanwhile has asked, or has not. */
  async #start(gateway: string, plan: PoolPlan, worker: NewWorker): Promise<void> {
    const { world, evidence } = this.#options;
    const tell = (what: 'asked' | 'refused' | 'lost'): void => evidence.provision({ atMs: world.nowMs, gateway, worker, what });
    tell('asked');
    world.note(gateway, `asks pool ${plan.name} for ${worker.workerId}`, [gateway, worker.workerId, ...worker.containerIds]);
    await pause(plan.replyMs);
    const ailments = [...this.#ailments];
    const delayMs = Math.max(0, ...ailments.map((ailment) => ailment.delayMs));
    if (this.#promised.has(worker.workerId)) return;
    this.#calls += 1;
    const call = `call ${this.#calls}`;
    if (ailments.some(({ manner }) => manner === 'failing') || world.choices.chance('provider refuses', call, plan.refusedShare)) {
      await pause(delayMs);
      tell('refused');
      throw new Error(`pool ${plan.name} has no machine left`);
    }
    this.#promised.add(worker.workerId);
    if (ailments.some(({ manner }) => manner === 'losing') || world.choices.chance('provider loses', call, plan.lostShare)) tell('lost');
    else this.#bootLater(worker, world.choices.integer('provider boots', call, plan.bootMs, 2 * plan.bootMs) + delayMs);
    await pause(plan.replyMs);
  }

  #bootLater(worker: NewWorker, bootMs: number): void {
    const { world, evidence } = this.#options;
    world.at(world.nowMs + bootMs, `machine of ${worker.workerId} boots`, () => {
      evidence.provision({ atMs: world.nowMs, gateway: null, worker, what: 'booted' });
      this.#options.boot(worker);
    });
  }
}
