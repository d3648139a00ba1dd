/**
 * A preset as it is, with a stopwatch and a counter around each of its gateway's parts. Commands are counted where ioredis sends them, so a
 * part cannot forget to count one; who waits for whom is read off the same place.
 */
import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { CounterName, Metrics, Preset } from '../../src/index.ts';
import type {
  CommitterPart,
  FailurePart,
  IntakePart,
  LockPart,
  PartContext,
  PartMaker,
  PlannerPart,
  SnapshotPart,
} from '../../src/parts/index.ts';
import * as scripts from '../../src/scripts/index.ts';
import type { GatewayReport } from './messages.ts';

type Sent = { readonly name: string; readonly args: readonly unknown[]; readonly promise: Promise<unknown> };

/** SHA-1 of each script as the link sends it, and its name. */
const SCRIPT_NAMES: ReadonlyMap<string, string> = new Map(
  Object.values(scripts).flatMap((script): [string, string][] => {
    if (!('lua' in script)) return [];
    return [[createHash('sha1').update(`-- ${script.name}\n${script.lua}`).digest('hex'), script.name]];
  }),
);

/** Texts of all scripts, to be loaded before anything is measured: a Redis that is in use knows them. */
export const SCRIPT_TEXTS: readonly string[] = Object.values(scripts).flatMap((script) =>
  'lua' in script ? [`-- ${script.name}\n${script.lua}`] : [],
);

/** Counts of one gateway. */
export class Observer {
  readonly metrics: Metrics;
  /** Told after every commit and failure how many are placed or given up so far. */
  readonly #onSettled: (count: number) => void;
  readonly #placed: [number, number][] = [];
  readonly #commands: Record<string, number> = {};
  readonly #counters: Partial<Record<CounterName, number>> = {};
  readonly #sums = { refused: 0, failed: 0, commits: 0, snapshots: 0, planningMs: 0, commitMs: 0, locks: 0, lockRefusals: 0 };
  #cpuBegan = process.cpuUsage();
  #cpuMs = 0;
  #placedCount = 0;
  #depth = 0;
  #roundTrips = 0;
  #hooked: Redis | null = null;

  constructor(onSettled: (count: number) => void) {
    this.#onSettled = onSettled;
    const counters = this.#counters;
    this.metrics = {
      count: (name, by = 1) => void (counters[name] = (counters[name] ?? 0) + by),
      set: () => undefined,
      observe: () => undefined,
    };
  }

  /**
   * The same preset, observed. Parts may be objects of classes, whose methods a spread does not see: each method is passed on by name, and
   * `Required` refuses a wrapper that forgets one of its contract.
   */
  watch(preset: Preset): Preset {
    return {
      ...preset,
      intake: this.#hooking(preset.intake, (part): Required<IntakePart> => ({
        take: async (atMost) => {
          this.#depth = 0;
          if (this.#placedCount === 0) this.#cpuBegan = process.cpuUsage();
          return part.take(atMost);
        },
      })),
      snapshot: this.#hooking(preset.snapshot, (part): Required<SnapshotPart> => ({
        read: () => {
          this.#sums.snapshots += 1;
          return part.read();
        },
        invalidate: (workerIds) => part.invalidate?.(workerIds),
      })),
      planner: (context) => this.#planner(preset.planner(context)),
      committer: this.#hooking(preset.committer, (part) => this.#committer(part)),
      failure: this.#hooking(preset.failure, (part): Required<FailurePart> => ({
        fail: async (taken, reason) => {
          await part.fail(taken, reason);
          this.#sums.failed += taken.length;
          this.#onSettled(this.#placedCount + this.#sums.failed);
        },
      })),
      lock: (context) => this.#lock(preset.lock(context)),
    };
  }

  report(): GatewayReport {
    const counts = { placed: this.#placed, counters: this.#counters, commands: this.#commands, roundTrips: this.#roundTrips };
    return { ...counts, ...this.#sums, cpuMs: this.#cpuMs };
  }

  #planner(part: PlannerPart): Required<PlannerPart> {
    return {
      plan: (requests, workers) => {
        const began = performance.now();
        const plan = part.plan(requests, workers);
        this.#sums.planningMs += performance.now() - began;
        return plan;
      },
    };
  }

  #committer(part: CommitterPart): Required<CommitterPart> {
    return {
      commit: async (placement) => {
        const began = performance.now();
        const results = await part.commit(placement);
        this.#sums.commitMs += performance.now() - began;
        this.#sums.commits += 1;
        const placed = results.filter(({ outcome }) => outcome === 'committed').length;
        this.#sums.refused += results.length - placed;
        this.#place(placed);
        return results;
      },
    };
  }

  #lock(part: LockPart): Required<LockPart> {
    return {
      acquire: async (key, retries) => {
        const handle = await part.acquire(key, retries);
        this.#sums[handle ? 'locks' : 'lockRefusals'] += 1;
        return handle;
      },
      release: (handle) => part.release(handle),
    };
  }

  #place(count: number): void {
    if (count === 0) return;
    this.#placedCount += count;
    this.#roundTrips = Math.max(this.#roundTrips, this.#depth);
    const { user, system } = process.cpuUsage(this.#cpuBegan);
    this.#cpuMs = (user + system) / 1_000;
    this.#placed.push([performance.timeOrigin + performance.now(), count]);
    this.#onSettled(this.#placedCount + this.#sums.failed);
  }

  #hooking<Part>(maker: PartMaker<Part>, observe: (part: Part) => Part): PartMaker<Part> {
    return (context: PartContext) => {
      this.#hook(context.link.client);
      return observe(maker(context));
    };
  }

  /** A command that is sent while nothing has answered since another was sent is beside that one, not behind it. */
  #hook(client: Redis): void {
    if (this.#hooked === client) return;
    this.#hooked = client;
    const send = client.sendCommand.bind(client);
    client.sendCommand = (command, ...rest) => {
      const { name, args, promise } = command as unknown as Sent;
      const called = name === 'evalsha' ? (SCRIPT_NAMES.get(String(args[0])) ?? 'evalsha') : name;
      this.#commands[called] = (this.#commands[called] ?? 0) + 1;
      const depth = this.#depth + 1;
      const answered = (): void => {
        this.#depth = Math.max(this.#depth, depth);
      };
      promise.then(answered, answered);
      return send(command, ...rest);
    };
  }
}
