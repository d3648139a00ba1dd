/** What a gateway measures of one batch, from the moment that it was taken. */
import type { Metrics } from '../metrics.ts';
import type { WorkerRecord } from '../model.ts';
import { countOutcome, type CommitResult, type TakenRequest } from '../parts/index.ts';

/** Stop watches and counters of one batch. */
export class BatchMeter {
  readonly #metrics: Metrics;
  readonly #takenAt = performance.now();
  readonly #reused = new Set<string>();
  #planningMs = 0;
  #commitMs = 0;

  constructor(metrics: Metrics, batch: readonly TakenRequest[]) {
    this.#metrics = metrics;
    metrics.observe('batch_size', batch.length);
  }

  /** Times the half of a batch that looks at the workers and plans. */
  async planning<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#planningMs += performance.now() - startedAt;
    }
  }

  /** Times the half of a batch that commits. */
  async committing<Result>(work: () => Promise<Result>): Promise<Result> {
    const startedAt = performance.now();
    try {
      return await work();
    } finally {
      this.#commitMs += performance.now() - startedAt;
    }
  }

  /** Counts what became of requests that were sent to a worker; `asked` when it was asked for just now. */
  answered(workerId: string, results: readonly CommitResult[], worker: 'known' | 'asked'): void {
    for (const result of results) {
      countOutcome(this.#metrics, result);
      const { taken, outcome, isLost = false } = result;
      if (outcome !== 'committed' || isLost) continue;
      this.#metrics.observe('schedule_latency_ms', taken.ageMs + performance.now() - this.#takenAt);
      if (worker === 'asked') continue;
      if (!this.#reused.has(workerId)) this.#metrics.count('workers_reused');
      this.#reused.add(workerId);
    }
  }

  /** The workers as the batch saw them. */
  saw(workers: readonly WorkerRecord[]): void {
    let total = 0;
    let free = 0;
    for (const worker of workers) {
      if (worker.status !== 'available') continue;
      total += worker.total.cpuMillicores;
      free += worker.free.cpuMillicores;
    }
    this.#metrics.set('capacity_utilisation', total > 0 ? 1 - free / total : 0);
  }

  /** All of the batch is settled. */
  settled(): void {
    this.#metrics.observe('batch_planning_ms', this.#planningMs);
    this.#metrics.observe('batch_commit_ms', this.#commitMs);
    this.#metrics.observe('batch_processing_ms', performance.now() - this.#takenAt);
  }
}
