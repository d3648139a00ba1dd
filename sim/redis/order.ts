/** Orders that Redis leaves open (SMEMBERS, HGETALL, KEYS, SCAN, what is popped at random): each is a named choice of the server. */
import type { RedisServerOptions, TwinEnvironment } from './contract.ts';

/** What one server chooses. */
export class Order {
  readonly #environment: TwinEnvironment;
  readonly #keepsInsertion: boolean;
  #scanSeed: number | null = null;

  constructor(environment: TwinEnvironment, { order }: RedisServerOptions) {
    this.#environment = environment;
    this.#keepsInsertion = order === 'insertion';
  }

  /** A named choice: an integer from 0 to `below` - 1. */
  draw(purpose: string, below: number): number {
    return this.#environment.draw('redis', purpose, below);
  }

  /** Puts the items of an unordered reply into the order that this run chooses: a rotation, forwards or backwards. */
  of<T>(items: T[], purpose: string): T[] {
    if (this.#keepsInsertion || items.length < 2) return items;
    const choice = this.draw(purpose, items.length * 2);
    const shift = choice >>> 1;
    const turned = shift === 0 ? items : items.slice(shift).concat(items.slice(0, shift));
    return (choice & 1) === 1 ? turned.reverse() : turned;
  }

  /** What SCAN's order depends on, chosen once. */
  get scanSeed(): number {
    this.#scanSeed ??= this.#keepsInsertion ? 0 : this.draw('scan order', 2 ** 31);
    return this.#scanSeed;
  }
}
