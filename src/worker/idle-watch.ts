/** Watches how long a worker has had nothing to do, and asks whether it may go; while it may not, it asks again after the same time. */

/** One watch for the life of a worker. */
export class IdleWatch {
  readonly #idleMs: number;
  readonly #mayLeave: () => Promise<boolean>;
  readonly #leave: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /** `mayLeave` is asked after `idleMs` without `restart`; with true `leave` is called, once. When it rejects, it is asked again. */
  constructor(idleMs: number, mayLeave: () => Promise<boolean>, leave: () => void) {
    this.#idleMs = idleMs;
    this.#mayLeave = mayLeave;
    this.#leave = leave;
    this.restart();
  }

  /** Something happened: the time begins anew. */
  restart(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(() => void this.#ask(), this.#idleMs);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    const may = await this.#mayLeave().catch(() => false);
    if (this.#closed) return;
    if (may) {
      this.close();
      this.#leave();
    } else this.restart();
  }
}
