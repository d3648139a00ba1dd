/**
 * Named choices: every nondeterministic decision of a world is drawn here, by the name of what is decided and how often this name was
 * asked before, never by its position in one global sequence. So a scenario with one container less draws the same for all the others.
 */
import { createGenerator, type Generator } from './random.ts';

/** Learns of every decision: the stream, the key, and the number drawn in [0, 1). */
export type ChoiceWitness = (stream: string, key: string, fraction: number) => void;

/** The decisions of one name, for callers on a hot path who keep it. */
export class ChoiceSource {
  readonly stream: string;
  readonly key: string;
  readonly #seed: string;
  /** Made for the first decision: many names are never asked. */
  #generator: Generator | null = null;
  readonly #witness: ChoiceWitness;

  constructor(seed: string, stream: string, key: string, witness: ChoiceWitness) {
    this.stream = stream;
    this.key = key;
    this.#seed = seed;
    this.#witness = witness;
  }

  /** The next decision of this name, in [0, 1). */
  fraction(): number {
    this.#generator ??= createGenerator(`${this.#seed}/${this.stream}/${this.key}`);
    const fraction = this.#generator();
    this.#witness(this.stream, this.key, fraction);
    return fraction;
  }

  /** A whole number from `minimum` to `maximum`, both included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.fraction() * (maximum - minimum + 1));
  }
}

/** All named choices of one world. */
export class NamedChoices {
  readonly #seed: string;
  readonly #witness: ChoiceWitness;
  readonly #streams = new Map<string, Map<string, ChoiceSource>>();
  #count = 0;

  constructor(seed: string, witness: ChoiceWitness) {
    this.#seed = seed;
    this.#witness = (stream, key, fraction) => {
      this.#count += 1;
      witness(stream, key, fraction);
    };
  }

  /** How many decisions were drawn so far. */
  get count(): number {
    return this.#count;
  }

  /** The decisions of one name. Asking twice gives the same source. */
  source(stream: string, key: string): ChoiceSource {
    let keys = this.#streams.get(stream);
    if (keys === undefined) this.#streams.set(stream, (keys = new Map()));
    let source = keys.get(key);
    if (source === undefined) keys.set(key, (source = new ChoiceSource(this.#seed, stream, key, this.#witness)));
    return source;
  }

  /** A source that nobody asks for again by name (a connection's, a one-off): not kept. */
  transientSource(stream: string, key: string): ChoiceSource {
    return new ChoiceSource(this.#seed, stream, key, this.#witness);
  }

  /** A number in [0, 1). */
  fraction(stream: string, key: string): number {
    return this.source(stream, key).fraction();
  }

  /** A whole number from `minimum` to `maximum`, both included. */
  integer(stream: string, key: string, minimum: number, maximum: number): number {
    return this.source(stream, key).integer(minimum, maximum);
  }

  /** True with the given probability. */
  chance(stream: string, key: string, probability: number): boolean {
    return this.fraction(stream, key) < probability;
  }

  /** One of the list. */
  pick<Item>(stream: string, key: string, list: readonly Item[]): Item {
    const item = list[this.integer(stream, key, 0, list.length - 1)];
    if (item === undefined) throw new RangeError(`choose(${stream}, ${key}): nothing to choose from, the list is empty`);
    return item;
  }
}
