/** What one life of a gateway says that it measured: the numbers as they were told, for comparison with what Redis saw. */
import type { CounterName, Metrics } from '../../src/index.ts';

/** Keeps counters; other measurements are not evidence of anything. */
export class Meter implements Metrics {
  readonly counters: Map<CounterName, number> = new Map();

  count(name: CounterName, by: number = 1): void {
    this.counters.set(name, this.of(name) + by);
  }

  /** How much was counted under this name. */
  of(name: CounterName): number {
    return this.counters.get(name) ?? 0;
  }

  set(): void {}

  observe(): void {}
}
