/** Keeps every event of a world that is shown to somebody. Worlds that hold are never recorded. */
import type { TraceEvent } from './event.ts';

/** What a recorder is told; the step is counted here. */
export type TraceEntry = Omit<TraceEvent, 'step'>;

/** Collects entries up to a bound, so that a runaway world cannot fill the memory; the last ones are the ones that matter. */
export class Recorder {
  readonly #entries: TraceEvent[] = [];
  readonly #entriesMax: number;
  #step = 0;

  constructor(entriesMax: number) {
    this.#entriesMax = entriesMax;
  }

  add(entry: TraceEntry): void {
    this.#step += 1;
    this.#entries.push({ step: this.#step, ...entry });
    if (this.#entries.length > this.#entriesMax * 2) this.#entries.splice(0, this.#entries.length - this.#entriesMax);
  }

  /** The entries, oldest first. */
  entries(): readonly TraceEvent[] {
    return this.#entries.slice(-this.#entriesMax);
  }
}
