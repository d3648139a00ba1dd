/** A world turned by hand: the test moves the clock, and reads what the judges did to it. */
import type { JudgedWorld, Violation } from '../../../sim/check/index.ts';

/** See the file's head. Events of one moment run in the order in which they were ordered. */
export class HandWorld implements JudgedWorld {
  nowMs = 0;
  readonly violations: Violation[] = [];
  readonly errors: Error[] = [];
  readonly goals: string[] = [];
  readonly #events: { readonly atMs: number; readonly run: () => void; cancelled: boolean }[] = [];
  readonly #ends: (() => void)[] = [];
  readonly #calms: (() => void)[] = [];

  violate(violation: Omit<Violation, 'atMs'>): void {
    this.violations.push({ ...violation, atMs: this.nowMs });
  }

  fail(error: Error): void {
    this.errors.push(error);
  }

  goal(name: string): void {
    this.goals.push(name);
  }

  at(atMs: number, _label: string, run: () => void): void {
    this.#events.push({ atMs, run, cancelled: false });
  }

  owe(byMs: number, otherwise: () => Omit<Violation, 'atMs'>): { met(): void; withdraw(): void } {
    const event = { atMs: byMs, run: () => this.violate(otherwise()), cancelled: false };
    this.#events.push(event);
    const cancel = (): void => {
      event.cancelled = true;
    };
    return { met: cancel, withdraw: cancel };
  }

  onEnd(judge: () => void): void {
    this.#ends.push(judge);
  }

  onCalm(listener: () => void): void {
    this.#calms.push(listener);
  }

  /** Moves the clock, through every event on the way. */
  until(ms: number): void {
    for (;;) {
      const [next] = this.#events.filter(({ atMs, cancelled }) => !cancelled && atMs <= ms).toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      next.cancelled = true;
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = ms;
  }

  calm(): void {
    for (const listener of this.#calms) listener();
  }

  end(): void {
    for (const judge of this.#ends) judge();
  }
}
