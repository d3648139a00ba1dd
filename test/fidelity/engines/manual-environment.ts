/** The machine a tested twin runs on: time passes only when a test says so. */
import type { TwinEnvironment } from '../../../sim/redis/index.ts';

/** A clock with timers that the test moves by hand. */
export class ManualEnvironment implements TwinEnvironment {
  #nowMs: number;
  #timers: { atMs: number; run: () => void }[] = [];
  #state = 1;

  constructor(nowMs: number = Date.now()) {
    this.#nowMs = nowMs;
  }

  get pendingTimers(): number {
    return this.#timers.length;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  after(delayMs: number, run: () => void): { cancel(): void } {
    const timer = { atMs: this.#nowMs + delayMs, run };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  draw(_stream: string, _key: string, below: number): number {
    this.#state = (Math.imul(this.#state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * below);
  }

  /** Moves time, firing what falls due on the way. */
  advance(milliseconds: number): void {
    const endMs = this.#nowMs + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.run();
    }
    this.#nowMs = endMs;
  }

  /** Sets the wall clock without letting time pass: timers keep their distance. */
  jump(milliseconds: number): void {
    this.#nowMs += milliseconds;
    this.#timers = this.#timers.map((timer) => ({ ...timer, atMs: timer.atMs + milliseconds }));
  }
}
