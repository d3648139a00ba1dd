/**
 * One life of a worker between registration and death. It is valid for as long as Redis cannot have declared it dead: from the moment
 * before the last successful renewal was sent, for the TTL less a margin, by the worker's own monotonic clock.
 */
import type { WorkerIdentity } from '../parts/index.ts';

/** Why a life ended. */
export type EndReason = 'worker_fenced' | 'worker_replaced' | 'closed';

/** Validity and end of one incarnation. */
export class Incarnation {
  readonly identity: WorkerIdentity;
  /** Resolves when this life is over. */
  readonly over: Promise<EndReason>;
  #validUntil: number;
  #end: (reason: EndReason) => void = () => undefined;
  #ended = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `validUntil` in milliseconds of `performance.now()`; infinite for a worker that is not fenced. */
  constructor(identity: WorkerIdentity, validUntil: number) {
    this.identity = identity;
    this.#validUntil = validUntil;
    this.over = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#watch();
  }

  /** Whether containers may be started and may run. */
  get valid(): boolean {
    return !this.#ended && performance.now() < this.#validUntil;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** A renewal succeeded; it lengthens a life, but one that has run out stays over: others have already seen that it was. */
  extend(validUntil: number): void {
    if (!this.valid) return this.end('worker_fenced');
    if (validUntil > this.#validUntil) this.#validUntil = validUntil;
  }

  end(reason: EndReason): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#end(reason);
  }

  #watch(): void {
    if (!Number.isFinite(this.#validUntil) || this.#ended) return;
    const remainingMs = this.#validUntil - performance.now();
    if (remainingMs <= 0) return this.end('worker_fenced');
    this.#timer = setTimeout(() => this.#watch(), Math.ceil(remainingMs));
  }
}
