/** A set of keys from which one can be drawn in constant time, however many there are. */
export class SampledKeys {
  readonly #positions = new Map<string, number>();
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  /** The key at a position below `size`; positions change when keys go. */
  at(position: number): string | undefined {
    return this.#keys[position];
  }

  add(key: string): void {
    if (this.#positions.has(key)) return;
    this.#positions.set(key, this.#keys.length);
    this.#keys.push(key);
  }

  delete(key: string): void {
    const position = this.#positions.get(key);
    if (position === undefined) return;
    this.#positions.delete(key);
    const last = this.#keys.pop();
    if (last === undefined || last === key) return;
    this.#keys[position] = last;
    this.#positions.set(last, position);
  }
}
