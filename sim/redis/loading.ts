/** A process that reads its data set answers LOADING to most commands. */
import type { TwinEnvironment } from './contract.ts';

/** Whether one server reads its data, and until when. */
export class Loading {
  readonly #environment: TwinEnvironment;
  #endMs: number | null = null;

  constructor(environment: TwinEnvironment) {
    this.#environment = environment;
  }

  get isOn(): boolean {
    return this.#endMs !== null;
  }

  /** What INFO says of its end. */
  get secondsLeft(): number {
    return this.#endMs === null ? 0 : Math.max(1, Math.ceil((this.#endMs - Math.floor(this.#environment.nowMs())) / 1000));
  }

  /** It goes on until `end`; `forMs` is what INFO expects. */
  begin(forMs: number): void {
    this.#endMs = Math.floor(this.#environment.nowMs()) + forMs;
  }

  /** It goes on for so long. */
  take(forMs: number): void {
    this.begin(forMs);
    this.#environment.after(forMs, () => this.end());
  }

  end(): void {
    this.#endMs = null;
  }
}
