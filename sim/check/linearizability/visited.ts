/** The memory of a search: which calls are placed now, and the configurations (calls placed, state) seen so far. */
import { plainText, samePlain } from '../plain-value.ts';
import type { Model } from './model.ts';

/** See the file's head. */
export class Visited<State> {
  /** Configurations entered. */
  states = 0;
  readonly #placed: Uint32Array;
  readonly #byPlaced = new Map<string, { readonly texts: Set<string>; readonly states: State[] }>();
  readonly #same: ((first: State, second: State) => boolean) | null;

  constructor(calls: number, model: Pick<Model<State>, 'same'>) {
    this.#placed = new Uint32Array(Math.ceil(calls / 32));
    this.#same = model.same === undefined ? null : (first, second) => model.same?.(first, second) ?? false;
  }

  same(first: State, second: State): boolean {
    return this.#same === null ? samePlain(first, second) : this.#same(first, second);
  }

  /** Adds the call to those placed if that is a new configuration with this state. */
  enter(call: number, state: State): boolean {
    this.#flip(call);
    const key = this.#placed.join(',');
    let seen = this.#byPlaced.get(key);
    if (seen === undefined) this.#byPlaced.set(key, (seen = { texts: new Set(), states: [] }));
    if (this.#isNew(seen, state)) {
      this.states += 1;
      return true;
    }
    this.#flip(call);
    return false;
  }

  leave(call: number): void {
    this.#flip(call);
  }

  #isNew(seen: { readonly texts: Set<string>; readonly states: State[] }, state: State): boolean {
    if (this.#same === null) {
      const text = plainText(state);
      if (seen.texts.has(text)) return false;
      seen.texts.add(text);
      return true;
    }
    if (seen.states.some((other) => this.#same?.(other, state))) return false;
    seen.states.push(state);
    return true;
  }

  #flip(call: number): void {
    this.#placed[call >>> 5] = (this.#placed[call >>> 5] ?? 0) ^ (1 << (call & 31));
  }
}
