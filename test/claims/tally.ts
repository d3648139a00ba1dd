/** The metrics port of the measured gateways: what they count and observe, added up over all of them while it is measured. */
import type { CounterName, HistogramName, Metrics } from '../../src/index.ts';

/** Adds up. */
export class Tally implements Metrics {
  readonly counters: Partial<Record<CounterName, number>> = {};
  readonly sums: Partial<Record<HistogramName, number>> = {};
  readonly #isOpen: () => boolean;

  constructor(isOpen: () => boolean) {
    this.#isOpen = isOpen;
  }

  count(name: CounterName, by = 1): void {
    if (this.#isOpen()) this.counters[name] = (this.counters[name] ?? 0) + by;
  }

  set(): void {
    // Last values are not compared.
  }

  observe(name: HistogramName, value: number): void {
    if (this.#isOpen()) this.sums[name] = (this.sums[name] ?? 0) + value;
  }
}
