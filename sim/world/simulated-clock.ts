/** A machine's clocks as suites and faults use them: in milliseconds, at the present moment, with listeners for servers that live by them. */
import type { Kernel, MachineClock } from '../kernel/index.ts';
import type { HostClock } from './host.ts';

/** See `HostClock`. */
export class SimulatedClock implements HostClock {
  readonly #machine: MachineClock;
  readonly #kernel: Kernel;
  readonly #epochMs: number;
  readonly #rateChanged: (slowdown: number) => void;
  readonly #listeners: (() => void)[] = [];

  /** `rateChanged` is told how much longer what is still to come takes in true time, as a factor. */
  constructor(machine: MachineClock, kernel: Kernel, epochMs: number, rateChanged: (slowdown: number) => void) {
    this.#machine = machine;
    this.#kernel = kernel;
    this.#epochMs = epochMs;
    this.#rateChanged = rateChanged;
  }

  get offsetMs(): number {
    return (this.#machine.wallMicros(this.#kernel.nowMicros) - this.#kernel.nowMicros) / 1000;
  }

  get driftPpm(): number {
    return this.#machine.driftPpm;
  }

  wallMs(): number {
    return this.#epochMs + this.#machine.wallMicros(this.#kernel.nowMicros) / 1000;
  }

  monotonicMs(): number {
    return this.#machine.ownMicros(this.#kernel.nowMicros) / 1000;
  }

  setDrift(ppm: number): void {
    const before = this.#machine.rate;
    this.#machine.setDrift(ppm, this.#kernel.nowMicros);
    this.#rateChanged(before / this.#machine.rate);
  }

  step(byMs: number): void {
    this.#machine.step(Math.round(byMs * 1000));
    for (const listener of this.#listeners) listener();
  }

  onStep(listener: () => void): void {
    this.#listeners.push(listener);
  }
}
