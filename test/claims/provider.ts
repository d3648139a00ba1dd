/**
 * A simulated provider of machines: it accepts every request after a while, and the machine boots. Where everything fits, booting
 * takes longer than anything that is measured, so a worker that is asked for too eagerly is counted and is of no help, as with real machines.
 */
import type { Host, World } from '../../sim/world/index.ts';
import type { NewWorker, PoolController, WorkerPool } from '../../src/index.ts';
import type { WorkerShape } from './cast.ts';
import { DEMAND, type Fleet } from './conditions.ts';

const ACCEPT_MS = 50;
const WORKERS_MAX = 1_000;

/** Accepts requests for machines. */
export class Provider implements PoolController {
  readonly #asked = new Set<string>();
  readonly #world: World;
  readonly #bootMs: number;
  readonly #add: (worker: WorkerShape) => Host;

  constructor(world: World, bootMs: number, add: (worker: WorkerShape) => Host) {
    this.#world = world;
    this.#bootMs = bootMs;
    this.#add = add;
  }

  /** Machines that were asked for, whether they have booted or not. */
  get asked(): number {
    return this.#asked.size;
  }

  async start({ workerId, resources, gpuType }: NewWorker): Promise<void> {
    if (!this.#asked.has(workerId)) {
      this.#asked.add(workerId);
      const machine = this.#add({ id: workerId, resources, gpuType });
      this.#world.at(this.#world.nowMs + this.#bootMs, `${workerId} has booted`, () => machine.restart());
    }
    await new Promise((resolve) => setTimeout(resolve, ACCEPT_MS));
  }
}

/** One pool of machines as large as the fleet's. */
export function poolOf(provider: Provider, { slots }: Fleet): WorkerPool {
  return {
    name: 'default',
    workerSize: { cpuMillicores: slots * DEMAND.cpuMillicores, memoryMib: slots * DEMAND.memoryMib, gpuCount: 0 },
    workersMax: WORKERS_MAX,
    controller: provider,
  };
}
