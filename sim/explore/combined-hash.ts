/**
 * One hash over all worlds of a run, folded in the order of their numbers. Lanes finish in any order, so worlds are folded when their
 * predecessors are; the result does not depend on how many lanes there were.
 */

const MASK_64 = (1n << 64n) - 1n;
const PRIME = 0x100000001b3n;

/** Folds worlds' hashes in the order of their numbers, whatever order they arrive in. */
export class CombinedHash {
  #state = 0xcbf29ce484222325n;
  #next = 0;
  readonly #waiting = new Map<number, string>();

  /** Adds the hash (hexadecimal digits) of world number `index`, from 0; every number exactly once. */
  add(index: number, hash: string): void {
    this.#waiting.set(index, hash);
    for (;;) {
      const ready = this.#waiting.get(this.#next);
      if (ready === undefined) return;
      this.#waiting.delete(this.#next);
      this.#fold(ready);
      this.#next++;
    }
  }

  /** 16 hexadecimal digits over the worlds 0 to the first that is missing. */
  digest(): string {
    return this.#state.toString(16).padStart(16, '0');
  }

  #fold(hash: string): void {
    const value = BigInt(`0x${hash}`);
    let mixed = ((this.#state ^ value) * PRIME) & MASK_64;
    mixed ^= mixed >> 32n;
    this.#state = (mixed * 0x9e3779b97f4a7c15n) & MASK_64;
  }
}
