/** What `setTimeout`, `setInterval` and `setImmediate` return inside a world: the interface of Node's Timeout and Immediate. */
import type { ActiveWorld, WorldTimer } from './active-world.ts';
import { inContextOfNow } from './async-contexts.ts';

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

/** Whether a timer would keep a real process alive. A world goes on either way; programs ask. */
class Referenced {
  #referenced = true;

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
}

/** A timer of a world. */
export class WorldTimeout extends Referenced {
  readonly #world: ActiveWorld;
  readonly #callback: Callback;
  readonly #delayMs: number;
  readonly #args: readonly unknown[];
  readonly #repeats: boolean;
  #timer: WorldTimer | null = null;

  constructor(world: ActiveWorld, callback: Callback, delay: unknown, args: readonly unknown[], repeats: boolean) {
    super();
    this.#world = world;
    this.#callback = inContextOfNow(callback);
    const delayMs = Number(delay ?? 1);
    this.#delayMs = delayMs >= 1 && delayMs <= delayMsMax ? Math.trunc(delayMs) : 1;
    this.#args = args;
    this.#repeats = repeats;
    this.#start();
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
export class WorldImmediate extends Referenced {
  readonly #timer: WorldTimer;

  constructor(world: ActiveWorld, callback: Callback, args: readonly unknown[]) {
    super();
    this.#timer = world.immediate(() => {
      callback(...args);
    });
  }

  close(): void {
    this.#timer.cancel();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
