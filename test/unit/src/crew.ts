/** The parts of `leased` around one Redis, with short names, so that a test reads as a story. */
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { expect } from 'vitest';
import {
  DEFAULT_TIMINGS,
  noMetrics,
  presets,
  type ContainerRequest,
  type SubmitResult,
  type Timings,
  type Unsatisfiable,
  type WorkerRecord,
} from '../../../src/index.ts';
import type {
  AdministrationPart,
  CommitterPart,
  DeliveredContainer,
  DeliveryPart,
  ExecutionPart,
  FailurePart,
  IntakePart,
  ListingPart,
  MembershipPart,
  PartContext,
  Placement,
  ReaperPart,
  ReleasePart,
  RetryPart,
  SnapshotPart,
  StatusPart,
  StopPart,
  SubmitPart,
  TakenRequest,
  WorkerIdentity,
} from '../../../src/parts/index.ts';
import type { Link, RedisScript } from '../../../src/redis/index.ts';
import { encodeRequest } from '../../../src/request.ts';
import type { ScriptRedis } from './script-redis.ts';

/** Durations that a test can sit out. */
export const TIMINGS: Timings = {
  ...DEFAULT_TIMINGS,
  leaseTtlMs: 60,
  workerTtlMs: 80,
  lockTtlMs: 40,
  retryBackoffMs: 0,
  sweepMs: 1_000_000,
};

/** A link on a test Redis. `sends` says how often each script arrives: twice is what a lost reply makes of it. */
export function testLink(redis: ScriptRedis, sends: 1 | 2): Link {
  const run = async (script: RedisScript, keys: readonly string[], values: readonly (string | number)[]): Promise<unknown> => {
    const first = await redis.run(script, keys, values);
    return sends === 1 ? first : redis.run(script, keys, values);
  };
  // Of the client, the parts of `leased` only listen to `ready`.
  return { client: new EventEmitter() as unknown as Redis, closed: false, run, insist: run };
}

/** The parts of `leased` in one pair of hands: a gateway, a client and a worker. */
export class Crew {
  readonly context: PartContext;
  readonly failure: FailurePart;
  readonly stop: StopPart;
  readonly status: StatusPart;
  readonly intake: IntakePart;
  readonly snapshot: SnapshotPart;
  readonly retry: RetryPart;
  readonly reaper: ReaperPart;
  readonly membership: MembershipPart;
  readonly delivery: DeliveryPart;
  readonly execution: ExecutionPart;
  readonly release: ReleasePart;
  readonly administration: AdministrationPart;
  readonly listing: ListingPart;
  readonly #submit: SubmitPart;
  readonly #committer: CommitterPart;

  constructor(redis: ScriptRedis, sends: 1 | 2 = 1, actorId: string = 'gateway-1', timings: Partial<Timings> = {}) {
    const preset = presets.leased;
    const bare = {
      link: testLink(redis, sends),
      timings: { ...TIMINGS, ...timings },
      actorId,
      emit: (): void => undefined,
      metrics: noMetrics,
    };
    this.context = { ...bare, lock: preset.lock(bare), pools: [] };
    this.failure = preset.failure(this.context);
    this.stop = preset.stop(this.context);
    this.status = preset.status(this.context);
    this.intake = preset.intake(this.context);
    this.snapshot = preset.snapshot(this.context);
    this.retry = preset.retry(this.context, this.failure);
    this.reaper = preset.reaper(this.context);
    this.membership = preset.membership(this.context);
    this.delivery = preset.delivery(this.context);
    this.execution = preset.execution(this.context);
    this.release = preset.release(this.context);
    this.administration = preset.administration(this.context);
    if (!preset.listing) throw new Error('leased lists its containers');
    this.listing = preset.listing(this.context);
    this.#submit = preset.submit(this.context);
    this.#committer = preset.committer(this.context);
  }

  submit(container: ContainerRequest, unsatisfiable?: Unsatisfiable): Promise<SubmitResult> {
    return this.#submit.submit(container, encodeRequest(container), unsatisfiable);
  }

  async take(): Promise<readonly TakenRequest[]> {
    return (await this.intake.take()).requests;
  }

  /** Outcomes in the order of the requests. */
  async place(placement: Placement): Promise<string[]> {
    return (await this.#committer.commit(placement)).map(({ outcome }) => outcome);
  }
}

/** A CPU-only request of 1000 m and 100 MiB. */
export function request(id: string, overrides: Partial<ContainerRequest> = {}): ContainerRequest {
  return { id, cpuMillicores: 1_000, memoryMib: 100, gpuCount: 0, gpuTypes: [], ...overrides };
}

/** A worker with 2000 m and 1000 MiB. */
export function identity(incarnation: string, overrides: Partial<WorkerIdentity> = {}): WorkerIdentity {
  const resources = { cpuMillicores: 2_000, memoryMib: 1_000, gpuCount: 0 };
  return {
    id: 'worker-1',
    incarnation,
    resources,
    poolName: 'default',
    poolSelector: 'default',
    requiresPoolSelector: false,
    isPreemptable: false,
    priority: 0,
    ...overrides,
  };
}

/** The one item of a list that must have one. */
export async function only<Item>(items: Promise<readonly Item[] | null>): Promise<Item> {
  const list = await items;
  expect(list).toHaveLength(1);
  const [item] = list ?? [];
  if (item === undefined) throw new Error('nothing there');
  return item;
}

/** The one worker record, as a snapshot reads it. */
export async function record(one: Crew): Promise<WorkerRecord> {
  return only(one.snapshot.read());
}

/** Submits one container and leases it. */
export async function taken(one: Crew, id: string): Promise<TakenRequest> {
  await one.submit(request(id));
  return only(one.take());
}

/** Brings one container onto the worker's machine. */
export async function acknowledged(one: Crew, id: string, worker: WorkerIdentity = identity('life-1')): Promise<DeliveredContainer> {
  await one.membership.register(worker);
  const requested = await taken(one, id);
  expect(await one.place({ worker: await record(one), requests: [requested] })).toEqual(['committed']);
  const delivered = await only(one.delivery.reserve(worker));
  expect(await one.delivery.acknowledge(worker, delivered)).toBe('start');
  return delivered;
}
