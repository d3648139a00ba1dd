/**
 * How much a gateway does at once: a fixed number of requests, none, or so many for each available worker, which document 003 recommends as
 * its next step (“Target: 3-5x workers as concurrency limit”).
 */
import type { Metrics } from '../metrics.ts';
import type { WorkerRecord } from '../model.ts';
import type { Timings } from '../timings.ts';
import { Limiter } from './limiter.ts';

/** The limit of one gateway. */
export class Concurrency extends Limiter {
  readonly #factor: number;
  readonly #metrics: Metrics;

  /** Until the workers are known, an adaptive limit begins at the fixed one. */
  constructor({ maxConcurrentScheduling, adaptiveConcurrency }: Timings, metrics: Metrics) {
    super(maxConcurrentScheduling > 0 ? maxConcurrentScheduling : Number.POSITIVE_INFINITY);
    this.#factor = adaptiveConcurrency;
    this.#metrics = metrics;
    if (maxConcurrentScheduling > 0) metrics.set('concurrency_limit', maxConcurrentScheduling);
  }

  /** Moves the limit with the fleet; at least one request is worked on. */
  adapt(workers: readonly WorkerRecord[]): void {
    if (this.#factor === 0) return;
    const available = workers.filter(({ status }) => status === 'available').length;
    const limit = Math.max(1, Math.round(this.#factor * available));
    this.resize(limit);
    this.#metrics.set('concurrency_limit', limit);
  }
}
