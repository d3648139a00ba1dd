/** What `setTimeout`, `setInterval` and `setImmediate` return inside a world: the interface of Node's Timeout and Immediate. */
import type { ActiveWorld, WorldTimer } from './active-world.ts';

type Callback = (...args: unknown[]) => void;

/** Node's upper bound of a delay; beyond it (and for NaN) it uses 1 ms. */
const delayMsMax = 2 ** 31 - 1;

let lastNumber = 0;
const timeoutsByNumber = new Map<number, WeakRef<WorldTimeout>>();

/** Forgets the numbers that a world handed out. */
export function forgetTimerNumbers(): void {
  timeoutsByNumber.clear();
  lastNumber = 0;
}

/** A timer of a world. */
export class WorldTimeout {
  readonly #world: ActiveWorld;
  readonly #callback: Callback;
  readonly #delayMs: number;
  readonly #args: readonly unknown[];
  readonly #repeats: boolean;
  #timer: WorldTimer | null = null;
  #referenced = true;

  constructor(world: ActiveWorld, callback: Callback, delay: unknown, args: readonly unknown[], repeats: boolean) {
    this.#world = world;
    this.#callback = callback;
    const delayMs = Number(delay ?? 1);
    this.#delayMs = delayMs >= 1 && delayMs <= delayMsMax ? Math.trunc(delayMs) : 1;
    this.#args = args;
    this.#repeats = repeats;
    this.#start();
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  /** Starts the delay anew, also when it has fired already. */
  refresh(): this {
    this.#timer?.cancel();
    this.#start();
    return this;
  }

  close(): this {
    this.#timer?.cancel();
    this.#timer = null;
    return this;
  }

  /** The number that `clearTimeout` accepts instead of the object. */
  [Symbol.toPrimitive](): number {
    lastNumber += 1;
    timeoutsByNumber.set(lastNumber, new WeakRef(this));
    return lastNumber;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** Clears by number. */
  static closeNumber(number: number): void {
    timeoutsByNumber.get(number)?.deref()?.close();
  }

  #start(): void {
    this.#timer = this.#world.timer(this.#delayMs, () => {
      this.#timer = null;
      if (this.#repeats) this.#start();
      this.#callback(...this.#args);
    });
  }
}

/** An immediate of a world. */
export class WorldImmediate {
  readonly #timer: WorldTimer;
  #referenced = true;

  constructor(world: ActiveWorld, callback: Callback, args: readonly unknown[]) {
    this.#timer = world.immediate(() => {
      callback(...args);
    });
  }

  ref(): this {
    this.#referenced = true;
    return this;
  }

  unref(): this {
    this.#referenced = false;
    return this;
  }

  hasRef(): boolean {
    return this.#referenced;
  }

  close(): void {
    this.#timer.cancel();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
