/** The replication backlog: the last effects of a stream, for replicas that were away for a moment. */
import type { Effect } from './effect.ts';

/** The latest part of a stream. */
export class History {
  #effects: Effect[] = [];
  #bytes = 0;
  /** Where the part that is kept begins. */
  #beginsAt: number;

  constructor(beginsAt: number) {
    this.#beginsAt = beginsAt;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get beginsAt(): number {
    return this.#beginsAt;
  }

  /** Adds an effect and drops the oldest beyond a size. */
  append(effect: Effect, bytesMax: number): void {
    this.#effects.push(effect);
    this.#bytes += effect.bytes.length;
    let drop = 0;
    while (this.#bytes > bytesMax && drop < this.#effects.length) {
      const oldest = this.#effects[drop];
      if (oldest === undefined) break;
      this.#bytes -= oldest.bytes.length;
      this.#beginsAt = oldest.endsAt;
      drop += 1;
    }
    if (drop > 0) this.#effects = this.#effects.slice(drop);
  }

  /** Every effect behind an offset; null when the part between is gone, or the offset is not one where an effect ends. */
  since(offset: number): readonly Effect[] | null {
    if (offset === this.#beginsAt) return [...this.#effects];
    const index = this.#effects.findLastIndex(({ endsAt }) => endsAt === offset);
    return index < 0 ? null : this.#effects.slice(index + 1);
  }
}
