/**
 * Puts a scenario into an empty world: Redis, gateways, workers, users, an operator, faults and judges; and ends it when everything has
 * settled: users are answered, faults are over, nothing runs, nothing waits, nothing is owed.
 */
import { applyFaults, type FaultHandle } from '../../sim/faults/index.ts';
import { addRedis } from '../../sim/redis/index.ts';
import type { Host, World } from '../../sim/world/index.ts';
import {
  startGateway,
  startWorker,
  type NewWorker,
  type Preset,
  type SchedulerEvent,
  type Timings,
  type WorkerOptions,
} from '../../src/index.ts';
import { errandsOf, type Errand } from '../errands.ts';
import { Evidence, KeyspaceDecoder, type Change } from '../evidence/index.ts';
import type { Goal } from '../goals.ts';
import type { Property } from '../property.ts';
import { completionMs } from '../limits.ts';
import { Provider } from '../provider.ts';
import { Machines } from '../runtime.ts';
import { CLIENTS, OPERATOR, REDIS, type Scenario, type WorkerShape } from '../scenario.ts';
import { WorldCourt } from './court.ts';
import { reportDeeds } from './deeds.ts';
import { operatorMain } from './operators.ts';
import { couldRun, poolCouldRun } from '../kinds.ts';
import { limitsOf } from './world-limits.ts';
import { addUsers, type UsersOptions } from './users.ts';

const REDIS_URL = 'redis://redis:6379';

/** What is the same in all worlds of a suite. */
export interface WorldOptions {
  readonly preset: Preset;
  /** Who judges. */
  readonly properties: readonly Property[];
  readonly goals: readonly Goal[];
  /**
   * Those of them who are not listened to; nobody when absent. Where somebody is not, work may be lost and nobody says so: such a world ends
   * some time after the last fault, settled or not.
   */
  readonly muted?: ReadonlySet<Property>;
}

/** Builds the world of a scenario. */
export function buildWorld(world: World, scenario: Scenario, options: WorldOptions): void {
  new Stage(world, scenario, options).open();
}

/** One world with everything in it. */
class Stage {
  readonly #world: World;
  readonly #scenario: Scenario;
  readonly #options: WorldOptions;
  readonly #evidence = new Evidence();
  readonly #timings: Timings;
  readonly #court: WorldCourt;
  readonly #machines: Machines;
  readonly #provider: Provider;
  #faults: FaultHandle | null = null;
  /** Calls of users and operators that have no answer yet. */
  #errands = 0;
  #calmFromMs: number | null = null;
  /** How long a calm world may take to settle where nobody judges that it does; null where somebody does. */
  readonly #patienceMs: number | null;

  constructor(world: World, scenario: Scenario, options: WorldOptions) {
    this.#world = world;
    this.#scenario = scenario;
    this.#options = options;
    this.#timings = { ...options.preset.timings, ...scenario.timings };
    const limits = limitsOf(scenario, this.#timings, options.preset.family, () => this.#calmFromMs ?? world.nowMs);
    this.#patienceMs = (options.muted?.size ?? 0) > 0 ? 2 * completionMs(limits) : null;
    this.#court = new WorldCourt(world, this.#evidence, limits);
    const plans = new Map(scenario.containers.map((plan) => [plan.id, plan]));
    const { pools = [] } = scenario;
    this.#provider = new Provider({ world, evidence: this.#evidence, pools, timings: this.#timings, boot: (worker) => this.#boot(worker) });
    this.#machines = new Machines(world, this.#evidence, (id) => plans.get(id) ?? { startMs: 0, runMs: 0, exitCode: 0 });
  }

  open(): void {
    const { containers, gateways, workers, operations, faults, latency, configuration } = this.#scenario;
    for (const [key, value] of Object.entries(configuration)) this.#world.configure(key, value);
    this.#world.network.setLatency(latency);
    this.#openRedis();
    this.#world.onHostChange(({ atMs, host, change, reason }) => this.#evidence.host({ atMs, host: host.name, change, reason }));
    for (const property of this.#options.properties) this.#court.seat(property, this.#options.muted?.has(property));
    for (const goal of this.#options.goals) this.#court.seat(goal);
    for (const id of gateways) this.#openGateway(id);
    for (const shape of workers) this.#openWorker(shape);
    for (const client of CLIENTS) this.#openUsers(client, errandsOf(containers, client));
    if (operations.length > 0) this.#openOperator();
    reportDeeds(this.#world, this.#evidence, faults);
    this.#faults = applyFaults(this.#world, faults, { onOver: () => this.#faultsAreOver() });
    // The hosts start at 0; a world without faults is calm as soon as they have.
    if (!this.#faults.busy) this.#world.at(1, 'no faults are planned', () => this.#becomeCalm());
  }

  #openRedis(): void {
    const redis = addRedis(this.#world, { name: REDIS, port: 6379, replicas: this.#scenario.replicas ?? 0 });
    const decoder = new KeyspaceDecoder(redis.keyspace);
    this.#evidence.keyspace = redis.keyspace;
    redis.observe({
      ignoresReads: true,
      onCommit: (step) => {
        let changes: Change[] | null = null;
        if (step.writes.length > 0) decoder.decode(step.writes, (changes = []));
        if (changes !== null && changes.length > 0) {
          const { client, connection, command, args } = step;
          this.#evidence.commit({ atMs: this.#world.nowMs, client, connection, command, args, changes });
        }
        this.#court.activity(step);
        this.#settle();
      },
    });
  }

  #openGateway(id: string): void {
    const { preset } = this.#options;
    this.#world.host(id, async (host) => {
      const pools = this.#provider.poolsFor(id);
      const gateway = await startGateway({
        id,
        redis: REDIS_URL,
        preset,
        pools,
        timings: this.#scenario.timings,
        metrics: this.#evidence.meter(id),
        onEvent: this.#log(host),
      });
      host.onShutdown(() => gateway.close());
    });
  }

  /** A machine that a pool was asked for: it is there until its worker has nothing to do. */
  #boot({ workerId, resources, gpuType, ...announced }: NewWorker): void {
    const { poolName, poolSelector, requiresPoolSelector, isPreemptable, priority, idleTimeoutMs } = announced;
    const options = { poolName, poolSelector, requiresPoolSelector, isPreemptable, priority, idleTimeoutMs };
    this.#openWorker({ name: workerId, ...resources, gpuType }, options).restart();
  }

  #openWorker(shape: WorkerShape, announced: Partial<WorkerOptions> = {}): Host {
    const { name, cpuMillicores, memoryMib, gpuCount, gpuType, ...kind } = shape;
    this.#evidence.machine(name, shape);
    return this.#world.host(name, async (host) => {
      const worker = await startWorker({
        ...kind,
        id: name,
        redis: REDIS_URL,
        preset: this.#options.preset,
        timings: this.#scenario.timings,
        resources: gpuCount > 0 ? { cpuMillicores, memoryMib, gpuCount, gpuType } : { cpuMillicores, memoryMib, gpuCount },
        runtime: this.#machines.runtime(name),
        onEvent: this.#log(host),
        ...announced,
      });
      host.onShutdown(() => worker.close());
      void worker.ended.then((end) => {
        if (end === 'idle') host.shutdown(1);
      });
    });
  }

  #openUsers(client: string, errands: readonly Errand[]): void {
    if (errands.length === 0) return;
    this.#errands += errands.length;
    const { workers, pools = [] } = this.#scenario;
    const options: UsersOptions = {
      couldRun: (plan) => {
        if (pools.some((pool) => poolCouldRun(pool, plan))) return 'a pool';
        return workers.some((worker) => couldRun(worker, plan)) ? 'a machine' : null;
      },
      world: this.#world,
      evidence: this.#evidence,
      redis: REDIS_URL,
      preset: this.#options.preset,
      timings: this.#scenario.timings,
      // Where no pools are declared machines come late, and requests for them wait.
      unsatisfiable: pools.length > 0 ? 'refuse' : 'wait',
      begun: () => {
        this.#errands += 1;
      },
      done: () => this.#answered(),
    };
    addUsers(options, client, errands);
  }

  #openOperator(): void {
    const { operations, timings } = this.#scenario;
    this.#errands += operations.length;
    const options = {
      redis: REDIS_URL,
      preset: this.#options.preset,
      timings,
      nowMs: () => this.#world.nowMs,
      note: (text: string) => this.#world.note(OPERATOR, text, [OPERATOR]),
      done: () => this.#answered(),
    };
    this.#world.host(OPERATOR, operatorMain(options, operations));
  }

  #log(host: Host): (event: SchedulerEvent) => void {
    return ({ kind, detail }) => this.#world.note(host.name, `${kind} ${detail}`, [host.name]);
  }

  #answered(): void {
    this.#errands -= 1;
    this.#settle();
  }

  #faultsAreOver(): void {
    this.#becomeCalm();
    this.#settle();
  }

  #becomeCalm(): void {
    if (this.#calmFromMs !== null) return;
    this.#calmFromMs = this.#world.nowMs;
    this.#world.calm();
    this.#court.calm();
    if (this.#patienceMs !== null)
      this.#world.at(this.#world.nowMs + this.#patienceMs, 'nobody waits any longer', () => this.#world.finish());
  }

  /** Ends the world when nothing is left to happen that anybody waits for; faults to come would find nothing to disturb. */
  #settle(): void {
    const faults = this.#faults;
    if (faults === null || this.#errands > 0 || this.#evidence.running > 0 || this.#evidence.waiting > 0) return;
    if (faults.active || this.#court.owed > 0) return;
    if (faults.busy) faults.cancel();
    this.#becomeCalm();
    if (this.#court.owed > 0) return;
    this.#court.rest();
    this.#world.finish();
  }
}
