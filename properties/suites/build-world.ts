/**
 * Puts a scenario into an empty world: Redis, gateways, workers, users, faults and judges; and ends it when everything has settled: users
 * are answered, faults are over, nothing runs, nothing waits, nothing is owed.
 */
import { addRedis } from '../../sim/redis/index.ts';
import type { Host, World } from '../../sim/world/index.ts';
import { startGateway, startWorker, type Preset, type SchedulerEvent, type Timings } from '../../src/index.ts';
import { Evidence, KeyspaceDecoder, type Change } from '../evidence/index.ts';
import type { Goal } from '../goals.ts';
import type { Limits, Terms } from '../limits.ts';
import { livenessProperties } from '../liveness/index.ts';
import { Machines } from '../runtime.ts';
import { safetyProperties } from '../safety/index.ts';
import { calmFromMs, clientName, gatewayName, type Scenario, type WorkerShape } from '../scenario.ts';
import { WorldCourt } from './court.ts';
import { FaultDirector } from './fault-director.ts';
import { errandsOf, userMain, type UsersOptions } from './users.ts';

const REDIS_URL = 'redis://redis:6379';
const CLIENTS = 2;

/** What is the same in all worlds of a suite. */
export interface WorldOptions {
  readonly preset: Preset;
  readonly goals: readonly Goal[];
}

function limitsOf(scenario: Scenario, timings: Timings, terms: Terms): Limits {
  return {
    terms,
    timings,
    calmFromMs: calmFromMs(scenario.faults),
    longestRunMs: scenario.containers.reduce((longest, plan) => Math.max(longest, plan.startMs + plan.runMs), 0),
    totalRunMs: scenario.containers.reduce((total, plan) => total + plan.startMs + plan.runMs, 0),
    containers: scenario.containers.length,
  };
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
  #faults: FaultDirector | null = null;
  #errands = 0;
  #calm = false;

  constructor(world: World, scenario: Scenario, options: WorldOptions) {
    this.#world = world;
    this.#scenario = scenario;
    this.#options = options;
    this.#timings = { ...options.preset.timings, ...scenario.timings };
    const terms = options.preset.name === 'baseline' ? 'baseline' : 'leased';
    this.#court = new WorldCourt(world, this.#evidence, limitsOf(scenario, this.#timings, terms));
    const plans = new Map(scenario.containers.map((plan) => [plan.id, plan]));
    this.#machines = new Machines(world, this.#evidence, (id) => plans.get(id) ?? { startMs: 0, runMs: 0, exitCode: 0 });
  }

  open(): void {
    this.#world.network.setLatency(this.#scenario.latency);
    this.#openRedis();
    this.#world.onHostChange(({ atMs, host, change, reason }) => this.#evidence.host({ atMs, host: host.name, change, reason }));
    for (const judge of [...safetyProperties, ...livenessProperties, ...this.#options.goals]) this.#court.seat(judge);
    for (let index = 0; index < this.#scenario.gateways; index += 1) this.#openGateway(gatewayName(index));
    for (const shape of this.#scenario.workers) this.#openWorker(shape);
    for (let index = 0; index < CLIENTS; index += 1) this.#openUsers(index);
    const faults = new FaultDirector(this.#world, this.#evidence, this.#scenario.faults, () => {
      this.#becomeCalm();
      this.#settle();
    });
    this.#faults = faults;
    // The hosts start at 0; a world without faults is calm as soon as they have.
    if (!faults.busy) this.#world.at(1, 'no faults are planned', () => this.#becomeCalm());
  }

  #openRedis(): void {
    const redis = addRedis(this.#world, { name: 'redis', port: 6379 });
    const decoder = new KeyspaceDecoder(redis.keyspace);
    this.#evidence.keyspace = redis.keyspace;
    redis.observe({
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
      await startGateway({ id, redis: REDIS_URL, preset, timings: this.#scenario.timings, onEvent: this.#log(host) });
    });
  }

  #openWorker(shape: WorkerShape): void {
    const { name, cpuMillicores, memoryMib, gpuCount, gpuType } = shape;
    this.#evidence.machine(name, shape);
    this.#world.host(name, async (host) => {
      await startWorker({
        id: name,
        redis: REDIS_URL,
        preset: this.#options.preset,
        timings: this.#scenario.timings,
        resources: gpuCount > 0 ? { cpuMillicores, memoryMib, gpuCount, gpuType } : { cpuMillicores, memoryMib, gpuCount },
        runtime: this.#machines.runtime(name),
        onEvent: this.#log(host),
      });
    });
  }

  #openUsers(index: number): void {
    const errands = errandsOf(this.#scenario.containers, index, CLIENTS);
    if (errands.length === 0) return;
    this.#errands += errands.length;
    const options: UsersOptions = {
      world: this.#world,
      evidence: this.#evidence,
      redis: REDIS_URL,
      preset: this.#options.preset,
      timings: this.#scenario.timings,
      done: () => {
        this.#errands -= 1;
        this.#settle();
      },
    };
    this.#world.host(clientName(index), userMain(options, errands));
  }

  #log(host: Host): (event: SchedulerEvent) => void {
    return ({ kind, detail }) => this.#world.note(host.name, `${kind} ${detail}`, [host.name]);
  }

  #becomeCalm(): void {
    if (this.#calm) return;
    this.#calm = true;
    this.#court.calm();
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
