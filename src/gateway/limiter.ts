/** How many requests a gateway works on at once: whoever wants more waits until others are done. The limit may move while it is used. */

/** Counts places; first come, first served. */
export class Limiter {
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #inWork = 0;

  /** `limit` may be infinite. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes one place, as soon as there is one. */
  async enter(): Promise<void> {
    if (this.#inWork < this.#limit) this.#inWork += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes as many places as there are, at least one and at most `most`. */
  async enterMany(most: number): Promise<number> {
    await this.enter();
    const more = Math.max(0, Math.min(most - 1, this.#limit - this.#inWork));
    this.#inWork += more;
    return 1 + more;
  }

  /** Gives places back. */
  leave(places = 1): void {
    this.#inWork -= places;
    this.#admit();
  }

  /** Places that are in use may be more than the new limit; then nobody enters until enough have left. */
  resize(limit: number): void {
    this.#limit = limit;
    this.#admit();
  }

  #admit(): void {
    while (this.#inWork < this.#limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inWork += 1;
      next();
    }
  }
}
