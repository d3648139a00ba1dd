/** One fault while it strikes: what its kind works with, and how it says that it acted, when it heals and that it is over. */
import type { Host, World } from '../world/index.ts';
import type { FaultBase } from './fault.ts';

/** Whom a strike tells what became of it. */
export interface StrikeListener {
  /** It really hit something: `words` are for the story. */
  acted(words: string): void;
  over(): void;
}

/** A fault at the moment at which it strikes. */
export class Strike<Fault extends FaultBase = FaultBase> {
  readonly world: World;
  readonly fault: Fault;
  /** What names its events: `fault/pause/gateway-1 at 1050ms`. */
  readonly name: string;
  readonly #words: string;
  readonly #listener: StrikeListener;
  #isOver = false;

  constructor(world: World, fault: Fault, name: string, words: string, listener: StrikeListener) {
    this.world = world;
    this.fault = fault;
    this.name = name;
    this.#words = words;
    this.#listener = listener;
  }

  /** The target; null when it is not a host. */
  get host(): Host | null {
    return this.world.hosts().find(({ name }) => name === this.fault.target) ?? null;
  }

  /** It hits something now: the story tells it, and the kind counts as having acted. */
  tell(words: string = this.#words): void {
    this.#listener.acted(words);
  }

  /** Heals after a time and is over then; with null it stays for good, and nothing is left to wait for. */
  healIn(afterMs: number | null, heal: () => void): void {
    if (afterMs === null) {
      this.over();
      return;
    }
    this.later(afterMs, 'heals', () => {
      heal();
      this.over();
    });
  }

  /** Calls `run` after a time, unless it is over by then. `what` completes the event's name. */
  later(afterMs: number, what: string, run: () => void): void {
    this.world.at(this.world.nowMs + afterMs, `${this.name} ${what}`, () => {
      if (!this.#isOver) run();
    });
  }

  /** Nothing of it is left. */
  over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#listener.over();
  }
}
