/**
 * The clocks of one machine: an oscillator that may run fast or slow, and a wall clock set on top of it that may be wrong and may be
 * stepped. The oscillator never jumps: timers and monotonic clocks go by it. A machine keeps its clocks over the lives of its processes.
 */

/** Oscillator and wall clock of one machine. All moments are in microseconds of true (virtual) time since the world began. */
export class MachineClock {
  /** How fast the oscillator runs: own microseconds per true one. */
  #rate = 1;
  #driftPpm: number;
  /** Where the present rate began, in true and in own time. */
  #sinceMicros = 0;
  #ownMicros = 0;
  /** What the wall clock adds to the oscillator. */
  #wallOffsetMicros: number;

  constructor(wallOffsetMicros = 0, driftPpm = 0) {
    this.#wallOffsetMicros = wallOffsetMicros;
    this.#driftPpm = driftPpm;
    this.#rate = 1 + driftPpm / 1e6;
  }

  /** Parts per million by which the oscillator runs fast (negative: slow). */
  get driftPpm(): number {
    return this.#driftPpm;
  }

  /** Own microseconds per true one. */
  get rate(): number {
    return this.#rate;
  }

  /** The oscillator: never jumps, never goes back. */
  ownMicros(nowMicros: number): number {
    return this.#ownMicros + (nowMicros - this.#sinceMicros) * this.#rate;
  }

  /** The wall clock, relative to the world's beginning. */
  wallMicros(nowMicros: number): number {
    return this.ownMicros(nowMicros) + this.#wallOffsetMicros;
  }

  /** How long a delay on this machine's oscillator really takes. */
  trueDelayMicros(ownDelayMicros: number): number {
    return this.#rate === 1 ? ownDelayMicros : ownDelayMicros / this.#rate;
  }

  /** From now on the oscillator runs at another speed. What it shows does not jump. */
  setDrift(driftPpm: number, nowMicros: number): void {
    this.#ownMicros = this.ownMicros(nowMicros);
    this.#sinceMicros = nowMicros;
    this.#driftPpm = driftPpm;
    this.#rate = 1 + driftPpm / 1e6;
  }

  /** The wall clock is set forward (or back, when negative). */
  step(byMicros: number): void {
    this.#wallOffsetMicros += byMicros;
  }
}
