/**
 * Who wants to hear of a step, by the kinds of changes in it. Most steps concern a few of some fifty listeners; there are few
 * combinations of kinds, so each is looked up once and remembered.
 */
import type { Change } from './changes.ts';

/** The part of a listener that says what it looks for. */
interface Interested {
  readonly kinds?: readonly Change['kind'][];
}

/** Intersects every set of kinds. */
const EVERY_KIND = -1;

/** Listeners in the order in which they came. Sets of kinds are masks of bits. */
export class Audience<Listener extends Interested> {
  readonly #listeners: Listener[] = [];
  readonly #bits = new Map<Change['kind'], number>();
  readonly #ofKinds = new Map<number, readonly Listener[]>();

  add(listener: Listener): void {
    this.#listeners.push(listener);
    this.#ofKinds.clear();
  }

  /** The bit that stands for a kind. */
  bitOf(kind: Change['kind']): number {
    let bit = this.#bits.get(kind);
    if (bit === undefined) this.#bits.set(kind, (bit = 2 ** this.#bits.size));
    return bit;
  }

  /** Those who look for at least one of the kinds. */
  of(kinds: number): readonly Listener[] {
    let listeners = this.#ofKinds.get(kinds);
    if (listeners === undefined) {
      listeners = this.#listeners.filter((listener) => (this.#maskOf(listener.kinds) & kinds) !== 0);
      this.#ofKinds.set(kinds, listeners);
    }
    return listeners;
  }

  #maskOf(kinds: Interested['kinds']): number {
    return kinds?.reduce((mask, kind) => mask | this.bitOf(kind), 0) ?? EVERY_KIND;
  }
}
