/** The clients of a soak: submit at the planned moments until Redis answers, and ask for outcomes until there are some. */
import { setTimeout as pause } from 'node:timers/promises';
import {
  createClient,
  RedisUnavailableError,
  type ContainerOutcome,
  type ContainerStatus,
  type PresetName,
  type SchedulerClient,
} from '../../src/index.ts';
import { containerCommand } from './life-log.ts';
import type { PlannedContainer } from './plan.ts';
import { SOAK_TIMINGS } from './timings.ts';

const ASK_AGAIN_MS = 100;
const WATCH_EVERY_MS = 500;
const ASKED_AT_ONCE = 500;

/** Submits, watches, remembers what it was told. */
export class Customers {
  readonly accepted: PlannedContainer[] = [];
  readonly outcomes: Map<string, ContainerOutcome> = new Map();
  readonly refusals: string[] = [];
  readonly client: SchedulerClient;
  readonly #waiting = new Map<string, PlannedContainer>();
  readonly #open = new Map<string, PlannedContainer>();
  #lastNews = performance.now();

  constructor(redis: string, preset: PresetName, outcomeTtlMs: number) {
    this.client = createClient({ redis, preset, timings: { ...SOAK_TIMINGS, clientTimeoutMs: 5_000, outcomeTtlMs } });
  }

  /** Submits each at its moment; resolves when the last was sent, not when it was answered. */
  async submitAll(containers: readonly PlannedContainer[], signal: AbortSignal): Promise<void> {
    const began = performance.now();
    for (const container of containers) {
      const waitMs = container.atMs - (performance.now() - began);
      if (waitMs > 0) await pause(waitMs, undefined, { signal });
      this.#waiting.set(container.id, container);
      void this.#submit(container, signal);
    }
  }

  async #submit(container: PlannedContainer, signal: AbortSignal): Promise<void> {
    const { id, cpuMillicores, memoryMib, sleepMs } = container;
    const request = { id, cpuMillicores, memoryMib, gpuCount: 0, gpuTypes: [], command: containerCommand(sleepMs) };
    while (!signal.aborted) {
      try {
        await this.client.submit(request);
        this.#waiting.delete(id);
        this.accepted.push(container);
        this.#open.set(id, container);
        return;
      } catch (error) {
        const isBusy =
          error instanceof RedisUnavailableError || (error instanceof Error && 'code' in error && error.code === 'REDIS_UNAVAILABLE');
        if (!isBusy) {
          this.#waiting.delete(id);
          this.refusals.push(`${id} was refused: ${String(error)}`);
          return;
        }
        await pause(ASK_AGAIN_MS);
      }
    }
  }

  /** Ids that no answer came for. */
  get unanswered(): readonly string[] {
    return [...this.#waiting.keys()];
  }

  /** Asks for outcomes again and again until it is told to end. */
  async watch(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look();
      await pause(WATCH_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Resolves when all have ended, or when nothing was heard for so long. */
  async settled(quietMs: number, signal: AbortSignal): Promise<void> {
    this.#lastNews = performance.now();
    while (this.#open.size + this.#waiting.size > 0 && performance.now() - this.#lastNews < quietMs)
      await pause(ASK_AGAIN_MS, undefined, { signal });
  }

  /** What clients are told of every accepted container now. */
  async finalStatuses(): Promise<Map<string, ContainerStatus>> {
    const statuses = new Map<string, ContainerStatus>();
    for (const [id, status] of await this.#ask(this.accepted.map(({ id }) => id))) if (status) statuses.set(id, status);
    return statuses;
  }

  async #look(): Promise<void> {
    for (const [id, status] of await this.#ask([...this.#open.keys()])) {
      if (status?.state !== 'ENDED') continue;
      this.outcomes.set(id, status.outcome);
      this.#open.delete(id);
      this.#lastNews = performance.now();
    }
  }

  /** Null where Redis gave no answer. */
  async #ask(ids: readonly string[]): Promise<[string, ContainerStatus | null][]> {
    const answers: [string, ContainerStatus | null][] = [];
    for (let at = 0; at < ids.length; at += ASKED_AT_ONCE) {
      const asked = ids.slice(at, at + ASKED_AT_ONCE);
      const statuses = await Promise.all(asked.map((id) => this.client.status(id).catch(() => null)));
      answers.push(...asked.map((id, index): [string, ContainerStatus | null] => [id, statuses[index] ?? null]));
    }
    return answers;
  }
}
