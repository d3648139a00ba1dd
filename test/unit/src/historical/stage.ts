/** The parts of one historical preset around ioredis-mock: one gateway, a client, workers, and meters that can be read. */
import RedisMock from 'ioredis-mock';
import type { Redis } from 'ioredis';
import {
  presets,
  workerLockKey,
  workerStateKey,
  type ContainerRequest,
  type CounterName,
  type GaugeName,
  type PresetName,
  type SchedulerEvent,
  type Timings,
  type WorkerPool,
  type WorkerRecord,
} from '../../../../src/index.ts';
import type { PartContext, TakenRequest, WorkerIdentity } from '../../../../src/parts/index.ts';
import type { Preset } from '../../../../src/presets/index.ts';
import type { Link, RedisScript } from '../../../../src/redis/index.ts';
import { encodeRequest } from '../../../../src/request.ts';
import { identity, request } from '../crew.ts';

/** The client of the stage before; only one is open at a time. */
let last: Redis | undefined;

/** One gateway's process on an empty Redis. */
export class HistoricalStage {
  readonly client: Redis = new RedisMock();
  readonly preset: Preset;
  readonly context: PartContext;
  readonly counters: Map<CounterName, number> = new Map();
  readonly gauges: Map<GaugeName, number> = new Map();
  readonly events: SchedulerEvent[] = [];

  constructor(name: PresetName, timings: Partial<Timings> = {}, pools: readonly WorkerPool[] = []) {
    last?.disconnect();
    last = this.client;
    this.preset = presets[name];
    const run = (script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> =>
      this.client.eval(script.lua, script.numberOfKeys, ...keys, ...values);
    const link: Link = { client: this.client, closed: false, run, insist: run };
    const bare = {
      link,
      timings: { ...this.preset.timings, lockRetryMs: 1, retryBackoffMs: 1, ...timings },
      actorId: 'gateway-1',
      emit: (event: SchedulerEvent): void => void this.events.push(event),
      metrics: {
        count: (name: CounterName, by = 1): void => void this.counters.set(name, this.counted(name) + by),
        set: (name: GaugeName, value: number): void => void this.gauges.set(name, value),
        observe: (): void => undefined,
      },
    };
    this.context = { ...bare, lock: this.preset.lock(bare), pools };
  }

  /** Every test begins with nothing: ioredis-mock shares its data between clients. */
  async empty(): Promise<this> {
    await this.client.flushall();
    return this;
  }

  counted(name: CounterName): number {
    return this.counters.get(name) ?? 0;
  }

  async register(id: string, overrides: Partial<WorkerIdentity> = {}): Promise<void> {
    await this.preset.membership(this.context).register(identity('', { id, ...overrides }));
  }

  /** Submits and pops one container. */
  async taken(id: string, overrides: Partial<ContainerRequest> = {}): Promise<TakenRequest> {
    const wanted = request(id, overrides);
    await this.preset.submit(this.context).submit(wanted, encodeRequest(wanted));
    const { requests } = await presets.baseline.intake(this.context).take();
    const [one] = requests;
    if (!one) throw new Error('nothing taken');
    return one;
  }

  async submit(...ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.preset.submit(this.context).submit(request(id), encodeRequest(request(id)));
  }

  /** The worker as Redis has it. */
  async worker(id: string): Promise<WorkerRecord> {
    const found = (await presets.affinity.snapshot({ ...this.context, metrics: noCounting }).read()).find((worker) => worker.id === id);
    if (!found) throw new Error(`no worker ${id}`);
    return found;
  }

  /** Somebody else changes the worker, so that what was read of it is old. */
  async touch(id: string): Promise<void> {
    await this.client.hincrby(workerStateKey(id), 'resource_version', 1);
  }

  /** Somebody else holds the worker's lock. */
  async hold(id: string): Promise<void> {
    await this.client.set(workerLockKey(id), 'somebody');
  }
}

const noCounting = { count: (): void => undefined, set: (): void => undefined, observe: (): void => undefined };

/** A pool of workers of 2000 m and 2000 MiB that tells what it was asked for, or refuses. */
export function poolOf(
  asked: { workerId: string; cpuMillicores: number; containerIds: readonly string[] }[],
  overrides: Partial<WorkerPool> = {},
): WorkerPool {
  return {
    name: 'default',
    workerSize: { cpuMillicores: 2_000, memoryMib: 2_000, gpuCount: 0 },
    workersMax: 1,
    controller: {
      start: async ({ workerId, resources, containerIds }) =>
        void asked.push({ workerId, cpuMillicores: resources.cpuMillicores, containerIds }),
    },
    ...overrides,
  };
}

/** A pool without machines. */
export const emptyPool: WorkerPool = {
  ...poolOf([]),
  name: 'empty',
  controller: { start: () => Promise.reject(new Error('no machines')) },
};
