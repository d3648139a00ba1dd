/** Keeps every event of a world that is shown to somebody. Worlds that hold are never recorded. */
import type { TraceEvent } from './event.ts';

/** What a recorder is told; the step is counted here. */
export type TraceEntry = Omit<TraceEvent, 'step'>;

/** Collects entries up to a bound, so that a runaway world cannot fill the memory; the last ones are the ones that matter. */
export class Recorder {
  readonly #entries: TraceEvent[] = [];
  readonly #entriesMax: number;
  readonly #listener: ((event: TraceEvent) => void) | null;
  #step = 0;

  /** `listener` is told of each entry while the world runs; it must not change anything in it. */
  constructor(entriesMax: number, listener: ((event: TraceEvent) => void) | null = null) {
    this.#entriesMax = entriesMax;
    this.#listener = listener;
  }

  add(entry: TraceEntry): void {
    this.#step += 1;
    const event = { step: this.#step, ...entry };
    this.#entries.push(event);
    this.#listener?.(event);
    if (this.#entries.length > this.#entriesMax * 2) this.#entries.splice(0, this.#entries.length - this.#entriesMax);
  }

  /** The entries, oldest first. */
  entries(): readonly TraceEvent[] {
    return this.#entries.slice(-this.#entriesMax);
  }
}
