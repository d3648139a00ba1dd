/** One world that is measured: Redis, gateways, a fleet, one client, and the meters. */
import { addRedis } from '../../sim/redis/index.ts';
import type { World } from '../../sim/world/index.ts';
import { workerName } from '../../properties/scenario.ts';
import { addClient, addGateways, addWorker, addWorkers, requestOf } from './cast.ts';
import { NETWORKS, type Conditions } from './conditions.ts';
import type { Figures } from './figures.ts';
import { poolOf, Provider } from './provider.ts';
import { RedisMeter } from './redis-meter.ts';
import { Tally } from './tally.ts';

/** Everything is connected, registered and idle by then. */
const SETTLED_MS = 300;
/** Gateways look at the backlog every so often, in some designs; when in that period a submission comes is drawn. */
const POLL_MS = 100;
const ORDERS = { same: 'insertion', shuffled: 'permuted' } as const;

/** See the head of this file. */
export class MeasuredWorld {
  readonly #world: World;
  readonly #conditions: Conditions;
  readonly #meter: RedisMeter;
  readonly #tally: Tally;
  readonly #provider: Provider;
  readonly #placements = new Map<string, { readonly atMs: number; readonly worker: string; times: number }>();
  readonly #starts = new Map<string, number>();
  readonly #failed = new Set<string>();
  readonly #submitAtMs: number;
  #isOpen = false;
  #isOver = false;
  #messages = 0;

  constructor(world: World, conditions: Conditions) {
    this.#world = world;
    this.#conditions = conditions;
    this.#submitAtMs = SETTLED_MS + world.choices.integer('claims', 'submission', 0, POLL_MS - 1);
    const isOpen = (): boolean => this.#isOpen;
    this.#tally = new Tally(() => this.#isOpen || this.#isOver);
    this.#provider = new Provider(world, conditions.bootMs, (worker) => addWorker(world, conditions, worker, this.#started));
    world.network.setLatency(NETWORKS[conditions.network]);
    const redis = addRedis(world, { name: 'redis', port: 6379, server: { order: ORDERS[conditions.listing] } });
    this.#meter = new RedisMeter(redis.keyspace, {
      isGateway: (client) => client.startsWith('gateway-'),
      isOpen,
      onPlacement: (id, worker) => this.#placed(id, worker),
      onFailure: (id) => this.#gaveUp(id),
    });
    redis.observe({ onCommit: (step) => this.#meter.commit(step) });
    world.onMessage(({ from, to, phase }) => {
      if (this.#isOpen && phase === 'sent' && to === 'redis' && from.startsWith('gateway-')) this.#messages += 1;
    });
    this.#addHosts();
  }

  /** What was measured, once the world has ended. */
  figures(): Figures {
    const { containers } = this.#conditions;
    const placed = [...this.#placements.values()];
    const times = placed.map(({ atMs }) => atMs - this.#submitAtMs);
    const { commands, workerReads, queuePushes, capacityUpdates, capacityLocks, granted, refused, workersBelowZero } = this.#meter;
    return {
      placed: placed.length,
      placedTwice: placed.filter((placement) => placement.times > 1).length,
      startedTwice: [...this.#starts.values()].filter((count) => count > 1).length,
      totalMs: placed.length === containers ? round(Math.max(...times)) : null,
      meanMs: round(times.reduce((sum, time) => sum + time, 0) / Math.max(1, times.length)),
      commands,
      workerReads,
      queuePushes,
      messages: this.#messages,
      capacityUpdates,
      granted,
      refused,
      capacityLocks,
      distribution: this.#distribution(),
      counters: this.#tally.counters,
      sums: this.#tally.sums,
      workersAsked: this.#provider.asked,
      workersBelowZero: workersBelowZero.size,
      failed: this.#failed.size,
    };
  }

  readonly #started = (id: string): void => {
    this.#starts.set(id, (this.#starts.get(id) ?? 0) + 1);
  };

  #addHosts(): void {
    const { containers, canProvision, fleet } = this.#conditions;
    addGateways(this.#world, this.#conditions, this.#tally, canProvision ? [poolOf(this.#provider, fleet)] : []);
    addWorkers(this.#world, this.#conditions, this.#started);
    addClient(this.#world, 'client-1', this.#conditions, this.#submitAtMs, (client) => {
      this.#isOpen = true;
      for (let number = 1; number <= containers; number += 1) void client.submit(requestOf(this.#conditions, number));
    });
  }

  #placed(id: string, worker: string): void {
    const known = this.#placements.get(id);
    if (known !== undefined) {
      known.times += 1;
      return;
    }
    this.#placements.set(id, { atMs: this.#world.nowMs, worker, times: 1 });
    this.#settle();
  }

  #gaveUp(id: string): void {
    this.#failed.add(id);
    this.#settle();
  }

  /** Nothing more is expected when every container has a place or was given up. */
  #settle(): void {
    const settled = new Set([...this.#placements.keys(), ...this.#failed]);
    if (settled.size < this.#conditions.containers || !this.#isOpen) return;
    this.#isOpen = false;
    this.#isOver = true;
    this.#world.at(this.#world.nowMs + this.#conditions.aftermathMs, 'nothing more is expected', () => this.#world.finish());
  }

  #distribution(): readonly number[] {
    const { workers } = this.#conditions.fleet;
    const counts = new Map<string, number>(Array.from({ length: workers }, (_, index) => [workerName(index), 0]));
    for (const { worker } of this.#placements.values()) {
      const count = counts.get(worker);
      if (count !== undefined) counts.set(worker, count + 1);
    }
    return [...counts.values()].sort((left, right) => right - left);
  }
}

/** To the microsecond, which is the resolution of a world's clock. */
const round = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1000;
