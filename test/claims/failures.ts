/**
 * The three failure scenarios of document 003, each as a measured world: two gateways and one container that is submitted twice, a gateway
 * that dies with a lock in its hands, and a gateway that is cut off with requests in its hands.
 */
import { addRedis, type KeyspaceCommit, type KeyspaceView } from '../../sim/redis/index.ts';
import type { World } from '../../sim/world/index.ts';
import { BACKLOG_KEY, KEY_PREFIXES, noMetrics, type PresetName } from '../../src/index.ts';
import { KeyspaceDecoder, type Change } from '../../properties/evidence/index.ts';
import { addClient, addGateways, addWorkers, requestOf } from './cast.ts';
import { NETWORKS, STANDARD, type Conditions } from './conditions.ts';
import { runMeasured } from './measure.ts';

const SUBMIT_AT_MS = 300;

/** What the keyspace told of one scenario. */
class Watched {
  readonly world: World;
  readonly keyspace: KeyspaceView;
  /** Moments at which a container came into a worker's queue, by id. */
  readonly placedAtMs: Map<string, number[]> = new Map();
  readonly starts: Map<string, number> = new Map();
  readonly #listeners: ((step: KeyspaceCommit, changes: readonly Change[]) => void)[] = [];

  constructor(world: World, conditions: Conditions) {
    this.world = world;
    world.network.setLatency(NETWORKS[conditions.network]);
    const redis = addRedis(world, { name: 'redis', port: 6379, server: { order: 'insertion' } });
    this.keyspace = redis.keyspace;
    const decoder = new KeyspaceDecoder(redis.keyspace);
    redis.observe({
      onCommit: (step) => {
        const changes: Change[] = [];
        decoder.decode(step.writes, changes);
        for (const change of changes) {
          if (change.kind === 'queue' && change.after > change.before) this.#placed(change.id);
        }
        for (const listener of this.#listeners) listener(step, changes);
      },
    });
    addGateways(world, conditions, noMetrics, []);
    addWorkers(world, conditions, (id) => this.starts.set(id, (this.starts.get(id) ?? 0) + 1));
  }

  on(listener: (step: KeyspaceCommit, changes: readonly Change[]) => void): void {
    this.#listeners.push(listener);
  }

  #placed(id: string): void {
    const times = this.placedAtMs.get(id) ?? [];
    times.push(this.world.nowMs);
    this.placedAtMs.set(id, times);
  }
}

const pair = (preset: PresetName, workers: number): Conditions => ({
  ...STANDARD,
  preset,
  gateways: 2,
  fleet: { workers, slots: 100 },
  canProvision: false,
  // The other 98 loops of document 003 would only ask an empty backlog.
  ...(preset === 'burst' ? { timings: { schedulerLoops: 2 } } : {}),
});

/** The first user is this much farther away than the second, who submits at some moment of the first one's submission. */
const FAR_MICROS = 10_000;
const LATE_MS_MAX = 80;

/** One world in which two users submit the same container at almost the same time. */
export interface SameContainer {
  readonly placements: number;
  readonly starts: number;
}

/** Scenario 1. */
export async function sameContainerTwice(preset: PresetName, seed: string): Promise<SameContainer> {
  const conditions = pair(preset, 20);
  const watched = await runMeasured(seed, (world) => {
    const watching = new Watched(world, conditions);
    const { minimumMicros, maximumMicros } = NETWORKS[conditions.network];
    world.network.setLinkLatency('client-1', 'redis', {
      minimumMicros: minimumMicros + FAR_MICROS,
      maximumMicros: maximumMicros + FAR_MICROS,
    });
    const lateMs = world.choices.integer('claims', 'late', 0, LATE_MS_MAX);
    for (const [name, atMs] of [
      ['client-1', SUBMIT_AT_MS],
      ['client-2', SUBMIT_AT_MS + lateMs],
    ] as const) {
      addClient(world, name, conditions, atMs, (client) => {
        // Whoever does not know the outcome submits again, as users do.
        client.submit(requestOf(conditions, 1)).catch(() => setTimeout(() => void client.submit(requestOf(conditions, 1)), 200));
      });
    }
    world.at(4_000, 'nothing more is expected', () => world.finish());
    return watching;
  });
  return { placements: watched.placedAtMs.get('c1')?.length ?? 0, starts: watched.starts.get('c1') ?? 0 };
}

/** One world in which a gateway dies right after it obtained the lock of the only worker. */
export interface CrashedHolder {
  /** Until another gateway obtained the same lock; null when no lock was ever taken, or nobody obtained it again. */
  readonly lockFreeAfterMs: number | null;
  /** Until the container that the dead gateway had in its hands got a place; null when it never did. */
  readonly orphanPlacedAfterMs: number | null;
  /** Until a container that was submitted right after the crash got a place. */
  readonly nextPlacedAfterMs: number | null;
}

/** Scenario 2. A design without worker locks loses its gateway right after it took the request. */
export async function crashWithLock(preset: PresetName, seed: string): Promise<CrashedHolder> {
  const conditions = pair(preset, 1);
  let crashedAtMs = 0;
  let lockFreeAtMs: number | null = null;
  const watched = await runMeasured(seed, (world) => {
    let lock: string | null = null;
    crashedAtMs = 0;
    lockFreeAtMs = null;
    const watching = new Watched(world, conditions);
    watching.on((step, changes) => {
      if (step.client === null || !step.client.startsWith('gateway-')) return;
      const taken = lockTaken(step);
      if (crashedAtMs > 0) {
        if (taken !== null && taken === lock && lockFreeAtMs === null) lockFreeAtMs = world.nowMs;
        return;
      }
      const hasRequest = world.nowMs > SUBMIT_AT_MS && watching.keyspace.sortedSetSize(BACKLOG_KEY) === 0;
      const tookLease = changes.some((change) => change.kind === 'lease' && change.after);
      if (!(hasRequest && taken !== null) && !tookLease) return;
      crashedAtMs = world.nowMs;
      lock = taken;
      world
        .hosts()
        .find(({ name }) => name === step.client)
        ?.crash();
    });
    addClient(world, 'client-1', conditions, SUBMIT_AT_MS, (client) => {
      void client.submit(requestOf(conditions, 1));
      setTimeout(() => void client.submit(requestOf(conditions, 2)), 50);
    });
    return watching;
  });
  const after = (id: string): number | null => {
    const atMs = watched.placedAtMs.get(id)?.[0];
    return atMs === undefined ? null : atMs - crashedAtMs;
  };
  const freeAtMs: number | null = lockFreeAtMs;
  return {
    lockFreeAfterMs: freeAtMs === null ? null : freeAtMs - crashedAtMs,
    orphanPlacedAfterMs: after('c1'),
    nextPlacedAfterMs: after('c2'),
  };
}

function lockTaken({ command, args, writes }: KeyspaceCommit): string | null {
  const [key = ''] = args;
  return command === 'SET' && args.includes('NX') && key.startsWith(KEY_PREFIXES.workerLock) && writes.includes(key) ? key : null;
}

/** One world in which a gateway is cut off from Redis for 30 s, right after the requests that it took have reached it. */
export interface CutOff {
  /** Requests that it had in its hands. */
  readonly held: number;
  /** Of these, how many Redis knew as waiting or placed 5 s later, while the gateway was still cut off, and 20 s later. */
  readonly knownAfter5s: number;
  readonly knownAfter20s: number;
  /** Of these, how many were placed in the end. */
  readonly placed: number;
}

const CUT_MS = 30_000;
/** A reply has arrived by then, and the next one has not. */
const REPLY_MS = 0.45;

/** Scenario 3; `dies` also kills the gateway while it is cut off. The gateway is the first that takes requests. */
export async function partition(preset: PresetName, seed: string, dies: boolean): Promise<CutOff> {
  const conditions = pair(preset, 20);
  const watched = await runMeasured(seed, (world) => new CutOffWorld(world, conditions, dies));
  return watched.result();
}

class CutOffWorld {
  readonly #watched: Watched;
  readonly #dies: boolean;
  readonly #waiting = new Set<string>();
  readonly #held = new Set<string>();
  readonly #known: number[] = [];
  #victim: string | null = null;
  #isCut = false;

  constructor(world: World, conditions: Conditions, dies: boolean) {
    this.#dies = dies;
    this.#watched = new Watched(world, conditions);
    this.#watched.on(({ client }, changes) => {
      for (const change of changes) if (change.kind === 'backlog') this.#backlog(client, change);
    });
    addClient(world, 'client-1', conditions, SUBMIT_AT_MS, (client) => {
      for (let number = 1; number <= conditions.containers; number += 1) void client.submit(requestOf(conditions, number));
    });
  }

  result(): CutOff {
    const [knownAfter5s = 0, knownAfter20s = 0] = this.#known;
    return { held: this.#held.size, knownAfter5s, knownAfter20s, placed: this.#placedOf() };
  }

  #backlog(client: string | null, { id, before, after }: Extract<Change, { kind: 'backlog' }>): void {
    this.#waiting[after > 0 ? 'add' : 'delete'](id);
    if (client === null || !client.startsWith('gateway-') || after >= before || this.#isCut) return;
    if (this.#victim === null) {
      this.#victim = client;
      this.#plan(client);
    }
    if (client === this.#victim) this.#held.add(id);
  }

  #plan(victim: string): void {
    const { world } = this.#watched;
    const now = world.nowMs;
    world.at(now + REPLY_MS, `${victim} is cut off`, () => {
      this.#isCut = true;
      for (const id of this.#held) if (this.#watched.placedAtMs.has(id)) this.#held.delete(id);
      world.network.partition(victim, 'redis');
    });
    for (const afterMs of [5_000, 20_000]) world.at(now + afterMs, 'what does Redis know?', () => this.#known.push(this.#knownOf()));
    if (this.#dies)
      world.at(now + CUT_MS / 2, `${victim} dies`, () =>
        world
          .hosts()
          .find(({ name }) => name === victim)
          ?.crash(),
      );
    world.at(now + CUT_MS, 'the partition ends', () => world.network.heal(victim, 'redis'));
  }

  #placedOf(): number {
    return [...this.#held].filter((id) => this.#watched.placedAtMs.has(id)).length;
  }

  #knownOf(): number {
    return [...this.#held].filter((id) => this.#waiting.has(id) || this.#watched.placedAtMs.has(id)).length;
  }
}
